import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { ExitCode } from "./exit.ts";
import { print, say } from "./output.ts";
import type { ReportOptions } from "./plan.ts";
import type { RenderOptions } from "./render.ts";
import type { ShowOptions } from "./show.ts";

/** Runs one command line; the commands themselves are loaded when they are asked for. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = ExitCode.fine;
  const program = commands((result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.fine : ExitCode.usage;
    const { explainFailure } = await import("./failure.ts");
    return explainFailure(error, argv);
  }
}

function commands(done: (code: number) => void): Command {
  const program = new Command("netgen")
    .description("A compiler for container networks: one YAML plan in, one reviewable shell script out.")
    .version(NETGEN_VERSION)
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: say })
    .showHelpAfterError("(netgen --help shows what there is)")
    .addHelpText("after", example("netgen render plan.yaml > setup.sh", "netgen validate plan.yaml"));

  withReports(program.command("render"))
    .description("write the script that builds the plan's network")
    .argument("<plan>", "path of the plan, or - for standard input")
    .addOption(
      new Option("--backend <firewall>", "in place of the plan's host.firewall").choices([
        "nftables",
        "iptables",
      ]),
    )
    .addOption(
      new Option(
        "--as <form>",
        "what to write: the script, the compiled program, or for a host of a cluster with `routing: bird` the configuration of BIRD 2",
      )
        .choices(["script", "json", "bird"])
        .default("script"),
    )
    .option("--host <host>", "of a cluster, the host that the output is for", onlyOne)
    .option("--frozen", "refuse (exit code 3) where the lock file beside the plan is missing or stale")
    .option(
      "-o, --output <path>",
      "write here in place of standard output, a script as an executable file; of a cluster, PATH/HOST/setup.sh (program.json, bird.conf) for every host",
    )
    .addHelpText(
      "after",
      example(
        "netgen render plan.yaml -o setup.sh",
        "netgen render --backend iptables - < plan.yaml",
        "netgen render cluster.yaml --host host1 -o setup.sh",
        "netgen render cluster.yaml -o scripts",
        "netgen render cluster.yaml --as bird -o scripts",
      ),
    )
    .action(async (plan: string, options: RenderOptions) =>
      done(await (await import("./render.ts")).render(plan, options)),
    );

  withReports(program.command("validate"))
    .description("say every problem of the plans; silent when there is none")
    .argument("<plan...>", "paths of plans, or - for standard input")
    .addHelpText(
      "after",
      example("netgen validate plan.yaml", "netgen validate --format sarif plans/*.yaml 2> plans.sarif"),
    )
    .action(async (plans: string[], options: ReportOptions) =>
      done(await (await import("./validate.ts")).validate(plans, options)),
    );

  withReports(program.command("show"))
    .description("what will exist: networks, containers, addresses, MACs, interfaces, routes")
    .argument("<plan>", "path of the plan, or - for standard input")
    .option(
      "--host <host>",
      "of a cluster, the host to show; without it, all hosts and the routes between them",
      onlyOne,
    )
    .addHelpText("after", example("netgen show plan.yaml", "netgen show cluster.yaml --host host1"))
    .action(async (plan: string, options: ShowOptions) =>
      done(await (await import("./show.ts")).show(plan, options)),
    );

  withReports(program.command("lock"))
    .description(
      "pin what the plan leaves open: write or update the lock file, plan.lock.yaml beside plan.yaml",
    )
    .argument("<plan>", "path of the plan")
    .addHelpText("after", example("netgen lock plan.yaml", "netgen render --frozen plan.yaml -o setup.sh"))
    .action(async (plan: string, options: ReportOptions) =>
      done(await (await import("./lock.ts")).lock(plan, options)),
    );

  program
    .command("schema")
    .description("JSON Schema of the plan language, for editors")
    .addHelpText("after", example("netgen schema > plan.schema.json"))
    .action(async () => done(await (await import("./schema.ts")).schema()));

  program
    .command("explain")
    .description("what a diagnostic means and how to mend it; without a code, all of them")
    .argument("[code]", "as it stands in the message: NG0401")
    .addHelpText("after", example("netgen explain NG0401"))
    .action(async (code: string | undefined) => done(await (await import("./explain.ts")).explain(code)));

  return program;
}

/** An option that names one thing: of two, neither is dropped in silence. */
function onlyOne(value: string, before: string | undefined): string {
  if (before !== undefined)
    throw new InvalidArgumentError(`It is given twice, and there was ${before} before.`);
  return value;
}

/** The options of every command that reads plans. */
function withReports(command: Command): Command {
  return command
    .addOption(
      new Option("--format <form>", "form of the diagnostics")
        .choices(["text", "json", "sarif", "github"])
        .default("text"),
    )
    .option("--no-color", "no colour on a terminal either (so does NO_COLOR)");
}

function example(...lines: readonly string[]): string {
  return `\n${lines.length === 1 ? "Example" : "Examples"}:\n${lines.map((line) => `  ${line}\n`).join("")}`.trimEnd();
}
