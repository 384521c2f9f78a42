import * as z from "zod";
import { doc, text } from "./doc.ts";

/** What interfaces, routes and point-to-point links are written as. */

/** A name that is referred to; inside a range's entry it may hold {n} or {i}. */
const referencePattern = /^(?:[A-Za-z0-9]|\{[ni]\})(?:[A-Za-z0-9_.-]|\{[ni]\}){0,62}$/;

export const reference = z.string().regex(referencePattern);

export const interfaceName = doc(
  text,
  "Name of the interface inside the namespace, at most 15 bytes. Default: eth0, eth1 …",
  {
    examples: ["lan0"],
  },
);
export const macAddress = doc(
  text,
  "MAC of the interface, six octets in hexadecimal. Default: 02:42: and the four octets of the IPv4 address.",
  { examples: ["02:42:ac:11:00:09"] },
);

export const route = z.strictObject({
  to: text.meta({
    description: "Destination: a CIDR, an address alone (which is /32), or `default`.",
    examples: ["10.8.0.0/16", "10.9.0.7", "default"],
  }),
  via: doc(text, "Address of the next hop.", { examples: ["172.17.42.2"] }),
  dev: doc(text, "Interface that the route leaves by.", { examples: ["eth1"] }),
  metric: doc(
    z.int().min(0).max(4294967295),
    "Lower is preferred among routes to the same destination; no unit.",
    {
      examples: [100],
    },
  ),
  src: doc(text, "Source address of packets that the route's own side begins.", { examples: ["172.17.0.5"] }),
  type: doc(
    z.enum(["unicast", "blackhole"]),
    "`blackhole` drops what it matches, and takes neither via nor dev.",
    {
      default: "unicast",
    },
  ),
});

export const end = z.strictObject({
  interface_name: doc(
    text,
    "Name of the interface, at most 15 bytes. Default: the next free eth0, eth1 … in a container, derived on the host.",
    {
      examples: ["isp0"],
    },
  ),
  ipv4_address: doc(text, "Address of this end: alone, which is /32, or with a prefix length.", {
    examples: ["10.1.1.1", "10.1.1.1/30"],
  }),
  ipv6_address: doc(text, "IPv6 address of this end: alone, which is /128, or with a prefix length.", {
    examples: ["fd00:1::1", "fd00:1::1/126"],
  }),
  mac_address: macAddress,
  routes: doc(
    z.array(route),
    "Routes of this end's side; without `dev` they leave by this end, without `via` to the other end.",
    {
      default: [],
      examples: [[{ to: "10.25.1.0/24" }]],
    },
  ),
  default_route: doc(z.boolean(), "true: everything that has no other way leaves by this end.", {
    default: false,
  }),
});

export const pointToPoint = z.strictObject({
  ends: z.record(reference, end.nullable()).meta({
    description: "The two ends by name: a container, or `host`.",
    examples: [{ a: { ipv4_address: "10.1.1.1" }, b: { ipv4_address: "10.1.1.2" } }],
  }),
  mtu: doc(
    z.union([z.int(), z.literal("auto")]),
    "Bytes, or `auto`: that of the interface with the default route.",
    { default: 1500, examples: [1400, "auto"] },
  ),
});
