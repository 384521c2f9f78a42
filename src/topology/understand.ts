import type { Outcome } from "../diagnostics/diagnostic.ts";
import { type Choices, nothingPinned } from "../lock/choices.ts";
import type { Family } from "../net/ip.ts";
import type { ExpandedPlan } from "../plan/expanded.ts";
import { handOut } from "./addresses.ts";
import { attach } from "./attach.ts";
import type { Surroundings } from "./cluster.ts";
import { type ContainerDraft, finishContainer, macsOf } from "./container.ts";
import { bindGateways } from "./gateways.ts";
import { readHost } from "./host.ts";
import { madeFor } from "./identity.ts";
import { readContainerLinks } from "./links.ts";
import { draftNetworks, finishNetwork } from "./network.ts";
import { readNetworkModes } from "./network-mode.ts";
import { bindPeers } from "./peers.ts";
import { matchPlanLinks, namesOnLinks } from "./pinned-links.ts";
import { readLinks } from "./point-to-point.ts";
import { noProblems } from "./problems.ts";
import { publishPorts, readExposes } from "./publish.ts";
import type { Topology } from "./topology.ts";

/**
 * Binds names, parses addresses, fills defaults, and picks what the plan leaves open.
 *
 * @param pins choices of an earlier run, which are kept where they still fit
 * @param surroundings the cluster that the host is in; undefined where it is the only one
 * @returns a topology even where there are errors, so that checks can look for more in what is sound; what an
 * error left without a part is listed as `incomplete`. Never lower one that came with an error.
 */
export function understand(
  plan: ExpandedPlan,
  pins: Choices = nothingPinned,
  surroundings: Surroundings | undefined = undefined,
): Outcome<Topology> & { readonly value: Topology } {
  const problems = noProblems();
  const host = readHost(plan, problems);
  const drafts = draftNetworks(plan.networks, host, pins.networks, surroundings, problems);
  const peers = bindPeers(plan.networks, problems);
  const byName = new Map(drafts.map((draft) => [draft.entry.name, draft]));
  const { entries, shared } = readNetworkModes(plan.containers, problems);
  const pinnedLinks = matchPlanLinks(plan, pins.links);
  const heldBy = namesOnLinks(plan, pinnedLinks);
  const containers: ContainerDraft[] = entries.map((entry) => ({
    entry,
    attached: attach(entry, byName, pins.containers.get(entry.name), heldBy(entry.name), problems),
    shared: shared.get(entry.name),
  }));
  const drawn = readLinks(plan, containers, pinnedLinks, problems);
  const gateways = byFamily((family) => bindGateways(family, drafts, containers, pins.networks, problems));
  const ipv4 = handOut("ipv4", drafts, containers, gateways.ipv4, new Map(), surroundings, problems);
  const macs = macsOf(containers, madeFor(plan), ipv4);
  const ipv6 = handOut("ipv6", drafts, containers, gateways.ipv6, macs, surroundings, problems);
  const addresses = { ipv4, ipv6 };
  const networks = drafts.map((draft) =>
    finishNetwork(draft, peers, (family) => gateways[family].get(draft), pins.networks.get(draft.entry.name)),
  );
  const networkOf = new Map(networks.map((network) => [network.name, network]));
  const unshared = { ...plan, containers: entries };
  const exposes = readExposes(unshared, problems);
  const namedLinks = readContainerLinks(entries, problems);
  const finished = containers.map((draft) => ({
    ...finishContainer(draft, networkOf, (family) => addresses[family], macs, drawn, problems),
    exposed: exposes.get(draft.entry.name) ?? [],
    links: namedLinks.get(draft.entry.name) ?? [],
  }));
  const value: Topology = {
    name: plan.name,
    membership: surroundings?.membership,
    host: { ...host, routes: [...host.routes, ...drawn.hostRoutes] },
    networks,
    links: drawn.links,
    containers: finished,
    publishes: publishPorts(unshared, networks, finished, pins.containers, problems),
    incomplete: problems.incomplete,
  };
  return { value, diagnostics: problems.found };
}

const byFamily = <T>(value: (family: Family) => T): Readonly<Record<Family, T>> => ({
  ipv4: value("ipv4"),
  ipv6: value("ipv6"),
});
