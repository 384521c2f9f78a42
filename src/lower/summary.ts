import { linkEnds } from "../facts/link-ends.ts";
import type { Firewall, Group, SummarySection } from "../ir/program.ts";
import type { Topology } from "../topology/topology.ts";
import { containerWords } from "./container-words.ts";
import { describeNetwork } from "./network.ts";
import { few } from "./summary-few.ts";
import { filesWritten, firewallObjects, hostRoutes, hostSettings, kernelChanges } from "./summary-host.ts";
import { openToWorld } from "./summary-open.ts";

/**
 * What the script will make and change, for its header: what somebody who approves it has to know. Of long lists the
 * first few are named and the others counted, so that the lines of an entry are the only ones that change with it, as
 * far as that goes.
 *
 * @param groups all steps of the script
 */
export function summarize(
  topology: Topology,
  groups: readonly Group[],
  firewall: Firewall,
): readonly SummarySection[] {
  const { networks, containers, links, host } = topology;
  const ends = linkEnds(topology);
  const linkOrigins = new Set(links.map(({ origin }) => origin));
  const sections: readonly SummarySection[] = [
    {
      title: "Networks",
      lines: networks.map((network) => `${network.origin}: ${describeNetwork(network, host.firewall)}`),
    },
    {
      title: "Containers",
      lines: few(
        containers.map(
          (container) => `${container.origin}: ${containerWords(container, ends.get(container.name) ?? [])}`,
        ),
      ),
    },
    {
      title: "Point-to-point links",
      lines: few(
        groups.flatMap(({ origin, summary }) => (linkOrigins.has(origin) ? [`${origin}: ${summary}`] : [])),
      ),
    },
    { title: "Open to the world", lines: openToWorld(topology) },
    { title: "Settings of the host", lines: hostSettings(topology, groups) },
    { title: "Routes of the host", lines: hostRoutes(topology) },
    { title: "Firewall", lines: firewallObjects(topology.name, firewall, groups) },
    { title: "Files", lines: filesWritten(topology) },
    { title: "Kernel", lines: kernelChanges(topology, groups) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}
