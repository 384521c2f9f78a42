import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Route, Topology } from "../topology/topology.ts";

/** A blackhole leads nowhere; every other route leads somewhere. */
export const blackhole = ({ host, containers }: Topology): Diagnostic[] =>
  [host, ...containers].flatMap(({ routes }) => routes.flatMap(ofRoute));

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
