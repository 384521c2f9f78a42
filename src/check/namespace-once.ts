import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../topology/problems.ts";
import type { Container, Netns, Topology } from "../topology/topology.ts";
import { keyOf, type Rule } from "./rule.ts";

export const namespaceOnce: Rule = {
  name: "namespace-once",
  codes: ["NG0304"],
  about: "Each container has a namespace of its own, with an entry of its own under /run/netns.",
  check,
};

function check({ containers }: Topology): Diagnostic[] {
  const first = new Map<string, Container>();
  return containers.flatMap((container) => {
    const identities = identitiesOf(container.netns);
    const clash = identities.find(({ key }) => first.has(key));
    for (const { key } of identities) {
      first.set(key, first.get(key) ?? container);
    }
    const other = clash && first.get(clash.key);
    if (other === undefined || clash === undefined) {
      return [];
    }
    const message = `${other.name} and ${container.name} both have ${clash.what}`;
    const related = [{ where: placeOf(other), message: `${other.name} has it from here` }];
    return [problem("NG0304", message, placeOf(container), { related })];
  });
}

const placeOf = (container: Container) => container.netns.given ?? keyOf(container);

/** What no other namespace may share: the entry, and the way in which it is found. */
function identitiesOf(netns: Netns): { readonly key: string; readonly what: string }[] {
  if (netns.kind === "host" || netns.kind === "container") {
    return [];
  }
  const entry = { key: `entry ${netns.name}`, what: `the namespace ${shown(netns.name)}` };
  switch (netns.kind) {
    case "own":
    case "external":
      return [entry];
    case "path": {
      const named = /^(?:\/var)?\/run\/netns\/([^/]+)$/.exec(netns.target)?.[1];
      const key = named === undefined ? `path ${netns.target}` : `entry ${named}`;
      return [entry, { key, what: `the namespace at ${shown(netns.target)}` }];
    }
    case "pid":
      return [entry, { key: `pid ${netns.pid}`, what: `the namespace of process ${netns.pid}` }];
    case "docker":
      return [
        entry,
        { key: `docker ${netns.container}`, what: `the namespace of Docker's ${shown(netns.container)}` },
      ];
  }
}
