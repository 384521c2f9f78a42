import type { Catalogue } from "./entry.ts";

/** NG05…: routes and next hops. */
export const routesCodes = {
  NG0501: {
    title: "unreachable next hop",
    severity: "error",
    explanation: `\`via\` is a neighbour: an address in the subnet of one of the interfaces (of \`dev\`, where
that is given). It is not one of one's own addresses, nor the first or last address of an
IPv4 subnet, nor the subnet-router anycast address of an IPv6 one. The kernel refuses
anything else ("Nexthop has invalid gateway"). The next hops of the host's routes are
checked only where \`host.addresses\` says what the host has.`,
    example: `
networks: {front: {ipv4: 172.17.0.0/16}}
containers:
  web: {routes: [{to: 10.8.0.0/16, via: 172.18.0.2}]}`,
    mend: [["172.18.0.2", "172.17.0.200"]],
  },
  NG0502: {
    title: "route with two address families",
    severity: "error",
    explanation: "Destination, next hop and source of a route are all IPv4 or all IPv6.",
    example: `
networks: {front: {ipv4: 172.17.0.0/16}}
containers:
  web: {routes: [{to: "2001:db8::/32", via: 172.17.0.200}]}`,
    mend: [['"2001:db8::/32"', "10.8.0.0/16"]],
  },
  NG0503: {
    title: "blackhole route with a next hop",
    severity: "error",
    explanation: `\`type: blackhole\` drops what it matches, so it has no next hop, interface or source
address.`,
    example: `
networks: {front: {ipv4: 172.17.0.0/16}}
containers:
  web: {routes: [{to: 10.8.0.0/16, type: blackhole, via: 172.17.0.200}]}`,
    mend: [[", via: 172.17.0.200", ""]],
  },
  NG0504: {
    title: "route without a next hop or an interface",
    severity: "error",
    explanation: "A route needs `via`, `dev`, or both.",
    example: `
networks: {front: {ipv4: 172.17.0.0/16}}
containers:
  web: {routes: [{to: 10.8.0.0/16}]}`,
    mend: [["to: 10.8.0.0/16", "to: 10.8.0.0/16, via: 172.17.0.200"]],
  },
  NG0505: {
    title: "unknown interface",
    severity: "error",
    explanation: `The container has no interface of this name. Without \`interface_name\` they are eth0,
eth1 and so on, in the order of its networks and then of its point-to-point links.`,
    example: `
networks: {front: {}}
containers:
  web: {routes: [{to: 10.8.0.0/16, dev: eth1}]}`,
    mend: [["eth1", "eth0"]],
  },
  NG0506: {
    title: "source address that the container or host does not have",
    severity: "error",
    explanation: `\`src\` is one of the addresses of the container, or of the host where \`host.addresses\`
lists them. The kernel refuses any other.`,
    example: `
networks: {front: {ipv4: 172.17.0.0/16}}
containers:
  web: {ipv4_address: 172.17.0.9, routes: [{to: 10.8.0.0/16, via: 172.17.0.200, src: 172.17.0.10}]}`,
    mend: [["src: 172.17.0.10", "src: 172.17.0.9"]],
  },
  NG0507: {
    title: "two routes to one destination",
    severity: "error",
    explanation: `The kernel identifies a route by its destination and \`metric\`, so the second one would
replace the first. To keep a route in reserve, give it a higher metric. An IPv6 route
without a metric has 1024.`,
    example: `
networks: {front: {ipv4: 172.17.0.0/16}}
containers:
  web:
    routes:
      - {to: 10.8.0.0/16, via: 172.17.0.200}
      - {to: 10.8.0.0/16, via: 172.17.0.201}`,
    mend: [["via: 172.17.0.201", "via: 172.17.0.201, metric: 100"]],
  },
  NG0508: {
    title: "route to an interface's own subnet",
    severity: "error",
    explanation: `The kernel adds the route to an interface's subnet together with its address (in IPv6
with metric 256). A route with the same destination and no metric would replace it. To
send part of the subnet elsewhere, use that part as the destination.`,
    example: `
networks: {front: {ipv4: 172.17.0.0/16}}
containers:
  web: {routes: [{to: 172.17.0.0/16, via: 172.17.0.200}]}`,
    mend: [["to: 172.17.0.0/16", "to: 172.17.8.0/24"]],
  },
} as const satisfies Catalogue;
