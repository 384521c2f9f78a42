import type { Catalogue } from "./entry.ts";

/** NG08…: hosts of a cluster, their prefixes, and the routes between them. */
export const clusterCodes = {
  NG0801: {
    title: "one host's keys in a plan of several",
    severity: "error",
    explanation: `A plan is of one host, and then \`host\`, \`networks\`, \`containers\` and
\`point_to_point\` stand at its top; or it is of a cluster, and then each entry of
\`hosts\` has its own. \`fabric\` says what connects them.

  fabric: {kind: switched, subnet: [192.0.2.0/24]}
  hosts:
    host1:
      host: {addresses: [192.0.2.1/24]}
      networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}`,
  },
  NG0802: {
    title: "a subnet outside of the host's prefix",
    severity: "error",
    explanation: `With \`fabric.pool\` each host has a prefix of its own, and the other hosts or the router
send there what is for its containers. A network that they are to reach lies in it.
Leave \`subnet\` out to have one carved from the prefix; \`netgen show\` lists them.`,
  },
  NG0803: {
    title: "subnets of two hosts that overlap",
    severity: "error",
    explanation: `A packet goes to one host. What one host routes to its containers, no other host has,
and neither is it part of the subnet that the hosts share. A network in \`nat\` mode
is reached from nowhere else, so two hosts may have the same; but what it covers, its
host cannot reach elsewhere. The same goes for single addresses: those of a host, and those
of its point-to-point links, lie in no other host's subnet.

  hosts:
    host[1:9]:
      networks: {front: {ipv4: {subnet: "10.{n}.0.0/16", mode: routed}}}`,
  },
  NG0804: {
    title: "a host that is no neighbour of the others",
    severity: "error",
    explanation: `Routes between hosts lead by way of addresses that they share a subnet with:
\`fabric.subnet\`, or, when routed and without it, the subnets of the router's
addresses. Each host has an address there, of each family that containers are
reached by, among its \`host.addresses\`. The kernel takes a next hop only if it is on-link:
the prefix length of the host's own address holds it, or a route of the host to it has no
next hop itself.

  fabric: {kind: switched, subnet: [192.0.2.0/24]}
  hosts:
    host1: {host: {addresses: [192.0.2.1/24]}}`,
  },
  NG0805: {
    title: "a router that is none of the hosts",
    severity: "error",
    explanation: `\`fabric.router\` is the name of the host, under \`hosts\`, that knows the way to every other
host's containers. A switched fabric has no router: there every host knows it.

  fabric: {kind: routed, router: r1}
  hosts:
    r1: {host: {addresses: [192.0.2.254/24]}}`,
  },
  NG0806: {
    title: "a pool that is too small",
    severity: "error",
    explanation: `A prefix of length n holds 2^(m-n) prefixes of length m, less those of the subnets that
the hosts share: \`fabric.subnet\`, or, when routed and without it, those of the router's
addresses. Neither is a network carved where its own host has an address. 2001:db8::/64
holds 16 of /68, each of which holds 4096 of /80: a /64 is enough for 16 hosts of 4096
networks, or 4096 hosts (/76) of 16 networks.

  fabric:
    pool: {ipv6: "2001:db8::/48", per_host: 64, per_network: 80}`,
  },
  NG0807: {
    title: "prefix lengths of a pool that do not fit together",
    severity: "error",
    explanation: `\`per_host\` is at least as long as the pool's own prefix, and \`per_network\` at least as
long as \`per_host\`. Where the pool has both families, each has lengths of its own; of a
family that it does not have there is none.

  fabric:
    pool:
      ipv4: 10.0.0.0/8
      ipv6: "2001:db8::/48"
      per_host: {ipv4: 16, ipv6: 64}
      per_network: {ipv4: 24, ipv6: 80}`,
  },
  NG0808: {
    title: "a routed network of a cluster without a subnet",
    severity: "error",
    explanation: `Other hosts have routes to it, so its subnet is one that no other host has. Name it, or
give the fabric a pool for networks to get theirs from.

  fabric:
    pool: {ipv4: 10.0.0.0/8, per_host: 16, per_network: 24}`,
  },
  NG0809: {
    title: "a cluster whose hosts have no routes to each other",
    severity: "warning",
    explanation: `No container of one host is reached from another: there is no \`fabric\`, or all networks
are in \`nat\` mode (the default for IPv4), internal, or without a gateway on the host.

  networks:
    front: {ipv4: {mode: routed}}`,
  },
  NG0810: {
    title: "an address of two hosts",
    severity: "error",
    explanation: `Each of \`host.addresses\` is one host's. In a range, {n} and {i} tell them apart.

  hosts:
    host[1:9]: {host: {addresses: ["192.0.2.{n}/24"]}}`,
  },
  NG0811: {
    title: "a host's route in place of one that the cluster gives it",
    severity: "error",
    explanation: `The cluster gives the host a route to this destination, and the kernel holds one of each
destination and metric. Leave the host's own out, or give it a metric.

  host:
    routes: [{to: 10.2.0.0/24, via: 192.0.2.9, metric: 100}]`,
  },
  NG0830: {
    title: "an IPv6 network without a subnet",
    severity: "error",
    explanation: `\`ipv6: auto\`, or a mapping without \`subnet\`, has one carved from the host's prefix of
the cluster's pool. Elsewhere it is given: unlike IPv4's private ranges, IPv6 has none
to pick from.

  fabric:
    pool: {ipv6: "2001:db8::/48", per_host: 64, per_network: 80}`,
  },
  NG0850: {
    title: "settings of BIRD where scripts set the routes",
    severity: "error",
    explanation: `\`fabric.bird\` says how BIRD brings routes to the hosts, and \`routing\` says
that their scripts set them. Write \`routing: bird\`, or leave \`bird\` out.

  fabric:
    routing: bird
    bird: {as: 64512}`,
  },
  NG0851: {
    title: "a password that no BGP session can have",
    severity: "error",
    explanation: `The key of a TCP session has 1 to 80 bytes (RFC 2385; TCP_MD5SIG_MAXKEYLEN in
linux/tcp.h). BIRD's configuration knows no escapes, so that it cannot hold a double
quote or the end of a line; other control characters are refused, too.`,
  },
  NG0852: {
    title: "a reflector that cannot be one",
    severity: "error",
    explanation: `Reflectors are hosts of a switched cluster, each named once. A routed cluster has
its router instead, and its hosts learn no routes.

  fabric:
    routing: bird
    bird: {reflectors: [host1, host2]}`,
  },
  NG0853: {
    title: "BGP peers with no subnet in common",
    severity: "error",
    explanation: `BIRD's sessions are between addresses of one subnet, in each family that containers are
reached by; a packet of one is believed only if no router passed it on (RFC 5082). With
several in \`fabric.subnet\`, two hosts that are to have a session have addresses in one
of them; with \`reflectors\` that is each host with each reflector.

  fabric: {kind: switched, subnet: [192.0.2.0/24], routing: bird}
  hosts:
    host[1:9]: {host: {addresses: ["192.0.2.{n}/24"]}}`,
  },
  NG0854: {
    title: "BGP's port is taken",
    severity: "error",
    explanation: `With \`routing: bird\` the host itself answers on 179/tcp, BGP's port. Publish the
container's on another port, or on an address of the host that no session uses.

  ports: ["1179:179"]`,
  },
  NG0855: {
    title: "a number that no autonomous system has",
    severity: "error",
    explanation: `0 (RFC 7607), 23456 (AS_TRANS, RFC 6793), 65535 and 4294967295 (RFC 7300) are reserved.
The numbers for private use are 64512 to 65534 and 4200000000 to 4294967294 (RFC 6996).

  fabric:
    routing: bird
    bird: {as: 64512}`,
  },
  NG0856: {
    title: "an autonomous system's number for documentation",
    severity: "warning",
    explanation: `64496 to 64511 and 65536 to 65551 stand for others' in documents (RFC 5398). The numbers
for private use are 64512 to 65534 and 4200000000 to 4294967294 (RFC 6996).`,
  },
  NG0857: {
    title: "many hosts in a full mesh",
    severity: "warning",
    explanation: `With \`reflectors: []\` each host has a session with each other: n × (n − 1) / 2 of them, and
configurations that grow with the square of the hosts. Two reflectors bring the same
routes with two sessions a host. Without the key, of more than 16 hosts the first two
are reflectors.

  fabric:
    routing: bird
    bird: {reflectors: [host1, host2]}`,
  },
} as const satisfies Catalogue;
