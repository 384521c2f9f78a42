import { ExitCode } from "./exit.ts";
import { FileProblem } from "./failure.ts";
import { compilePlan, type ReportOptions, sayReports } from "./plan.ts";

/** `netgen validate PLAN…`: all problems of all plans, in the order of the arguments. */
export async function validate(plans: readonly string[], options: ReportOptions): Promise<number> {
  if (plans.filter((plan) => plan === "-").length > 1)
    throw new FileProblem("standard input can be read only once");
  const results = [];
  for (const plan of plans) results.push(await compilePlan(plan));
  sayReports(
    results.flatMap(({ reports }) => reports),
    options,
  );
  return results.some(({ failed }) => failed) ? ExitCode.plan : ExitCode.fine;
}
