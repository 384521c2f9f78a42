import type { Match, Rule } from "../ir/program.ts";
import type { Family } from "../net/ip.ts";
import { isIn, ruleOf } from "./ruleset.ts";

/** What decides which rules there are; those that ask for a set without elements are left out later. */
interface Bridges {
  /** Some network is on a bridge that exists already. */
  readonly hasExternal: boolean;
  /** Some of those have `icc: false`. */
  readonly hasExternalWithoutIcc: boolean;
}

/** The rules of the forward chain, first match first, over the sets of filter.ts. */
export const forwardRules = (family: Family, bridges: Bridges): readonly Rule[] => [
  ...(family === "ipv6" ? neighbourDiscovery : []),
  ruleOf(
    "established",
    "replies, and errors that belong to a connection",
    [{ kind: "established" }],
    "accept",
  ),
  ruleOf(
    "links",
    "links, to what the other container offers",
    [isIn("icc_off", "iifname", "oifname"), isIn("links", "oifname", "saddr", "daddr", "protocol", "dport")],
    "accept",
  ),
  ...(bridges.hasExternalWithoutIcc ? externalWithoutIcc : []),
  ruleOf("allowed", "within a network, and between peers", [isIn("allowed", "iifname", "oifname")], "accept"),
  ruleOf("internal", "nothing goes out", [isIn("internal", "iifname")], "drop"),
  ruleOf("int-member", "nothing goes out", [isIn("internal_members", "iifname", "saddr")], "drop"),
  ruleOf("dnat", "published ports are open", [{ kind: "ct-dnat" }, isDnatTarget], "accept"),
  ...isolation(bridges.hasExternal),
  ...untranslated,
  ruleOf(
    "direct",
    "published ports, at the container's own address",
    [isIn("direct_ports", "saddr", "daddr", "protocol", "dport")],
    "accept",
  ),
  ruleOf("no-inbound", "nothing comes in from outside", [isIn("no_inbound", "oifname")], "drop"),
  ruleOf(
    "no-in-member",
    "nothing comes in from outside",
    [isIn("no_inbound_members", "oifname", "daddr")],
    "drop",
  ),
];

/** A port of ours: where somebody else's translation leads is judged like every other destination. */
const isDnatTarget: Match = isIn("dnat_targets", "daddr", "protocol", "dport");

/** Where frames from port to port pass the rules, so do those that ask who has an address, and the answers. */
const neighbourDiscovery: readonly Rule[] = ([135, 136] as const).map((type) =>
  ruleOf(
    type === 135 ? "nd-ask" : "nd-answer",
    type === 135 ? "containers ask for neighbours" : "and neighbours answer",
    [{ kind: "icmpv6", type }, isIn("icc_off", "iifname", "oifname")],
    "accept",
  ),
);

/** Source NAT passes by what connection tracking cannot place (net/netfilter/nf_nat_core.c, nf_nat_inet_fn). */
const untranslated: readonly Rule[] = (["masqueraded", "snat_sources"] as const).map((set) =>
  ruleOf(
    set === "masqueraded" ? "invalid" : "invalid-snat",
    "no private address leaves untranslated",
    [{ kind: "invalid" }, isIn(set, "saddr")],
    "drop",
  ),
);

const externalWithoutIcc: readonly Rule[] = [
  ruleOf(
    "icc-dnat",
    "published ports are open",
    [{ kind: "ct-dnat" }, isIn("icc_off", "iifname", "oifname"), isDnatTarget],
    "accept",
  ),
  ruleOf(
    "icc-off",
    "containers are kept apart",
    [isIn("icc_off_members", "iifname", "saddr", "oifname"), isIn("external_members", "oifname", "daddr")],
    "drop",
  ),
];

/** With bridges of our own only, `networks` and `bridges` are the same, and one rule isolates them. */
const isolation = (hasExternal: boolean): readonly Rule[] => {
  const isolate = (name: string, ...matches: readonly Match[]) =>
    ruleOf(name, "networks are isolated", matches, "drop");
  return [
    isolate("from-ours", isIn("bridges", "iifname"), isIn("networks", "oifname")),
    ...(hasExternal ? [isolate("to-ours", isIn("networks", "iifname"), isIn("bridges", "oifname"))] : []),
    isolate("from-member", isIn("external_members", "iifname", "saddr"), isIn("networks", "oifname")),
    isolate("to-member", isIn("networks", "iifname"), isIn("external_members", "oifname", "daddr")),
  ];
};
