import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { members } from "../facts/members.ts";
import type { Topology } from "../topology/topology.ts";
import { keyOf, type Rule } from "./rule.ts";

/** BR_MAX_PORTS of net/bridge/br_private.h is 1 << 10, and find_portno of br_if.c never gives number 0. */
const MAX_PORTS = 1023;

export const bridgePorts: Rule = {
  name: "bridge-ports",
  codes: ["NG0422"],
  about: "A bridge has at most 1023 ports.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  return topology.networks.flatMap((network) => {
    const all = members(topology).get(network.name) ?? [];
    const first = all[MAX_PORTS]?.endpoint;
    if (first === undefined) {
      return [];
    }
    const message = `${all.length} containers are on network ${network.name}, and a bridge has ${MAX_PORTS} ports`;
    const related = [{ where: first.where, message: "the first one too many comes from here" }];
    const help = "spread them over several networks, which may be peers";
    return [problem("NG0422", message, network.given.bridge ?? keyOf(network), { related, help })];
  });
}
