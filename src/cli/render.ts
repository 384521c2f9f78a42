import { join } from "node:path";
import type { Compilation, CompiledHost } from "../compile.ts";
import { visible } from "../diagnostics/terminal.ts";
import { ExitCode } from "./exit.ts";
import { FileProblem } from "./failure.ts";
import { keepInputs } from "./inputs.ts";
import { remarkOnLock } from "./lock-remark.ts";
import { print, say } from "./output.ts";
import { compilePlan, lockPathOf, type ReportOptions, sayIfAny } from "./plan.ts";
import { makeFolder, writeFile } from "./write.ts";

export interface RenderOptions extends ReportOptions {
  readonly backend?: "nftables" | "iptables";
  readonly as: "script" | "json" | "bird";
  readonly output?: string;
  readonly frozen?: boolean;
  readonly host?: string;
}

/** `netgen render PLAN`: nothing is written unless the plan is free of errors. */
export async function render(plan: string, options: RenderOptions): Promise<number> {
  const toStdout = options.output === undefined || options.output === "-";
  const compiled = await compilePlan(plan, {
    ...options,
    namesOnly: options.host === undefined && toStdout,
    orElse: ", or write all of them with -o DIR",
  });
  const { compilation, failed, stale, lock } = compiled;
  sayIfAny(compiled, options);
  if (stale) {
    if (lock === undefined)
      say(`netgen: there is no ${visible(lockPathOf(plan))}; \`netgen lock\` writes it\n`);
    return ExitCode.stale;
  }
  if (failed) return ExitCode.plan;
  const { compileHost, hosts = [] } = compilation;
  if (!toStdout) await keepInputs(plan, outputsOf(options, compilation));
  remarkOnLock(plan, compiled, options);
  if (options.as === "bird") return renderBird(plan, options, compilation);
  if (compileHost !== undefined) {
    for (const host of hosts) {
      const folder = join(options.output ?? "", host);
      await makeFolder(folder);
      await writeOutput(compileHost(host), join(folder, fileNames[options.as]), options.as);
    }
  } else if (compilation.topology !== undefined) {
    await writeOutput(compilation as CompiledHost, toStdout ? undefined : options.output, options.as);
  }
  return ExitCode.fine;
}

/** BIRD's configuration of one host, or of each in a folder; a key may stand in it, so that only its owner reads it. */
async function renderBird(
  plan: string,
  { host, output = "-" }: RenderOptions,
  { birdOf, hosts = [] }: Compilation,
): Promise<number> {
  if (birdOf === undefined)
    throw new FileProblem(
      `${plan} hands no routes to BIRD: that is \`routing: bird\` in the \`fabric\` of a cluster`,
    );
  if (host !== undefined && output === "-") print(birdOf(host));
  else if (host !== undefined) await writeFile(output, birdOf(host), 0o600);
  else
    for (const name of hosts) {
      await makeFolder(join(output, name));
      await writeFile(join(output, name, fileNames.bird), birdOf(name), 0o600);
    }
  return ExitCode.fine;
}

/** Every file that is to be written. */
function outputsOf({ output = "-", as, host }: RenderOptions, { hosts }: Compilation): readonly string[] {
  return host === undefined && hosts !== undefined
    ? hosts.map((name) => join(output, name, fileNames[as]))
    : [output];
}

/** What a host's output is called in the folder of a cluster. */
const fileNames = { script: "setup.sh", json: "program.json", bird: "bird.conf" } as const;

async function writeOutput(
  { script, program }: CompiledHost,
  path: string | undefined,
  as: RenderOptions["as"],
): Promise<void> {
  const text = as === "json" ? `${JSON.stringify(program, undefined, 2)}\n` : script;
  if (path === undefined) print(text);
  else await writeFile(path, text, as === "script" ? 0o777 : 0o666);
}
