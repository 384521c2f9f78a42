import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Route } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const blackhole: Rule = {
  name: "blackhole",
  codes: ["NG0503", "NG0504"],
  about: "A blackhole route has no `via`, `dev` or `src`; every other route has `via` or `dev`.",
  check: ({ host, containers }) => [host, ...containers].flatMap(({ routes }) => routes.flatMap(ofRoute)),
};

function ofRoute(route: Route): Diagnostic[] {
  if (route.type === "blackhole") {
    const keys = (["via", "dev", "src"] as const).filter((key) => route[key] !== undefined);
    return keys.map((key) =>
      problem("NG0503", `a blackhole route has no \`${key}\``, at([...route.path, key], "key")),
    );
  }
  return route.via === undefined && route.dev === undefined
    ? [problem("NG0504", "the route has neither `via` nor `dev`", at([...route.path, "to"]))]
    : [];
}
