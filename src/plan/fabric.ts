import * as z from "zod";
import { doc, text } from "./doc.ts";

/** What connects the hosts of a cluster. */

const lengths = (most: number) => z.int().min(0).max(most);

const perFamily = z.union([
  lengths(128),
  z.strictObject({
    ipv4: doc(lengths(32), "Of IPv4 prefixes.", { examples: [16] }),
    ipv6: doc(lengths(128), "Of IPv6 prefixes.", { examples: [64] }),
  }),
]);

const pool = z.strictObject({
  ipv4: doc(text, "IPv4 prefix that hosts and networks get theirs from.", { examples: ["10.0.0.0/8"] }),
  ipv6: doc(text, "IPv6 prefix that hosts and networks get theirs from.", { examples: ["2001:db8::/48"] }),
  per_host: perFamily.meta({
    description: "Prefix length of each host's part, in bits; a mapping where the pool has both families.",
    examples: [64, { ipv4: 16, ipv6: 64 }],
  }),
  per_network: doc(
    perFamily,
    "Prefix length of each network's part of its host's, in bits. Default: 24 for IPv4, 80 for IPv6, or the host's where that is longer.",
    { examples: [80, { ipv4: 24, ipv6: 80 }] },
  ),
});

const bird = z.strictObject({
  as: doc(z.int().min(0).max(4_294_967_295), "Number of the autonomous system that all hosts are of.", {
    default: 64512,
    examples: [64512],
  }),
  password: doc(
    text,
    "Key of the BGP sessions (TCP MD5, RFC 2385): 1 to 80 bytes, without double quotes and control characters.",
    { examples: ["change me"] },
  ),
  reflectors: doc(
    z.array(text),
    "When switched: hosts that tell the others' routes to all; every other host has sessions with them only. Default: each host has one with each other, and of more than 16 hosts the first two are reflectors.",
    { examples: [["host1", "host2"]] },
  ),
});

export const fabric = z.strictObject({
  kind: z.enum(["switched", "routed"]).meta({
    description:
      "`switched`: every host has a route to every other host's container subnets. `routed`: hosts have a default gateway, and the router has a route to each host's prefix.",
  }),
  subnet: doc(
    z.array(text),
    "What the hosts share: the subnets of the addresses by which they reach each other. Needed when switched; when routed, those of the router's own addresses by default.",
    { examples: [["192.0.2.0/24", "2001:db8::/64"]] },
  ),
  router: doc(text, "When routed: the host, one of `hosts`, that knows every subnet.", { examples: ["r1"] }),
  pool: doc(pool, "Prefixes for each host and each network, carved in the order of the plan.", {
    examples: [{ ipv6: "2001:db8::/48", per_host: 64, per_network: 80 }],
  }),
  routing: doc(
    z.enum(["static", "bird"]),
    "How routes come to the hosts. `static`: each script sets them. `bird`: BIRD 2 on each host, which `netgen render --as bird` configures, tells them to the others over BGP.",
    { default: "static" },
  ),
  bird: doc(bird, "How the hosts talk BGP; with `routing: bird`.", { examples: [{ as: 64512 }] }),
});

export type PlanFabric = z.infer<typeof fabric>;
export type PlanPool = z.infer<typeof pool>;
