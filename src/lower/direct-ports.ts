import { directPorts } from "../facts/direct-ports.ts";
import type { SetDefinition } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import type { Family } from "../net/ip.ts";
import { nested } from "../net/nested.ts";
import { formatPorts } from "../net/port.ts";
import type { Publish, Sources, Topology } from "../topology/topology.ts";
import { anyAddress, setOf } from "./ruleset.ts";

/** A port of a container that the world reaches at the container's own address, and who may. */
interface DirectPort {
  readonly publish: Publish;
  readonly port: number;
  readonly from: Sources;
}

/**
 * Ports that a routed network with `inbound: published` lets in at the container's own address: those that are
 * published on all addresses. One that is published on an address of the host is for that address only.
 */
export function directPortsSet(topology: Topology, family: Family): SetDefinition {
  const ports = new Map<string, DirectPort>();
  for (const publish of directPorts(topology)) {
    const { protocol, target } = publish;
    if (target.address.family !== family) continue;
    const address = formatAddress(target.address);
    for (let port = target.ports.first; port <= target.ports.last; port++) {
      const key = `${address} ${protocol} ${port}`;
      const other = ports.get(key);
      const from = other === undefined ? publish.from : united(other.from, publish.from);
      ports.set(key, { publish: other?.publish ?? publish, port, from });
    }
  }
  return setOf(
    "direct_ports",
    "ports open at a container's own address: source, container, protocol, port",
    ["address", "address", "protocol", "port"],
    runs([...ports.values()]).flatMap(({ first, last }) => {
      const { origin, target, protocol } = first.publish;
      const rest = [
        formatAddress(target.address),
        protocol,
        formatPorts({ first: first.port, last: last.port }),
      ];
      const sources = sourcesOf(first.from, family);
      return sources.map((source) => ({ origin, key: [source, ...rest] }));
    }),
  );
}

/** Who may by one of two publishes of a port; a prefix inside of another says nothing new. */
function united(some: Sources, others: Sources): Sources {
  if (some === "any" || others === "any") return "any";
  const all = [...some, ...others];
  const held = new Set(nested(all, (cidr) => cidr).map(([, inner]) => inner));
  return all.filter((cidr) => !held.has(cidr));
}

/** Ports of one entry of the plan that follow each other. */
function runs(ports: readonly DirectPort[]): { readonly first: DirectPort; readonly last: DirectPort }[] {
  const found: { first: DirectPort; last: DirectPort }[] = [];
  for (const port of ports) {
    const run = found.at(-1);
    if (
      run &&
      run.first.publish === port.publish &&
      run.last.port + 1 === port.port &&
      same(run.first, port)
    ) {
      run.last = port;
    } else {
      found.push({ first: port, last: port });
    }
  }
  return found;
}

/** Whether the same sources may reach two ports of one address. */
const same = (a: DirectPort, b: DirectPort): boolean =>
  a.from === b.from ||
  (a.from !== "any" && b.from !== "any" && a.from.map(formatCidr).join() === b.from.map(formatCidr).join());

const sourcesOf = (from: Sources, family: Family): readonly string[] =>
  from === "any" ? [anyAddress[family]] : from.map(formatCidr);
