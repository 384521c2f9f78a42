import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { print, say } from "./output.ts";
import type { ReportOptions } from "./plan.ts";
import type { RenderOptions } from "./render.ts";
import type { ShowOptions } from "./show.ts";
import type { VerifyOptions } from "./verify.ts";

/** Takes the exit code of the command that ran. */
type Done = (code: number) => void;

/**
 * The command line: every command with its arguments, options and help. The code of a command is loaded when it is
 * asked for.
 */
export function commands(done: Done): Command {
  const program = new Command("netgen")
    .description("A compiler for container networks: one YAML plan in, one reviewable shell script out.")
    .version(NETGEN_VERSION)
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: say })
    .showHelpAfterError("(netgen --help lists the commands and options)")
    .addHelpText("after", examples("netgen render plan.yaml -o setup.sh", "netgen validate plan.yaml"))
    .addHelpText(
      "after",
      exitCodes(
        [0, "success"],
        [1, "the plan has errors"],
        [2, "wrong usage, or a file that cannot be read or written"],
        [3, "a stale lock file (--frozen), or a difference (verify)"],
        [70, "a bug in netgen"],
        [74, "standard output is closed or full"],
      ),
    );
  for (const add of [render, validate, show, verify, lock, schema, explain, completion]) add(program, done);
  return program;
}

function render(program: Command, done: Done): void {
  withReports(program.command("render"))
    .description("write the script that builds the plan's network")
    .argument("<plan>", planWords)
    .addOption(backendOption())
    .addOption(
      new Option(
        "--as <form>",
        "what to write: the script; the compiled program as JSON; or, for a cluster with `routing: bird`, the configuration of BIRD 2",
      )
        .choices(["script", "json", "bird"])
        .default("script"),
    )
    .option("--host <host>", "the host of a cluster to write the output for", onlyOne)
    .option("--frozen", "fail if the lock file beside the plan is missing or stale")
    .option(
      "-o, --output <path>",
      "write to this file (a script is made executable); for a cluster without --host, to PATH/HOST/setup.sh (program.json, bird.conf) for every host",
    )
    .addHelpText(
      "after",
      examples(
        "netgen render plan.yaml -o setup.sh",
        "netgen render --backend iptables --as json plan.yaml",
        "netgen render cluster.yaml --host host1 -o setup.sh",
        "netgen render cluster.yaml -o scripts",
        "netgen render cluster.yaml --as bird -o scripts",
      ),
    )
    .addHelpText(
      "after",
      exitCodes(
        [0, "the output was written"],
        [1, "the plan has errors; nothing was written"],
        [2, "wrong usage, -o names the plan or its lock file, or a file cannot be read or written"],
        [3, "with --frozen: the lock file is missing or stale"],
      ),
    )
    .action(async (plan: string, options: RenderOptions) =>
      done(await (await import("./render.ts")).render(plan, options)),
    );
}

function validate(program: Command, done: Done): void {
  withReports(program.command("validate"))
    .description("report all problems of the plans; silent when there are none")
    .argument("<plan...>", "paths of plans; - for standard input")
    .addHelpText(
      "after",
      examples("netgen validate plan.yaml", "netgen validate --format sarif plans/*.yaml 2> plans.sarif"),
    )
    .addHelpText("after", exitCodes([0, "no errors (there may be warnings)"], [1, "a plan has errors"]))
    .action(async (plans: string[], options: ReportOptions) =>
      done(await (await import("./validate.ts")).validate(plans, options)),
    );
}

function show(program: Command, done: Done): void {
  withReports(program.command("show"))
    .description("list what will exist: networks, containers, addresses, MACs, ports, routes")
    .argument("<plan>", planWords)
    .option(
      "--host <host>",
      "the host of a cluster to show; without it, all hosts and the routes between them",
      onlyOne,
    )
    .addHelpText("after", examples("netgen show plan.yaml", "netgen show cluster.yaml --host host1"))
    .addHelpText("after", exitCodes([0, "shown"], [1, "the plan has errors"]))
    .action(async (plan: string, options: ShowOptions) =>
      done(await (await import("./show.ts")).show(plan, options)),
    );
}

