import type { Chain, Rule } from "../ir/program.ts";
import type { Topology } from "../topology/topology.ts";
import { isIn, type Rules } from "./ruleset.ts";

/**
 * The largest segment that a TCP connection of the plan's networks and links announces, where the plan says so: what
 * fits the path, since beyond it no router tells of packets that are too big (RFC 2923, 2.1).
 */
export const lowerMss = ({ host }: Topology): Rules => ({
  sets: [],
  chains: host.mssClamp ? [chain] : [],
});

const clamp = (name: string, field: "iifname" | "oifname"): Rule => ({
  name,
  comment: "segments fit the path (mss_clamp)",
  matches: [{ kind: "tcp-syn" }, isIn("networks", field)],
  verdict: { kind: "clamp-mss" },
});

const chain: Chain = {
  name: "mss",
  hook: "forward",
  type: "filter",
  stage: "mangle",
  summary: "the first packets of TCP connections",
  rules: [clamp("mss-out", "iifname"), clamp("mss-in", "oifname")],
};
