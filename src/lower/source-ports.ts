import { publishedPorts } from "../facts/published-ports.ts";
import type { Family } from "../net/ip.ts";
import { type PortRange, type Protocol, protocols } from "../net/port.ts";
import type { Topology } from "../topology/topology.ts";

/** The kernel gives out none below 1024 to a flow that began above it (net/netfilter/nf_nat_core.c). */
const LOWEST = 1024;
const HIGHEST = 65535;

/** Source ports that flows of a protocol may leave by. */
export interface SourcePorts {
  readonly protocol: Protocol;
  readonly ports: PortRange;
}

/**
 * For each protocol with published ports the widest range without them: a container's flow that left by one would get
 * what its peer sends to the published port.
 */
export function sourcePorts(topology: Topology, family: Family): SourcePorts[] {
  const published = publishedPorts(topology, family);
  return protocols.flatMap((protocol) => {
    const taken = published.filter((publish) => publish.protocol === protocol).map(({ host }) => host);
    const ports = taken.length === 0 ? undefined : widestGap(taken);
    return ports === undefined ? [] : [{ protocol, ports }];
  });
}

function widestGap(taken: readonly PortRange[]): PortRange | undefined {
  const ends = [...taken.toSorted((a, b) => a.first - b.first), { first: HIGHEST + 1, last: HIGHEST + 1 }];
  let from = LOWEST;
  let widest: PortRange | undefined;
  for (const { first, last } of ends) {
    const size = first - from;
    if (size > 0 && (widest === undefined || size > widest.last - widest.first + 1))
      widest = { first: from, last: first - 1 };
    from = Math.max(from, last + 1);
  }
  return widest;
}
