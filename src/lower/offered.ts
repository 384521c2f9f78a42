import { directPorts } from "../facts/direct-ports.ts";
import type { SetDefinition } from "../ir/program.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import { nested } from "../net/nested.ts";
import { formatPorts } from "../net/port.ts";
import type { Publish, Sources, Topology } from "../topology/topology.ts";

/** Any source. */
const any = "0.0.0.0/0";

/** A port of a container that the world reaches at the container's own address, and who may. */
interface Offer {
  readonly publish: Publish;
  readonly port: number;
  readonly from: Sources;
}

/**
 * Ports that a routed network with `inbound: published` lets in at the container's own address: those that are
 * published on all addresses. One that is published on an address of the host is for that address only.
 */
export function offeredPorts(topology: Topology): SetDefinition {
  const offers = new Map<string, Offer>();
  for (const publish of directPorts(topology)) {
    const { protocol, target } = publish;
    const address = formatAddress(target.address);
    for (let port = target.ports.first; port <= target.ports.last; port++) {
      const key = `${address} ${protocol} ${port}`;
      const other = offers.get(key);
      const from = other === undefined ? publish.from : united(other.from, publish.from);
      offers.set(key, { publish: other?.publish ?? publish, port, from });
    }
  }
  return {
    kind: "set",
    name: "offered",
    summary: "ports open at a container's own address: source, container, protocol, port",
    types: ["ipv4_addr", "ipv4_addr", "inet_proto", "inet_service"],
    elements: runs([...offers.values()]).flatMap(({ first, last }) => {
      const { origin, target, protocol } = first.publish;
      const rest = [
        formatAddress(target.address),
        protocol,
        formatPorts({ first: first.port, last: last.port }),
      ];
      const sources = sourcesOf(first.from);
      return sources.map((source) => ({ origin, key: [source, ...rest] }));
    }),
  };
}

/** Who may by one of two publishes of a port; a prefix inside of another says nothing new. */
function united(some: Sources, others: Sources): Sources {
  if (some === "any" || others === "any") return "any";
  const all = [...some, ...others];
  const held = new Set(nested(all, (cidr) => cidr).map(([, inner]) => inner));
  return all.filter((cidr) => !held.has(cidr));
}

/** Ports of one entry of the plan that follow each other. */
function runs(offers: readonly Offer[]): { readonly first: Offer; readonly last: Offer }[] {
  const found: { first: Offer; last: Offer }[] = [];
  for (const offer of offers) {
    const run = found.at(-1);
    if (
      run &&
      run.first.publish === offer.publish &&
      run.last.port + 1 === offer.port &&
      same(run.first, offer)
    ) {
      run.last = offer;
    } else {
      found.push({ first: offer, last: offer });
    }
  }
  return found;
}

const same = (a: Offer, b: Offer): boolean => sourcesOf(a.from).join() === sourcesOf(b.from).join();

const sourcesOf = (from: Sources): readonly string[] => (from === "any" ? [any] : from.map(formatCidr));
