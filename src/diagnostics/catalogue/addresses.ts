import type { Catalogue } from "./entry.ts";

/** NG0401 to NG0413: addresses and subnets as written. */
export const addressesCodes = {
  NG0401: {
    title: "address outside its subnet",
    severity: "error",
    explanation: `A container's address on a network has to be in the network's subnet, or nothing can
reach it there. It need not be in \`ip_range\`, which only says where addresses are
picked from. Without an address, one is picked.`,
    example: `
networks: {front: {ipv4: 172.18.0.0/16}}
containers:
  web: {ipv4_address: 172.17.0.9}`,
    mend: [["172.17.0.9", "172.18.0.9"]],
  },
  NG0402: {
    title: "not an IP address",
    severity: "error",
    explanation: `An IPv4 address is four decimal numbers from 0 to 255. A leading zero is refused, since
some programs read 010 as ten and others as eight. Zones (fe80::1%eth0) and
IPv4-mapped addresses (::ffff:192.0.2.1) are refused, too.`,
    example: `
networks: {front: {ipv4: 172.17.0.0/16}}
containers:
  web: {ipv4_address: 172.17.0.09}`,
    mend: [["172.17.0.09", "172.17.0.9"]],
  },
  NG0403: {
    title: "missing or wrong prefix length",
    severity: "error",
    explanation: `A subnet, and an address together with its subnet, end in a slash and a prefix length: 0
to 32 for IPv4, 0 to 128 for IPv6. Netmasks are not accepted. A container's address has
no prefix length: it is that of its network.`,
    example: `
networks: {front: {ipv4: 172.17.0.0}}`,
    mend: [["172.17.0.0", "172.17.0.0/16"]],
  },
  NG0404: {
    title: "host bits set in a subnet",
    severity: "error",
    explanation: `In a subnet, the bits after the prefix are zero. A network's \`ipv4\` or \`ipv6\` as one
string is the exception: with host bits set, it is the gateway with its subnet, like
Docker's --bip.`,
    example: `
networks: {front: {ipv4: {subnet: 172.17.42.1/16}}}`,
    mend: [["172.17.42.1/16", "172.17.0.0/16, gateway: 172.17.42.1"]],
  },
  NG0405: {
    title: "IPv6 address where IPv4 is expected, or the other way round",
    severity: "error",
    explanation: "The key takes addresses of one family. Most keys have a counterpart for the other.",
    example: `
networks: {front: {ipv4: "2001:db8:1::/64"}}`,
    mend: [["ipv4", "ipv6"]],
  },
  NG0406: {
    title: "address given twice",
    severity: "error",
    explanation: "On one network, an address belongs to one interface: a container's, or the gateway's.",
    example: `
networks: {front: {ipv4: 172.17.42.1/16}}
containers:
  web: {ipv4_address: 172.17.42.1}`,
    mend: [["ipv4_address: 172.17.42.1", "ipv4_address: 172.17.42.2"]],
  },
  NG0407: {
    title: "network, broadcast or anycast address",
    severity: "error",
    explanation: `The first address of an IPv4 subnet is the network's, the last one is its broadcast
address; no interface can have them, except in /31 and /32 (RFC 3021). The first
address of an IPv6 subnet is the anycast address of its routers (RFC 4291, 2.6.1),
except in /127 (RFC 6164) and /128.`,
    example: `
networks: {front: {ipv4: 172.17.0.0/24}}
containers:
  web: {ipv4_address: 172.17.0.255}`,
    mend: [["172.17.0.255", "172.17.0.254"]],
  },
  NG0408: {
    title: "overlapping subnets",
    severity: "error",
    explanation: `The host has an address in both subnets, so it would not know where to send a packet. Two
networks may share a subnet only if the host has an address on at most one of them: the
gateway of the other is a container, or \`none\`.`,
    example: `
networks:
  front: {ipv4: 172.17.0.0/16}
  back: {ipv4: 172.17.8.0/24}`,
    mend: [["172.17.8.0/24", "172.18.8.0/24"]],
  },
  NG0409: {
    title: "gateway outside its subnet",
    severity: "error",
    explanation: "Containers reach their gateway directly, so it has to be in their subnet.",
    example: `
networks: {front: {ipv4: {subnet: 192.168.5.0/24, gateway: 192.168.6.1}}}`,
    mend: [["192.168.6.1", "192.168.5.1"]],
  },
  NG0410: {
    title: "gateway that is not on the network",
    severity: "error",
    explanation: "The container that is the network's gateway has no interface on the network.",
    example: `
networks:
  lan: {ipv4: {subnet: 192.168.1.0/24, gateway: router}}
  wan: {}
containers:
  router: {networks: [wan], forward: true}`,
    mend: [["[wan]", "[lan, wan]"]],
  },
  NG0411: {
    title: "ip_range outside its subnet",
    severity: "error",
    explanation: `\`ip_range\` is the part of the subnet that addresses are picked from, like Docker's
--fixed-cidr.`,
    example: `
networks: {front: {ipv4: {subnet: 192.168.1.0/24, ip_range: 192.168.2.0/25}}}`,
    mend: [["192.168.2.0/25", "192.168.1.0/25"]],
  },
  NG0412: {
    title: "reserved address outside its subnet",
    severity: "error",
    explanation: `\`reserved\` keeps addresses of the subnet from being picked. An address outside the subnet
is never picked, so this is most likely a mistake.`,
    example: `
networks: {front: {ipv4: {subnet: 192.168.1.0/24, reserved: [192.168.2.10]}}}`,
    mend: [["192.168.2.10", "192.168.1.10"]],
  },
  NG0413: {
    title: "not enough addresses",
    severity: "error",
    explanation: `More containers need an address than the range has. Never picked are the network and
broadcast address (in IPv6, the subnet-router anycast address), the gateway, what is
\`reserved\`, and what containers have by \`ipv4_address\` or \`ipv6_address\`. Use a wider
\`ip_range\` or subnet; where it is carved from a pool, a shorter \`per_network\`.`,
    example: `
networks: {front: {ipv4: 192.168.1.0/29}}
containers:
  web[1:6]: {}`,
    mend: [["192.168.1.0/29", "192.168.1.0/24"]],
  },
} as const satisfies Catalogue;
