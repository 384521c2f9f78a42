import * as z from "zod";
import { doc, text } from "./doc.ts";
import { fabric } from "./fabric.ts";
import { ipv6, ipv6Address } from "./ipv6.ts";
import { type end, interfaceName, macAddress, pointToPoint, reference, route } from "./link.ts";
import { aliases, extraHosts, hostname, resolver } from "./name-service.ts";
import { netns } from "./netns.ts";
import { port, portNumber, publishAddress, publishedFrom } from "./port.ts";

/**
 * The plan as written: types, keys and words only. What addresses, prefixes, MACs and interface names mean is
 * topology's to say. No transforms and no defaults, so that `z.toJSONSchema` says exactly what is accepted.
 */

/** A name as plan.md has it; 63 characters at most. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** A key that may hold one range: web, web[01:50], rack-[a:f], db[1:9:2]. */
export const keyPattern =
  /^(?:[A-Za-z0-9][A-Za-z0-9_.-]{0,62}|[A-Za-z0-9_.-]*\[(?:[0-9]+:[0-9]+|[a-z]:[a-z])(?::[0-9]+)?\][A-Za-z0-9_.-]*)$/;

/** Whose network stack a container has; behind `container:` stands a reference. */
const networkModePattern =
  /^(?:none|host|container:(?:[A-Za-z0-9]|\{[ni]\})(?:[A-Za-z0-9_.-]|\{[ni]\}){0,62})$/;

/** Owner of everything that the script makes. */
export const planNamePattern = /^[a-z][a-z0-9-]{0,11}$/;

const entryName = z.string().regex(keyPattern);

const ipv4 = z.strictObject({
  subnet: doc(text, "The network's prefix. Without it, the first of Docker's private ranges that is free.", {
    examples: ["172.17.0.0/16"],
  }),
  gateway: doc(
    text,
    "An address: the bridge holds it. A container's name: that container is the gateway and the bridge holds no address. `none`: no default route. Default: the first usable address, on the bridge.",
    { examples: ["172.17.42.1", "router", "none"] },
  ),
  ip_range: doc(text, "Part of the subnet that containers' addresses are picked from. Default: the subnet.", {
    examples: ["172.17.1.0/24"],
  }),
  reserved: doc(z.array(text), "Addresses and CIDRs that are never handed out.", {
    default: [],
    examples: [["172.17.0.10", "172.17.9.0/24"]],
  }),
  mode: doc(
    z.enum(["nat", "routed"]),
    "`nat`: source NAT on the way out, only published ports on the way in. `routed`: no NAT.",
    { default: "nat" },
  ),
  snat: doc(text, "In `nat` mode: this source address in place of masquerading.", {
    examples: ["192.0.2.10"],
  }),
  inbound: doc(
    z.enum(["published", "open"]),
    "What may come in from outside. Default: `published` in `nat` mode, `open` in `routed` mode. With both `routed` and `published`, ports that are published on all addresses are open at the container's own address, too.",
  ),
});

const network = z.strictObject({
  bridge: doc(
    text,
    "Name of the Linux bridge, at most 15 bytes. Default: the network's name where that fits.",
    {
      examples: ["docker0"],
    },
  ),
  external: doc(z.boolean(), "true: the bridge exists; it is used, never created, reconfigured or removed.", {
    default: false,
  }),
  mtu: doc(
    z.union([z.int(), z.literal("auto")]),
    "Bytes, or `auto`: that of the interface with the default route.",
    {
      default: 1500,
      examples: [1400, "auto"],
    },
  ),
  ipv4: doc(
    z.union([text, ipv4]),
    "`auto`, `none`, a subnet (172.17.0.0/16), a gateway with its subnet (172.17.42.1/16), or a mapping.",
    { default: "auto", examples: ["172.17.42.1/16", { subnet: "192.168.5.0/24", gateway: "none" }] },
  ),
  ipv6: doc(
    z.union([text, ipv6]),
    "`none`, `auto` (in a cluster: carved from the pool), a subnet (2001:db8:1::/64) whose gateway is fe80::1, a gateway with its subnet (2001:db8:1::1/64), or a mapping.",
    {
      default: "none",
      examples: ["2001:db8:1::/64", { subnet: "fd00:1::/64", mode: "nat" }],
    },
  ),
  icc: doc(z.boolean(), "false: containers of this network reach each other only through `links`.", {
    default: true,
  }),
  internal: doc(z.boolean(), "true: no way in from or out to anything but this network and the host.", {
    default: false,
  }),
  peers: doc(
    z.array(reference),
    "Networks that this one exchanges traffic with; all others are kept apart.",
    {
      default: [],
      examples: [["back"]],
    },
  ),
  publish_address: publishAddress,
  published_from: publishedFrom,
});

