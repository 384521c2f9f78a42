import { at, type Diagnostic, type Path, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { type Choices, portKey } from "../lock/choices.ts";
import { compareChoices, type Differences } from "../lock/compare.ts";
import { choicesOf } from "./choices.ts";
import { shown } from "./problems.ts";
import type { Topology } from "./topology.ts";

/** What makes a lock file stale, entry by entry. */
export interface Staleness {
  /** Said of the plan. */
  readonly plan: readonly Diagnostic[];
  /** Said of the lock file. */
  readonly lock: readonly Diagnostic[];
}

const help = "`netgen lock` writes the lock file anew";

/** Says where a lock file and the choices of a topology are not the same. */
export function staleness(topology: Topology, pinned: Choices): Staleness {
  const { added, changed, gone } = compareChoices(pinned, choicesOf(topology));
  const whereOf = placesIn(topology);
  const originOf = (path: Path) => shown(path.join("."));
  return {
    plan: added.map(({ about, depth }) => {
      const message = `${originOf(about.slice(0, depth))} is not in the lock file`;
      return problem("NG0217", message, whereOf(about.slice(0, depth)), { help });
    }),
    lock: [
      ...independent(changed).map(({ before, now }) => {
        const message = `${before.value} no longer fits; ${originOf(before.path)} is ${now.value} now`;
        return problem("NG0218", message, at(before.path), { help });
      }),
      ...gone.map(({ path, depth }) => {
        const message = `${originOf(path.slice(0, depth))} is no longer picked: it is gone, or the plan gives it`;
        return problem("NG0219", message, at(path.slice(0, depth), "key"), { help });
      }),
    ],
  };
}

/** What is derived from another choice, and so changes with it. */
const derivedFrom: Readonly<Record<string, string>> = {
  mac_address: "ipv4_address",
  host_interface_name: "interface_name",
};

/** Changes without those that only follow from another one. */
function independent(changed: Differences["changed"]): Differences["changed"] {
  const names = new Set(changed.map(({ now }) => JSON.stringify(now.about)));
  return changed.filter(({ now: { about } }) => {
    const basis = derivedFrom[String(about.at(-1))];
    return basis === undefined || !names.has(JSON.stringify([...about.slice(0, -1), basis]));
  });
}

/** Where the plan has what a choice is about. */
function placesIn({ networks, containers, links, publishes }: Topology): (about: Path) => Where {
  const places = new Map<string, Where>();
  const put = (about: Path, where: Where) => places.set(JSON.stringify(about), where);
  for (const { name, path } of networks) {
    put(["networks", name], at(path, "key"));
  }
  for (const { name, path, endpoints } of containers) {
    put(["containers", name], at(path, "key"));
    for (const { network, where } of endpoints) {
      put(["containers", name, "networks", network], where);
    }
  }
  for (const { container, where, protocol, address, within, target } of publishes) {
    const ports = ["containers", container, "ports"];
    if (!places.has(JSON.stringify(ports))) {
      put(ports, where);
    }
    put([...ports, portKey({ protocol, address, within }, target.ports)], where);
  }
  for (const [index, { path }] of links.entries()) {
    put(["point_to_point", index], at(path));
  }
  return (about) => {
    const prefixes = about.map((_, index) => JSON.stringify(about.slice(0, about.length - index)));
    const [known] = prefixes.flatMap((prefix) => places.get(prefix) ?? []);
    return known ?? at(about.slice(0, 1), "key");
  };
}
