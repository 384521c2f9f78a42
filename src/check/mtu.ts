import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Topology } from "../topology/topology.ts";
import { keyOf } from "./rule.ts";

/** ETH_MIN_MTU and ETH_MAX_MTU of linux/if_ether.h: what bridges and veth pairs take. */
const [MIN, MAX] = [68, 65535];

/** MTUs are such as the kernel sets. */
export const mtu = ({ networks }: Topology): Diagnostic[] =>
  networks.flatMap((network) => {
    const { mtu, given } = network;
    if (mtu === "auto" || (mtu >= MIN && mtu <= MAX)) {
      return [];
    }
    const message = `an MTU of ${mtu} bytes is ${mtu < MIN ? `less than ${MIN}` : `more than ${MAX}`}`;
    const help = `it is ${MIN} to ${MAX}, or \`auto\` for that of the uplink`;
    return [problem("NG0421", message, given.mtu ?? keyOf(network), { help })];
  });