const ipv4Address = doc(
  text,
  "Address on the network, without a prefix length. Default: the lowest free one.",
  {
    examples: ["172.17.0.9"],
  },
);
const attachment = z.strictObject({
  interface_name: interfaceName,
  ipv4_address: ipv4Address,
  ipv6_address: ipv6Address,
  mac_address: macAddress,
  host_interface_name: doc(
    text,
    "Name of the interface's other end, on the bridge, at most 15 bytes. Default: derived from both names.",
    { examples: ["web-eth0"] },
  ),
  gw_priority: doc(
    z.int(),
    "The default route goes through the network of the highest number; equal: the first.",
    {
      default: 0,
      examples: [10],
    },
  ),
  aliases,
});

const container = z.strictObject({
  netns: doc(
    netns,
    "The network namespace. A name: made and owned. A mapping with one of external, path, pid, docker: it exists and is only furnished. Default: the container's name.",
    { examples: ["blue", { pid: 4711 }] },
  ),
  network_mode: doc(
    z.string().regex(networkModePattern),
    "`none`: a namespace with loopback only. `host`: no namespace, the host's own stack. `container:NAME`: the namespace of that container.",
    { examples: ["none", "host", "container:web"] },
  ),
  networks: doc(
    z.union([z.array(reference), z.record(reference, attachment.nullable())]),
    "Networks that the container is on, in the order of its interfaces. Default: the only network of the plan.",
    { examples: [["front", "back"], { front: { ipv4_address: "172.17.0.9" } }] },
  ),
  ipv4_address: ipv4Address,
  ipv6_address: ipv6Address,
  mac_address: macAddress,
  routes: doc(z.array(route), "Routes inside the namespace.", {
    default: [],
    examples: [[{ to: "10.8.0.0/16", via: "172.17.0.2" }]],
  }),
  sysctls: doc(
    z.record(z.string().regex(/^net[./]/), z.union([z.string(), z.number(), z.boolean()])),
    "Kernel settings inside the namespace, `net.*` only.",
    { default: {}, examples: [{ "net.ipv4.tcp_syncookies": 1 }] },
  ),
  forward: doc(
    z.boolean(),
    "true: the container is a router; forwarding is on inside it. Default: true where `masquerade` names an interface, else false.",
  ),
  masquerade: doc(
    z.array(text),
    "Interfaces of the container by which what it forwards leaves with its address there, and nothing comes in unasked; IPv4 and IPv6, whichever they have addresses of.",
    { default: [], examples: [["eth1"]] },
  ),
  hostname,
  ...resolver,
  extra_hosts: extraHosts,
  expose: doc(z.array(z.union([text, portNumber])), "Ports that the container offers.", {
    default: [],
    examples: [[80, "53/udp", "3000-3005"]],
  }),
  ports: doc(
    z.array(port),
    "Published ports: `[IP:][PORT[-END]]:PORT[-END][/tcp|udp|sctp]`, a port of the container alone, or a mapping.",
    { default: [], examples: [["8080:80", "127.0.0.1:5353:53/udp", 443]] },
  ),
  publish_all: doc(z.boolean(), "true: every exposed port is published on a port of `publish_range`.", {
    default: false,
  }),
  published_from: publishedFrom,
  links: doc(
    z.array(text),
    "Other containers by name, `other` or `other:alias`: what this one calls them and, under `icc: false`, the way to their exposed ports.",
    { default: [], examples: [["db", "cache:redis"]] },
  ),
});

