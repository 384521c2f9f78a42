import { exposedAddresses } from "../facts/exposure.ts";
import { forwards } from "../facts/forwards.ts";
import { linkEnds } from "../facts/link-ends.ts";
import type { Group, Program } from "../ir/program.ts";
import type { Container, Topology } from "../topology/topology.ts";
import { lowerContainer, lowerRoutesOfEnd } from "./container.ts";
import { lowerFirewall, lowerUserRules } from "./firewall.ts";
import { lowerForwarding, lowerHostRoutes, lowerRequirements } from "./host.ts";
import { lowerMembership } from "./membership.ts";
import { lowerSharedNames } from "./names.ts";
import { lowerNetwork } from "./network.ts";
import { lowerLink } from "./point-to-point.ts";
import { summarize } from "./summary.ts";
import { uplinkOf } from "./uplink.ts";

/** Says what is to be ensured on the host so that it is as the topology has it. The topology has no errors. */
export function lower(topology: Topology): Program {
  const networks = new Map(topology.networks.map((network) => [network.name, network]));
  const containers = new Map(topology.containers.map((container) => [container.name, container]));
  const ends = linkEnds(topology);
  const endsOf = ({ name }: Container) => ends.get(name) ?? [];
  const publishes = byContainer(topology.publishes);
  const open = byContainer(exposedAddresses(topology));
  const firewall = lowerFirewall(topology);
  // Of the host's interfaces those that nothing else is said of take router advertisements then.
  const takesAdvertisements = forwards(topology, "ipv6");
  const groups: Group[] = [
    lowerRequirements(topology.host),
    lowerForwarding(topology),
    lowerUserRules(firewall),
    lowerSharedNames(topology),
    ...topology.networks.map((network) =>
      lowerNetwork(network, topology.publishes, topology.host, takesAdvertisements),
    ),
    ...topology.containers.map((container) =>
      lowerContainer(
        container,
        { host: topology.host, networks, containers },
        endsOf(container),
        publishes.get(container.name) ?? [],
        open.get(container.name) ?? [],
      ),
    ),
    ...topology.links.map((link) => lowerLink(link, containers, takesAdvertisements)),
    ...topology.containers.flatMap((container) => lowerRoutesOfEnd(container, endsOf(container))),
    lowerHostRoutes(topology.host),
    ...lowerMembership(topology),
  ];
  const kept = groups.filter((group) => group.steps.length > 0 || !/^host(?:\.|$)/.test(group.origin));
  return {
    version: 1,
    name: topology.name,
    host: topology.membership?.host,
    summary: summarize(topology, kept, firewall),
    uplink: uplinkOf(topology),
    bird: topology.membership?.bird ?? false,
    groups: kept,
    firewall,
  };
}

function byContainer<T extends { readonly container: string }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const there = found.get(item.container) ?? [];
    there.push(item);
    found.set(item.container, there);
  }
  return found;
}
