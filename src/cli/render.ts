import { ExitCode } from "./exit.ts";
import { print } from "./output.ts";
import { compilePlan, type ReportOptions, sayReports } from "./plan.ts";
import { writeFile } from "./write.ts";

export interface RenderOptions extends ReportOptions {
  readonly backend?: "nftables" | "iptables";
  readonly as: "script" | "json";
  readonly output?: string;
}

/** `netgen render PLAN`: nothing is written unless the plan is free of errors. */
export async function render(plan: string, options: RenderOptions): Promise<number> {
  const { compilation, report, failed } = await compilePlan(plan, options.backend);
  if (report.diagnostics.length > 0) sayReports([report], options);
  if (failed || compilation.script === undefined) return ExitCode.plan;
  const text =
    options.as === "json" ? `${JSON.stringify(compilation.program, undefined, 2)}\n` : compilation.script;
  if (options.output === undefined || options.output === "-") print(text);
  else await writeFile(options.output, text, options.as === "script");
  return ExitCode.fine;
}
