import type { Catalogue } from "./entry.ts";

/** NG080…, NG081… and NG083…: hosts of a cluster, their prefixes, and the routes between them. */
export const clusterCodes = {
  NG0801: {
    title: "keys of one host in a plan of several",
    severity: "error",
    explanation: `A plan describes one host, with \`host\`, \`networks\`, \`containers\` and
\`point_to_point\` at its top level; or a cluster, where each entry of \`hosts\` has its
own, and \`fabric\` says what connects them.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host1: {host: {addresses: [192.0.2.1/24]}}
networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}`,
    mend: [
      ["[192.0.2.1/24]}}\nnetworks", "[192.0.2.1/24]}, networks"],
      ["mode: routed}}}", "mode: routed}}}}"],
    ],
  },
  NG0802: {
    title: "subnet outside the host's prefix",
    severity: "error",
    explanation: `With \`fabric.pool\` each host has a prefix, and the other hosts or the router send to it
what is in that prefix. A network that they are to reach has to be in it. Without
\`subnet\`, one is carved from the prefix; \`netgen show\` lists them.`,
    example: `
fabric:
  kind: switched
  subnet: [192.0.2.0/24]
  pool: {ipv4: 10.0.0.0/8, per_host: 16, per_network: 24}
hosts:
  host1:
    host: {addresses: [192.0.2.1/24]}
    networks: {front: {ipv4: {subnet: 172.20.0.0/24, mode: routed}}}`,
    mend: [["172.20.0.0/24", "10.0.7.0/24"]],
  },
  NG0803: {
    title: "overlapping subnets of two hosts",
    severity: "error",
    explanation: `A packet goes to one host, so a subnet that is routed to one host overlaps no subnet and
no address of another, and not the subnet that the hosts share. Networks in \`nat\` mode
may have the same subnet on several hosts, since nothing is routed to them from
elsewhere.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host[1:2]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}`,
    mend: [["10.1.0.0/24", '"10.{n}.0.0/24"']],
  },
  NG0804: {
    title: "host that is no neighbour of the others",
    severity: "error",
    explanation: `Hosts route to each other through addresses in a subnet that they share: \`fabric.subnet\`,
or else (when routed) the subnets of the router's addresses. Each host needs an address
there, of each family that containers are reached by, among its \`host.addresses\`. The
kernel accepts a next hop only if it is on-link.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host1:
    host: {addresses: [192.0.2.1/24]}
    networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}
  host2: {host: {addresses: [198.51.100.2/24]}}`,
    mend: [["198.51.100.2", "192.0.2.2"]],
  },
  NG0805: {
    title: "router that is not one of the hosts",
    severity: "error",
    explanation: `\`fabric.router\` names the host, under \`hosts\`, that has the routes to every other host's
containers. A switched fabric has no router: there, every host has them.`,
    example: `
fabric: {kind: routed, router: r2}
hosts:
  r1: {host: {addresses: [192.0.2.254/24]}}
  host1:
    host: {addresses: [192.0.2.1/24]}
    networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}`,
    mend: [["router: r2", "router: r1"]],
  },
  NG0806: {
    title: "pool too small",
    severity: "error",
    explanation: `A prefix of length n holds 2^(m-n) prefixes of length m, less those that overlap the
subnets that the hosts share. No network is carved where its own host has an address.
For example, 2001:db8::/64 holds 16 hosts (/68) with 4096 networks (/80) each, or 4096
hosts (/76) with 16 networks each.`,
    example: `
fabric:
  kind: switched
  subnet: [192.0.2.0/24]
  pool: {ipv4: 10.0.0.0/14, per_host: 16, per_network: 24}
hosts:
  host[1:9]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {mode: routed}}}`,
    mend: [["10.0.0.0/14", "10.0.0.0/8"]],
  },
  NG0807: {
    title: "prefix lengths of a pool that do not fit together",
    severity: "error",
    explanation: `\`per_host\` is at least as long as the pool's prefix, and \`per_network\` at least as long as
\`per_host\`. A pool of both families has lengths for both, as in {ipv4: 16, ipv6: 64}; a
pool of one family has none for the other.`,
    example: `
fabric:
  kind: switched
  subnet: [192.0.2.0/24]
  pool: {ipv4: 10.0.0.0/16, per_host: 12, per_network: 24}
hosts:
  host1:
    host: {addresses: [192.0.2.1/24]}
    networks: {front: {ipv4: {mode: routed}}}`,
    mend: [["per_host: 12", "per_host: 20"]],
  },
  NG0808: {
    title: "routed network of a cluster without a subnet",
    severity: "error",
    explanation: `Other hosts have routes to the network, so it needs a subnet that no other host has. Give
it one, or give the fabric a pool to carve subnets from.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host1:
    host: {addresses: [192.0.2.1/24]}
    networks: {front: {ipv4: {mode: routed}}}`,
    mend: [["mode: routed", "subnet: 10.1.0.0/24, mode: routed"]],
  },
  NG0809: {
    title: "cluster without routes between its hosts",
    severity: "warning",
    explanation: `No container can be reached from another host: there is no \`fabric\`, or all networks are
in \`nat\` mode (the default of IPv4), internal, or without a gateway on the host.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host[1:2]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24"}}}`,
    mend: [['"10.{n}.0.0/24"', '"10.{n}.0.0/24", mode: routed']],
  },
  NG0810: {
    title: "one address on two hosts",
    severity: "error",
    explanation: `Each of \`host.addresses\` belongs to one host. In a range of hosts, {n} and {i} tell them
apart.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host[1:2]:
    host: {addresses: [192.0.2.1/24]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}`,
    mend: [["[192.0.2.1/24]", '["192.0.2.{n}/24"]']],
  },
  NG0811: {
    title: "host route that collides with a route of the cluster",
    severity: "error",
    explanation: `The cluster gives the host a route to this destination, and the kernel has one route for
each destination and metric. Remove the host's own route, or give it a metric.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host1: {host: {addresses: [192.0.2.1/24], routes: [{to: 10.2.0.0/24, via: 192.0.2.9}]}}
  host2:
    host: {addresses: [192.0.2.2/24]}
    networks: {front: {ipv4: {subnet: 10.2.0.0/24, mode: routed}}}`,
    mend: [["via: 192.0.2.9", "via: 192.0.2.9, metric: 100"]],
  },
  NG0830: {
    title: "IPv6 network without a subnet",
    severity: "error",
    explanation: `\`ipv6: auto\`, and \`ipv6\` as a mapping without \`subnet\`, take a subnet from the host's
prefix in a cluster with an IPv6 pool. Everywhere else the plan has to give it: IPv6 has
no private ranges to pick from as IPv4 has.`,
    example: `
networks: {front: {ipv6: auto}}`,
    mend: [["auto", '"fd00:1::/64"']],
  },
} as const satisfies Catalogue;
