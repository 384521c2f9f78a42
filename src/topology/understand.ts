import { at, type Outcome } from "../diagnostics/diagnostic.ts";
import type { IpAddress } from "../net/ip.ts";
import type { ExpandedPlan } from "../plan/expanded.ts";
import { handOut } from "./addresses.ts";
import { attach } from "./attach.ts";
import { type ContainerDraft, finishContainer } from "./container.ts";
import { readHost } from "./host.ts";
import { readContainerLinks } from "./links.ts";
import { draftNetworks, finishNetwork, type NetworkDraft } from "./network.ts";
import { readNetworkModes } from "./network-mode.ts";
import { bindPeers } from "./peers.ts";
import { readLinks } from "./point-to-point.ts";
import { lacks, noProblems, once, type Problems } from "./problems.ts";
import { publishPorts, readExposes } from "./publish.ts";
import type { Topology } from "./topology.ts";
import { unknownContainer } from "./unknown.ts";

/**
 * Binds names, parses addresses, fills defaults, and picks what the plan leaves open.
 *
 * @returns a topology even where there are errors, so that checks can look for more in what is sound; what an
 * error left without a part is listed as `incomplete`. Never lower one that came with an error.
 */
export function understand(plan: ExpandedPlan): Outcome<Topology> & { readonly value: Topology } {
  const problems = noProblems();
  const host = readHost(plan, problems);
  const drafts = draftNetworks(plan.networks, host, problems);
  const peers = bindPeers(plan.networks, problems);
  const byName = new Map(drafts.map((draft) => [draft.entry.name, draft]));
  const { entries, shared } = readNetworkModes(plan.containers, problems);
  const containers: ContainerDraft[] = entries.map((entry) => ({
    entry,
    attached: attach(entry, byName, problems),
    shared: shared.get(entry.name),
  }));
  const drawn = readLinks(plan, containers, problems);
  const gateways = bindGateways(drafts, containers, problems);
  const addresses = handOut(drafts, containers, gateways, problems);
  const networks = drafts.map((draft) => finishNetwork(draft, peers, gateways.get(draft)));
  const networkOf = new Map(networks.map((network) => [network.name, network]));
  const unshared = { ...plan, containers: entries };
  const exposes = readExposes(unshared, problems);
  const namedLinks = readContainerLinks(entries, problems);
  const finished = containers.map((draft) => ({
    ...finishContainer(draft, plan.name, networkOf, addresses, drawn, problems),
    exposed: exposes.get(draft.entry.name) ?? [],
    links: namedLinks.get(draft.entry.name) ?? [],
  }));
  const value: Topology = {
    name: plan.name,
    host: { ...host, routes: [...host.routes, ...drawn.hostRoutes] },
    networks,
    links: drawn.links,
    containers: finished,
    publishes: publishPorts(unshared, networks, finished, problems),
    incomplete: problems.incomplete,
  };
  return { value, diagnostics: once(problems.found) };
}

/** For each network whose gateway is a container: the address that the plan gives to that container there. */
function bindGateways(
  drafts: readonly NetworkDraft[],
  containers: readonly ContainerDraft[],
  problems: Problems,
): ReadonlyMap<NetworkDraft, IpAddress> {
  const byName = new Map(containers.map((container) => [container.entry.name, container]));
  const found = new Map<NetworkDraft, IpAddress>();
  for (const draft of drafts) {
    if (draft.ipv4.kind !== "wanted" || draft.ipv4.gateway.kind !== "container") {
      continue;
    }
    const name = draft.ipv4.gateway.container;
    const container = byName.get(name);
    if (container === undefined) {
      const where = draft.ipv4.given.gateway ?? at(draft.entry.path, "key");
      lacks(problems, draft.entry.origin, unknownContainer(name, where, byName, problems));
      continue;
    }
    const address = container.attached.find(({ network }) => network === draft)?.address;
    if (address !== undefined) {
      found.set(draft, address);
    }
  }
  return found;
}
