import * as z from "zod";
import { doc, text } from "./doc.ts";

/** `ipv6` of a network as a mapping. */
export const ipv6 = z.strictObject({
  subnet: doc(
    text,
    "The network's prefix. Default: in a cluster whose pool has IPv6, one is carved from the host's; elsewhere it has to be written.",
    { examples: ["2001:db8:1::/64"] },
  ),
  gateway: doc(
    text,
    "An address: the bridge holds it. A container's name: that container is the gateway and the bridge holds no address. `none`: no default route. Default: fe80::1, on the bridge.",
    { examples: ["2001:db8:1::1", "router", "none"] },
  ),
  ip_range: doc(
    text,
    "Part of the subnet that containers' addresses are picked from: /80 or wider, they end in the MAC; narrower, the lowest free one. Default: the subnet.",
    { examples: ["2001:db8:1:0:1::/80"] },
  ),
  reserved: doc(z.array(text), "Addresses and CIDRs that are never handed out.", {
    default: [],
    examples: [["2001:db8:1::5", "2001:db8:1::ff00/120"]],
  }),
  mode: doc(
    z.enum(["nat", "routed"]),
    "`routed`: no NAT. `nat`: source NAT on the way out, only published ports on the way in.",
    { default: "routed" },
  ),
  snat: doc(text, "In `nat` mode: this source address in place of masquerading.", {
    examples: ["2001:db8::10"],
  }),
  inbound: doc(
    z.enum(["published", "open"]),
    "What may come in from outside. Default: `open` in `routed` mode, `published` in `nat` mode. With both `routed` and `published`, ports that are published on all addresses are open at the container's own address, too.",
  ),
  ndp_proxy: doc(
    z.union([text, z.array(text)]),
    "Interfaces, or `uplink`, on which the host answers neighbour solicitations for every container address of this network; `none`: on none.",
    { default: "none", examples: [["eth0"], ["uplink"], "none"] },
  ),
});

export type PlanIpv6 = z.infer<typeof ipv6>;

export const ipv6Address = doc(
  text,
  "IPv6 address on the network, without a prefix length. Default: in a subnet of /80 or wider the MAC in the low 48 bits, else the lowest free one.",
  {
    examples: ["2001:db8:1::9"],
  },
);
