import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Rule } from "./rule.ts";

export const publishAll: Rule = {
  name: "publish-all",
  codes: ["NG0627"],
  about: "`publish_all` needs exposed ports.",
  check: ({ containers, incomplete }) =>
    containers.flatMap(({ name, origin, path, publishAll: wanted, exposed }) =>
      wanted && exposed.length === 0 && !incomplete.has(origin)
        ? [problem("NG0627", `${name} exposes no port that could be published`, at([...path, "publish_all"]))]
        : [],
    ),
};