const host = z.strictObject({
  uplink: doc(
    text,
    "Interface towards the world; `auto`: the one with the default route when the script runs.",
    {
      default: "auto",
      examples: ["eth0"],
    },
  ),
  addresses: doc(
    z.array(text),
    "The host's own addresses with prefix, where overlap checks are to know them.",
    {
      default: [],
      examples: [["192.0.2.10/24"]],
    },
  ),
  firewall: doc(
    z.enum(["nftables", "iptables", "none"]),
    "What the rules are written for; `none`: no rule is made.",
    {
      default: "nftables",
    },
  ),
  ip_forward: doc(z.boolean(), "false: the host's forwarding settings are not touched.", { default: true }),
  mss_clamp: doc(
    z.boolean(),
    "true: TCP's segments fit the path MTU of the uplink, where routers beyond it do not tell of packets that are too big.",
    { default: false },
  ),
  publish_address: publishAddress,
  publish_range: doc(text, "Where host ports that the plan leaves open are picked from.", {
    default: "49153-65535",
    examples: ["50000-50999"],
  }),
  published_from: publishedFrom,
  ...resolver,
  routes: doc(z.array(route), "Routes on the host.", {
    default: [],
    examples: [[{ to: "10.8.0.0/16", via: "192.0.2.1" }]],
  }),
});

const sections = {
  host: doc(host, "Facts and defaults of the host."),
  networks: doc(
    z.record(entryName, network.nullable()),
    "Networks by name; a key may hold one range, as in `lan[1:4]`, which {n} and {i} in its values refer to.",
    { default: {}, examples: [{ front: { ipv4: "172.17.42.1/16" } }] },
  ),
  containers: doc(
    z.record(entryName, container.nullable()),
    "Containers by name; a key may hold one range, as in `web[01:50]`: {n} in its values is the number as written, {i} counts from 0.",
    { default: {}, examples: [{ web: { networks: ["front"] } }] },
  ),
  point_to_point: doc(
    z.array(pointToPoint),
    "Links of two ends with no bridge: between two containers, or a container and the host.",
    {
      default: [],
      examples: [[{ ends: { a: { ipv4_address: "10.1.1.1" }, b: { ipv4_address: "10.1.1.2" } } }]],
    },
  ),
};

/** One host of a cluster. */
const hostEntry = z.strictObject(sections);

export const planSchema = z
  .strictObject({
    netgen: z.literal(1).meta({ description: "Version of the plan language." }),
    name: doc(
      z.string().regex(planNamePattern),
      "Owner of everything that the script makes. Default: the file's name up to its ending.",
      { examples: ["edge"] },
    ),
    ...sections,
    fabric: doc(fabric, "What connects the hosts of a cluster.", {
      examples: [{ kind: "switched", subnet: ["192.0.2.0/24"] }],
    }),
    hosts: doc(
      z.record(entryName, hostEntry.nullable()),
      "Hosts of a cluster by name; a key may hold one range, as in `host[1:50]`. `host`, `networks`, `containers` and `point_to_point` then stand in each of them, not at the top.",
      {
        examples: [{ host1: { host: { addresses: ["192.0.2.1/24"] }, networks: { front: {} } } }],
      },
    ),
  })
  .meta({
    title: "netgen plan",
    description: "The wanted state of the container network of one host, or of many.",
  });

export type Plan = z.infer<typeof planSchema>;
export type PlanHostEntry = z.infer<typeof hostEntry>;
export type PlanHost = z.infer<typeof host>;
export type PlanNetwork = z.infer<typeof network>;
export type PlanIpv4 = z.infer<typeof ipv4>;
export type PlanContainer = z.infer<typeof container>;
export type PlanAttachment = z.infer<typeof attachment>;
export type PlanEnd = z.infer<typeof end>;
export type PlanRoute = z.infer<typeof route>;
