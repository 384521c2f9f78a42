import { visible } from "../diagnostics/terminal.ts";
import { ExitCode } from "./exit.ts";
import { print, say } from "./output.ts";
import { compilePlan, lockPathOf, type ReportOptions, sayIfAny } from "./plan.ts";
import { writeFile } from "./write.ts";

export interface RenderOptions extends ReportOptions {
  readonly backend?: "nftables" | "iptables";
  readonly as: "script" | "json";
  readonly output?: string;
  readonly frozen?: boolean;
}

/** `netgen render PLAN`: nothing is written unless the plan is free of errors. */
export async function render(plan: string, options: RenderOptions): Promise<number> {
  const compiled = await compilePlan(plan, options);
  const { compilation, failed, stale, lock } = compiled;
  sayIfAny(compiled, options);
  if (stale) {
    if (lock === undefined)
      say(`netgen: there is no ${visible(lockPathOf(plan))}; \`netgen lock\` writes it\n`);
    return ExitCode.stale;
  }
  if (failed || compilation.script === undefined) return ExitCode.plan;
  const text =
    options.as === "json" ? `${JSON.stringify(compilation.program, undefined, 2)}\n` : compilation.script;
  if (options.output === undefined || options.output === "-") print(text);
  else await writeFile(options.output, text, options.as === "script");
  return ExitCode.fine;
}