function verify(program: Command, done: Done): void {
  withReports(program.command("verify"))
    .description("check that a script's engine is this netgen's, unchanged, and that the plan renders to it")
    .argument("<script>", "path of the script; - for standard input")
    .argument("[plan]", "path of the plan that it is to come from")
    .addOption(backendOption())
    .option("--host <host>", "the host of a cluster that the script is for", onlyOne)
    .addHelpText("after", examples("netgen verify setup.sh", "netgen verify setup.sh plan.yaml"))
    .addHelpText(
      "after",
      exitCodes([0, "no difference"], [1, "the plan has errors"], [3, "a difference, or another version"]),
    )
    .action(async (script: string, plan: string | undefined, options: VerifyOptions) =>
      done(await (await import("./verify.ts")).verify(script, plan, options)),
    );
}

function lock(program: Command, done: Done): void {
  withReports(program.command("lock"))
    .description(
      "write or update the lock file (plan.lock.yaml beside plan.yaml), which pins what was picked",
    )
    .argument("<plan>", "path of the plan")
    .addHelpText("after", examples("netgen lock plan.yaml", "netgen render --frozen plan.yaml -o setup.sh"))
    .addHelpText("after", exitCodes([0, "the lock file is up to date"], [1, "the plan has errors"]))
    .action(async (plan: string, options: ReportOptions) =>
      done(await (await import("./lock.ts")).lock(plan, options)),
    );
}

function schema(program: Command, done: Done): void {
  program
    .command("schema")
    .description("print the JSON Schema of the plan language, for editors")
    .addHelpText("after", examples("netgen schema > plan.schema.json"))
    .action(async () => done(await (await import("./schema.ts")).schema()));
}

function explain(program: Command, done: Done): void {
  program
    .command("explain")
    .description("say what a diagnostic means and how to fix it; without a code, list all of them")
    .argument("[code]", "the code in the message, such as NG0401")
    .addOption(new Option("--format <form>", "form of the answer").choices(["text", "json"]).default("text"))
    .addHelpText("after", examples("netgen explain NG0401", "netgen explain NG0401 --format json"))
    .addHelpText("after", exitCodes([0, "explained"], [2, "there is no such code"]))
    .action(async (code: string | undefined, options: { format: "text" | "json" }) =>
      done(await (await import("./explain.ts")).explain(code, options)),
    );
}

function completion(program: Command, done: Done): void {
  program
    .command("completion")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      examples(
        "netgen completion bash > /etc/bash_completion.d/netgen",
        "netgen completion zsh > /usr/local/share/zsh/site-functions/_netgen",
        "netgen completion fish > ~/.config/fish/completions/netgen.fish",
      ),
    )
    .action(async (shell: "bash" | "zsh" | "fish") =>
      done((await import("./completion.ts")).completion(program, shell)),
    );
}

const planWords = "path of the plan; - for standard input";

const backendOption = (): Option =>
  new Option("--backend <firewall>", "use this firewall instead of the plan's host.firewall").choices([
    "nftables",
    "iptables",
  ]);

/** An option that names one thing: given twice, neither is silently dropped. */
function onlyOne(value: string, before: string | undefined): string {
  if (before !== undefined) throw new InvalidArgumentError(`It is given twice, first as ${before}.`);
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
    .option("--no-color", "never use colour (NO_COLOR does the same)");
}

function examples(...lines: readonly string[]): string {
  const heading = lines.length === 1 ? "Example" : "Examples";
  return `\n${heading}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function exitCodes(...lines: readonly (readonly [number, string])[]): string {
  return `\nExit codes:\n${lines.map(([code, words]) => `  ${String(code).padEnd(3)} ${words}`).join("\n")}`;
}
