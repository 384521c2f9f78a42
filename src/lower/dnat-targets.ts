import type { SetDefinition } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatPorts, unitedPorts } from "../net/port.ts";
import type { Publish } from "../topology/topology.ts";
import { setOf } from "./ruleset.ts";

/** Where our own translations lead: container, protocol, ports. Several ports of the host may lead to one. */
export function dnatTargets(publishes: readonly Publish[]): SetDefinition {
  const targets = new Map<string, Publish[]>();
  for (const publish of publishes) {
    const key = `${formatAddress(publish.target.address)} ${publish.protocol}`;
    const same = targets.get(key);
    if (same === undefined) {
      targets.set(key, [publish]);
    } else {
      same.push(publish);
    }
  }
  return setOf(
    "dnat_targets",
    "where published ports lead: container, protocol, port",
    ["address", "protocol", "port"],
    [...targets].flatMap(([key, same]) =>
      unitedPorts(same.map(({ target }) => target.ports)).map((ports) => ({
        origin: originOf(same, ports.first),
        key: [...key.split(" "), formatPorts(ports)],
      })),
    ),
  );
}

/** The first entry of the plan that has the port. */
const originOf = (publishes: readonly Publish[], port: number): string =>
  publishes.find(({ target }) => target.ports.first <= port && port <= target.ports.last)?.origin ?? "";
