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

const help = "`netgen lock` writes the lock file again";

/** Says where a lock file and the choices of a topology are not the same. */
export const staleness = (topology: Topology, pinned: Choices): Staleness =>
  staleBy(compareChoices(pinned, choicesOf(topology)), placesIn(topology));

const originOf = (path: Path) => shown(path.join("."));

/**
 * Says what is different.
 *
 * @param whereOf where the plan has what a choice is about
 */
export function staleBy({ added, changed, gone }: Differences, whereOf: (about: Path) => Where): Staleness {
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
      ...gone.map(({ path, depth }) => noLongerPicked(path.slice(0, depth))),
    ],
  };
}

/** That an entry of the lock file is not used. */
export const noLongerPicked = (path: Path): Diagnostic =>
  problem(
    "NG0219",
    `${originOf(path)} is no longer picked: it is gone, or the plan gives it`,
    at(path, "key"),
    { help },
  );

/**
 * What a choice is derived from, and so changes with: a MAC from an address, an address from the subnet, that from
 * the host's prefix.
 */
function basisOf(about: Path): Path | undefined {
  const base = about[0] === "hosts" ? about.slice(0, 2) : [];
  const [section, network, ...steps] = about.slice(base.length);
  const key = String(about.at(-1));
  if (section === "networks" && key === "gateway") return [...about.slice(0, -1), "subnet"];
  if (section === "networks" && key === "subnet") return [...base, "prefix", steps[0] ?? ""];
  if (section === "networks" || network === undefined) return undefined;
  if (key === "mac_address") return [...about.slice(0, -1), "ipv4_address"];
  if (key === "host_interface_name") return [...about.slice(0, -1), "interface_name"];
  const [family] = /^ipv[46](?=_address$)/.exec(key) ?? [];
  const on = about.at(-2);
  return section === "containers" && family && on !== undefined
    ? [...base, "networks", on, family, "subnet"]
    : undefined;
}

/** Changes without those that only follow from another one. */
function independent(changed: Differences["changed"]): Differences["changed"] {
  const names = new Set(changed.map(({ now }) => JSON.stringify(now.about)));
  return changed.filter(({ now: { about } }) => {
    const basis = basisOf(about);
    return basis === undefined || !names.has(JSON.stringify(basis));
  });
}

/** Where the plan has what a choice is about. */
export function placesIn({ networks, containers, links, publishes }: Topology): (about: Path) => Where {
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
