import type { Catalogue } from "./entry.ts";

/** NG04…: addresses, subnets and MACs. */
export const addressesCodes = {
  NG0401: {
    title: "an address outside of its subnet",
    severity: "error",
    explanation: `A container's address on a network lies in the network's subnet, or nothing
there reaches it. It need not lie in \`ip_range\`: that is only where addresses
are picked.

  networks:
    front: {ipv4: 172.18.0.0/16}
  containers:
    web: {ipv4_address: 172.17.0.9}    # 172.18.0.9 would do, or none: one is picked`,
  },
  NG0402: {
    title: "not an IP address",
    severity: "error",
    explanation: `An IPv4 address is four decimal numbers from 0 to 255. A leading zero is
refused: some programs read 010 as ten, others as eight. Zones (fe80::1%eth0)
and IPv4 addresses in IPv6 form (::ffff:192.0.2.1) are refused too; an interface
cannot hold them.

  ipv4_address: 172.17.0.9`,
  },
  NG0403: {
    title: "a prefix length that is missing, wrong or too much",
    severity: "error",
    explanation: `A subnet, and an address of an interface together with its subnet, have a prefix
length: a slash and a number of bits, 0 to 32 for IPv4. Netmasks are not read.
The address of a container has none: it is that of the network.

  networks:
    front: {ipv4: 172.17.0.0/16}
  containers:
    web: {ipv4_address: 172.17.0.9}`,
  },
  NG0404: {
    title: "host bits in a subnet",
    severity: "error",
    explanation: `Where a subnet is meant, the bits behind the prefix are zero. The network's
\`ipv4\` as one string is the exception: with host bits it is the gateway and its
subnet, as Docker's --bip.

  networks:
    front: {ipv4: 172.17.42.1/16}
    back: {ipv4: {subnet: 172.18.0.0/16, gateway: 172.18.42.1}}`,
  },
  NG0405: {
    title: "an IPv6 address where an IPv4 address is meant",
    severity: "error",
    explanation: `The key takes IPv4. Only \`host.addresses\` takes both, for it only states what
the host has.

  ipv4: 172.17.42.1/16`,
  },
  NG0406: {
    title: "an address given twice",
    severity: "error",
    explanation: `On one network an address belongs to one interface: a container's, or the
gateway's.

  networks:
    front: {ipv4: 172.17.42.1/16}
  containers:
    web: {ipv4_address: 172.17.42.1}     # that is the bridge`,
  },
  NG0407: {
    title: "the network's own or its broadcast address",
    severity: "error",
    explanation: `The first address of an IPv4 subnet names the subnet, the last one means all of
it. An interface can hold neither, save in /31 and /32 subnets (RFC 3021). The
first one of an IPv6 subnet means its routers, whichever answers (RFC 4291,
2.6.1), save in /127 and /128 (RFC 6164).

  networks:
    front: {ipv4: 172.17.0.0/24}         # 172.17.0.1 to 172.17.0.254 are left`,
  },
  NG0408: {
    title: "overlapping subnets",
    severity: "error",
    explanation: `The host holds an address in both subnets, so it would not know through which of
the two a packet is to leave. Two networks may share a subnet if the host holds
an address on one of them at most, as with a container for a gateway, or none.

  networks:
    front: {ipv4: 172.17.0.0/16}
    back: {ipv4: 172.17.8.0/24}          # inside of front
    lan: {ipv4: {subnet: 172.17.0.0/16, gateway: none}}`,
  },
  NG0409: {
    title: "a gateway outside of its subnet",
    severity: "error",
    explanation: `Containers reach their gateway directly, so it lies in their subnet.

  networks:
    front: {ipv4: {subnet: 192.168.5.0/24, gateway: 192.168.5.1}}`,
  },
  NG0410: {
    title: "a gateway that is not on the network",
    severity: "error",
    explanation: `The container that is to be the network's gateway has no interface on it.

  networks:
    lan: {ipv4: {subnet: 192.168.1.0/24, gateway: router}}
    wan: {}
  containers:
    router: {networks: [lan, wan], forward: true}`,
  },
  NG0411: {
    title: "a range outside of its subnet",
    severity: "error",
    explanation: `\`ip_range\` is the part of the subnet that addresses are picked from, as Docker's
--fixed-cidr.

  networks:
    front: {ipv4: {subnet: 192.168.1.0/24, ip_range: 192.168.1.0/25}}`,
  },
  NG0412: {
    title: "reserved addresses outside of their subnet",
    severity: "error",
    explanation: `\`reserved\` keeps addresses of the subnet from being picked. One outside of it
never would be, so this is most likely a slip.

  networks:
    front: {ipv4: {subnet: 192.168.1.0/24, reserved: [192.168.1.10, 192.168.1.64/26]}}`,
  },
  NG0413: {
    title: "not enough addresses",
    severity: "error",
    explanation: `More containers need an address of this network than its range can give. Not
given are the network's and the broadcast address, of IPv6 the subnet-router
anycast address, the gateway, what is \`reserved\`, and what containers of the
plan have by \`ipv4_address\` or \`ipv6_address\`. Widen \`ip_range\` or the subnet;
in a cluster whose pool the subnet is carved from, make \`per_network\` shorter.

  networks:
    front: {ipv4: 192.168.1.0/29}        # six addresses, one of them the gateway's`,
  },
  NG0414: {
    title: "not an address that an interface can use",
    severity: "error",
    explanation: `0.0.0.0/8 (this network), 127.0.0.0/8 (loopback), 224.0.0.0/4 (multicast) and
240.0.0.0/4 (reserved) are no addresses to give to an interface or to send to as
a neighbour (RFC 6890), and neither are ::/8 and ff00::/8 (RFC 4291). A network
has no prefix of fec0::/10 (site-local, RFC 3879) or 100::/64 (discard-only, RFC
6666). No route leads to loopback and multicast addresses: the kernel finds its
own first. For private networks there are 10.0.0.0/8, 172.16.0.0/12
and 192.168.0.0/16 (RFC 1918).

  networks:
    front: {ipv4: 10.20.0.0/16}`,
  },
  NG0415: {
    title: "link-local addresses for more than a link",
    severity: "warning",
    explanation: `169.254.0.0/16 is for neighbours that found no other address (RFC 3927): routers
must not forward it, and clouds answer for their metadata at 169.254.169.254,
which such a network hides from the host. Take a private subnet unless it is
meant just so.

  networks:
    front: {ipv4: 10.20.0.0/16}`,
  },
  NG0416: {
    title: "a subnet is missing",
    severity: "error",
    explanation: `Where the compiler picks the subnet, no address of it can be named beforehand:
\`gateway\` as an address, \`ip_range\` and \`reserved\` need \`subnet\`. An external
bridge has its subnet already, and the plan has to say which.

  networks:
    front: {ipv4: {subnet: 192.168.1.0/24, ip_range: 192.168.1.0/25}}
    bridge0: {external: true, ipv4: 192.168.5.1/24}`,
  },
  NG0417: {
    title: "no private range is left",
    severity: "error",
    explanation: `\`ipv4: auto\` takes the first of 172.17.0.0/16 to 172.31.0.0/16 and
192.168.0.0/20 to 192.168.240.0/20 that overlaps no subnet of the plan, none of
\`host.addresses\` and no destination of \`host.routes\`. All 31 are taken. Give the
network a subnet.

  networks:
    front: {ipv4: 10.20.0.0/16}`,
  },
  NG0418: {
    title: "an address on a network without IPv4",
    severity: "error",
    explanation: `The network has \`ipv4: none\`.

  networks:
    front: {ipv4: none}
  containers:
    web: {ipv4_address: 172.17.0.9}      # take one of the two out`,
  },
  NG0419: {
    title: "not a MAC address for an interface",
    severity: "error",
    explanation: `A MAC address is six pairs of hexadecimal digits with colons. The kernel gives
an interface neither 00:00:00:00:00:00 nor a multicast address: one whose first
pair is odd. A first pair that ends in 2, 6, a or e says that it is of one's own
making.

  mac_address: 02:42:ac:11:00:09`,
  },
  NG0420: {
    title: "a MAC address twice on one network",
    severity: "error",
    explanation: `A bridge sends a frame to the port where it last saw the MAC address; with two
owners, each gets some of the other's. Picked ones are 02:42: and the four
octets of the container's IPv4 address, so that they differ where the addresses
do.

  containers:
    web: {mac_address: 02:00:00:00:00:01}
    db: {mac_address: 02:00:00:00:00:02}`,
  },
  NG0421: {
    title: "an MTU that the kernel or IP does not allow",
    severity: "error",
    explanation: `Bridges and veth pairs take 68 to 65535 bytes; 68 is the least that IPv4 can
work with (RFC 791), and IPv6 needs 1280 (RFC 8200).

  networks:
    front: {mtu: 9000}                   # or auto: that of the uplink`,
  },
  NG0422: {
    title: "too many containers on one bridge",
    severity: "error",
    explanation: `A Linux bridge numbers its ports with ten bits and never uses 0 (BR_MAX_PORTS
and find_portno in net/bridge): 1023 ports. Spread the containers over several
networks, which may be \`peers\`.

  networks:
    a: {peers: [b]}
    b: {}`,
  },
  NG0423: {
    title: "a gateway that does not forward",
    severity: "warning",
    explanation: `A namespace forwards packets only if it is told to, so what the network's
containers send to this gateway ends there.

  networks:
    lan: {ipv4: {subnet: 192.168.1.0/24, gateway: router}}
  containers:
    router: {networks: [lan], forward: true}`,
  },
  NG0424: {
    title: "a container in one subnet twice",
    severity: "warning",
    explanation: `Two interfaces of the container are in overlapping subnets. It sends what is for
either by the first of them (or by that of the longer prefix), so that
neighbours on the other are not reached. Give the networks different subnets, or
the container one of them.

  networks:
    a: {ipv4: {subnet: 192.168.1.0/24, gateway: none}}
    b: {ipv4: {subnet: 192.168.2.0/24, gateway: none}}
  containers:
    web: {networks: [a, b]}`,
  },
  NG0425: {
    title: "an address at both ends of a link, or at two neighbours",
    severity: "error",
    explanation: `Each end of a point-to-point link gets a route to the other's address. Several ends
of one container may have the same address; but what a container reaches over one of
its links cannot be an address of its own, nor stand at the far end of another one.

  point_to_point:
    - ends: {a: {ipv4_address: 10.1.1.1}, b: {ipv4_address: 10.1.1.2}}
    - ends: {a: {ipv4_address: 10.1.1.1}, c: {ipv4_address: 10.1.1.3}}   # not .2`,
  },
  NG0426: {
    title: "a way out to an end that has no address",
    severity: "error",
    explanation: `\`default_route: true\` sends everything to the other end of the link, which is found by
its address.

  point_to_point:
    - ends:
        a: {ipv4_address: 10.1.1.2, default_route: true}
        b: {ipv4_address: 10.1.1.1}`,
  },
  NG0427: {
    title: "documentation addresses among real ones",
    severity: "warning",
    explanation: `192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 (RFC 5737), 2001:db8::/32 (RFC 3849)
and 3fff::/20 (RFC 9637) are for examples, and no provider routes them. The host
has an address that the world knows, so the plan is for a real one: a routed
network, a pool or a source address of those ranges gets no answer. A plan that
has documentation addresses for its hosts, too, is an example, and nothing is
said.

  host: {addresses: [192.0.2.10/24]}         # an example
  networks:
    front: {ipv4: {subnet: 198.51.100.0/24, mode: routed}}`,
  },
} as const satisfies Catalogue;
