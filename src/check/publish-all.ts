import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Topology } from "../topology/topology.ts";

/** `publish_all` is about exposed ports. */
export const publishAll = ({ containers, incomplete }: Topology): Diagnostic[] =>
  containers.flatMap(({ name, origin, path, publishAll: wanted, exposed }) =>
    wanted && exposed.length === 0 && !incomplete.has(origin)
      ? [problem("NG0627", `${name} exposes no port that could be published`, at([...path, "publish_all"]))]
      : [],
  );
