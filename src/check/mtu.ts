import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { keyOf, type Rule } from "./rule.ts";

/** ETH_MIN_MTU and ETH_MAX_MTU of linux/if_ether.h: what bridges and veth pairs take. */
const [MIN, MAX] = [68, 65535];

export const mtu: Rule = {
  name: "mtu",
  codes: ["NG0421"],
  about: "The kernel accepts the MTUs.",
  check: ({ networks, links }) =>
    [
      ...networks.map((network) => ({ mtu: network.mtu, where: network.given.mtu ?? keyOf(network) })),
      ...links.map(({ mtu, path }) => ({ mtu, where: at([...path, "mtu"]) })),
    ].flatMap(({ mtu, where }) => {
      if (mtu === "auto" || (mtu >= MIN && mtu <= MAX)) {
        return [];
      }
      const message = `an MTU of ${mtu} bytes is ${mtu < MIN ? `less than ${MIN}` : `more than ${MAX}`}`;
      const help = `it is ${MIN} to ${MAX}, or \`auto\` for that of the uplink`;
      return [problem("NG0421", message, where, { help })];
    }),
};
