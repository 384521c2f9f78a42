import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import type { Cluster, Member } from "../../topology/cluster.ts";
import type { ClusterRule } from "./rule.ts";

export const reached: ClusterRule = {
  name: "reached",
  codes: ["NG0809"],
  about: "A cluster has routes between its hosts.",
  check,
};

function check(cluster: Cluster): Diagnostic[] {
  const { fabric, members, incomplete } = cluster;
  if (members.length < 2 || members.every(({ outline }) => outline.networks.length === 0)) {
    return [];
  }
  if (fabric === undefined) {
    const help = "add `fabric: {kind: switched, subnet: […]}`, or `kind: routed` and a router";
    const message = "no `fabric` says what connects the hosts, so none has a route to another";
    return [problem("NG0809", message, at(["hosts"], "key"), { help })];
  }
  if (members.some(({ offers }) => offers)) {
    return [];
  }
  // A network or an address that cannot be read may well be one that others were to reach.
  const unread = ({ origin, outline }: Member) =>
    incomplete.has(origin) || outline.networks.some((network) => incomplete.has(network.origin));
  if (members.some(unread)) return [];
  const message = "no network is reached from other hosts, so there are no routes between them";
  const help = "IPv4 networks are in `nat` mode unless they say `mode: routed`";
  return [problem("NG0809", message, at(["fabric"], "key"), { help })];
}
