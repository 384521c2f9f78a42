import type { Catalogue } from "./entry.ts";

/** NG05…: routes and next hops. */
export const routesCodes = {
  NG0501: {
    title: "a next hop that is out of reach",
    severity: "error",
    explanation: `\`via\` is a neighbour: an address in the subnet of one of the interfaces (of
\`dev\`, where that is given), and neither one's own nor the first or last of an
IPv4 subnet, which nobody has, nor the first of an IPv6 one, which is any
router's. The kernel refuses what is in no subnet ("Nexthop has invalid
gateway"), and takes the others for routes that lead nowhere. Next hops of the
host are tried only if \`host.addresses\` says what the host has.

  host:
    addresses: [192.0.2.10/24]
    routes: [{to: 10.8.0.0/16, via: 192.0.2.1}]`,
  },
  NG0502: {
    title: "a route of two address families",
    severity: "error",
    explanation: `Destination, next hop and source address of a route are all IPv4 or all IPv6.

  routes: [{to: 10.8.0.0/16, via: 172.17.0.2}]`,
  },
  NG0503: {
    title: "a blackhole that leads somewhere",
    severity: "error",
    explanation: `\`type: blackhole\` drops what it matches; it has no next hop, no interface and no
source address.

  routes: [{to: 10.0.0.0/8, type: blackhole}]`,
  },
  NG0504: {
    title: "a route that leads nowhere",
    severity: "error",
    explanation: `A route names a next hop, an interface, or both.

  routes:
    - {to: 10.8.0.0/16, via: 172.17.0.2}
    - {to: 10.9.0.0/16, dev: eth1}`,
  },
  NG0505: {
    title: "an unknown interface",
    severity: "error",
    explanation: `The container has no interface of this name. Without \`interface_name\` they are
eth0, eth1 and so on, in the order of its networks.

  containers:
    web:
      networks: [front, back]
      routes: [{to: 10.8.0.0/16, dev: eth1}]      # on back`,
  },
  NG0506: {
    title: "a source address that is not one's own",
    severity: "error",
    explanation: `\`src\` is one of the addresses of the container, or, where \`host.addresses\` says
what they are, of the host. The kernel refuses any other.

  containers:
    web:
      ipv4_address: 172.17.0.9
      routes: [{to: 10.8.0.0/16, via: 172.17.0.2, src: 172.17.0.9}]`,
  },
  NG0507: {
    title: "two routes to one destination",
    severity: "error",
    explanation: `The kernel tells routes by destination and \`metric\`; the second one of the same
would replace the first. To keep one in reserve, give it a higher metric. An
IPv6 route without a metric has 1024.

  routes:
    - {to: 10.8.0.0/16, via: 172.17.0.2}
    - {to: 10.8.0.0/16, via: 172.17.0.3, metric: 100}`,
  },
  NG0508: {
    title: "a route in place of an interface's own subnet",
    severity: "error",
    explanation: `The subnet of an interface has its route already: the kernel adds it with the
address (of IPv6 with metric 256), and one of ours with the same destination and
no metric would replace it. To send part of the subnet elsewhere, name that part.

  routes: [{to: 172.17.8.0/24, via: 172.17.0.2}]`,
  },
} as const satisfies Catalogue;
