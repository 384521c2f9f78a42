import type { Catalogue } from "./entry.ts";

/** NG0414 to NG0427: what interfaces and networks can have. */
export const interfacesCodes = {
  NG0414: {
    title: "not a usable address",
    severity: "error",
    explanation: `No interface can have an address of 0.0.0.0/8, 127.0.0.0/8 (loopback), 224.0.0.0/4
(multicast) or 240.0.0.0/4 (reserved) (RFC 6890), nor of ::/8 or ff00::/8 (RFC 4291), and
no route can lead to loopback and multicast addresses. fec0::/10 (site-local, RFC 3879)
and 100::/64 (discard-only, RFC 6666) cannot be a network. Private networks are
10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 (RFC 1918), and fd00::/8 (RFC 4193).`,
    example: `
networks: {front: {ipv4: 240.20.0.0/16}}`,
    mend: [["240.20", "10.20"]],
  },
  NG0415: {
    title: "link-local addresses for a network",
    severity: "warning",
    explanation: `169.254.0.0/16 is link-local (RFC 3927), and routers do not forward it. Clouds use
169.254.169.254 for their metadata service, which such a network hides from the host.
Use a private subnet.`,
    example: `
networks: {front: {ipv4: 169.254.0.0/16}}`,
    mend: [["169.254.0.0/16", "10.20.0.0/16"]],
  },
  NG0416: {
    title: "missing subnet",
    severity: "error",
    explanation: `Where netgen picks the subnet, an address in it cannot be named: \`gateway\` (as an
address), \`ip_range\` and \`reserved\` need \`subnet\`. An external bridge already has its
subnet, which the plan has to name.`,
    example: `
networks: {front: {ipv4: {ip_range: 192.168.1.0/25}}}`,
    mend: [["ip_range", "subnet: 192.168.1.0/24, ip_range"]],
  },
  NG0417: {
    title: "no private range is free",
    severity: "error",
    explanation: `\`ipv4: auto\` picks the first of 172.17.0.0/16 to 172.31.0.0/16 and 192.168.0.0/20 to
192.168.240.0/20 that overlaps no subnet of the plan, none of \`host.addresses\` and no
destination of \`host.routes\`. All 31 are in use. Give the network a subnet.`,
    example: `
networks:
  lan[1:31]: {}
  front: {}`,
    mend: [["front: {}", "front: {ipv4: 10.20.0.0/16}"]],
  },
  NG0418: {
    title: "address of a family that the network does not have",
    severity: "error",
    explanation: `The network has \`ipv4: none\`, or no \`ipv6\`. Remove the address, or give the
network a subnet.`,
    example: `
networks: {front: {ipv4: none}}
containers:
  web: {ipv4_address: 172.17.0.9}`,
    mend: [["ipv4: none", "ipv4: 172.17.0.0/16"]],
  },
  NG0419: {
    title: "not a valid MAC address",
    severity: "error",
    explanation: `A MAC address is six pairs of hexadecimal digits with colons between them. An interface
can have neither 00:00:00:00:00:00 nor a multicast address (with an odd first octet). A
first octet that ends in 2, 6, a or e marks a locally administered address.`,
    example: `
networks: {front: {}}
containers:
  web: {mac_address: "03:42:ac:11:00:09"}`,
    mend: [["03:", "02:"]],
  },
  NG0420: {
    title: "MAC address twice on one network",
    severity: "error",
    explanation: `A bridge sends a frame to the port where it last saw the MAC address, so of two
interfaces with one address, each gets some of the other's frames. Without
\`mac_address\`, netgen picks distinct ones.`,
    example: `
networks: {front: {}}
containers:
  web: {mac_address: "02:00:00:00:00:01"}
  db: {mac_address: "02:00:00:00:00:01"}`,
    mend: [['db: {mac_address: "02:00:00:00:00:01"}', 'db: {mac_address: "02:00:00:00:00:02"}']],
  },
  NG0421: {
    title: "MTU out of bounds",
    severity: "error",
    explanation: `Bridges and veth pairs take an MTU of 68 to 65535 bytes. IPv4 needs 68 (RFC 791), IPv6
1280 (RFC 8200). \`auto\` is the MTU of the uplink.`,
    example: `
networks: {front: {mtu: 70000}}`,
    mend: [["70000", "9000"]],
  },
  NG0422: {
    title: "too many containers on one bridge",
    severity: "error",
    explanation: `A Linux bridge has at most 1023 ports (BR_MAX_PORTS in net/bridge). Spread the containers
over several networks, which may be \`peers\`.`,
    example: `
networks: {front: {}}
containers:
  web[1:1024]: {}`,
    mend: [["1024", "1023"]],
  },
  NG0423: {
    title: "gateway that does not forward",
    severity: "warning",
    explanation: `The container is the gateway of a network, but forwarding is off inside it, so what the
network sends to it goes no further.`,
    example: `
networks: {lan: {ipv4: {subnet: 192.168.1.0/24, gateway: router}}}
containers:
  router: {networks: [lan]}`,
    mend: [["[lan]", "[lan], forward: true"]],
  },
  NG0424: {
    title: "container twice in one subnet",
    severity: "warning",
    explanation: `Two interfaces of the container are in overlapping subnets. It sends everything through
one of them, so it cannot reach its neighbours on the other. Give the networks different
subnets, or the container only one of them.`,
    example: `
networks:
  a: {ipv4: {subnet: 192.168.1.0/24, gateway: none}}
  b: {ipv4: {subnet: 192.168.1.0/24, gateway: none}}
containers:
  web: {networks: [a, b]}`,
    mend: [["b: {ipv4: {subnet: 192.168.1.0/24", "b: {ipv4: {subnet: 192.168.2.0/24"]],
  },
  NG0425: {
    title: "address at both ends of a link, or at two neighbours",
    severity: "error",
    explanation: `Each end of a point-to-point link gets a route to the other's address, so the two ends
differ, and two links of a container do not lead to the same address. Several ends of
one container may have the same address.`,
    example: `
containers: {a: {networks: []}, b: {networks: []}, c: {networks: []}}
point_to_point:
  - ends: {a: {ipv4_address: 10.1.1.1}, b: {ipv4_address: 10.1.1.2}}
  - ends: {a: {ipv4_address: 10.1.1.1}, c: {ipv4_address: 10.1.1.2}}`,
    mend: [["c: {ipv4_address: 10.1.1.2}", "c: {ipv4_address: 10.1.1.3}"]],
  },
  NG0426: {
    title: "default route to an end without an address",
    severity: "error",
    explanation: `\`default_route: true\` sends everything to the other end of the link, which needs an
address for that.`,
    example: `
containers: {a: {networks: []}, b: {networks: []}}
point_to_point:
  - ends: {a: {ipv4_address: 10.1.1.2, default_route: true}, b: {}}`,
    mend: [["b: {}}", "b: {ipv4_address: 10.1.1.1}}"]],
  },
  NG0427: {
    title: "documentation addresses among real ones",
    severity: "warning",
    explanation: `192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 (RFC 5737), 2001:db8::/32 (RFC 3849) and
3fff::/20 (RFC 9637) are reserved for examples, and no provider routes them. The host
has a real address, so a routed network or a source address of these ranges will get no
replies. A plan whose hosts have documentation addresses as well is taken for an
example.`,
    example: `
host: {addresses: [203.1.113.10/24]}
networks: {front: {ipv4: {subnet: 198.51.100.0/24, mode: routed}}}`,
    mend: [["203.1.113.10", "192.0.2.10"]],
  },
} as const satisfies Catalogue;
