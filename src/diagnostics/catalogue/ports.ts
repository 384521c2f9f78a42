import type { Catalogue } from "./entry.ts";

/** NG062…: published ports. */
export const portsCodes = {
  NG0620: {
    title: "not a valid port",
    severity: "error",
    explanation: `A published port is written as in Docker's -p, [IP:][PORT[-END]]:PORT[-END][/PROTOCOL],
the host's side first, or as a mapping with \`target\`. IPv6 addresses stand in
brackets. Ports are 1 to 65535, and the first of a range is not above the last. The
protocol is tcp (the default), udp or sctp.`,
    example: `
networks: {front: {}}
containers:
  web: {ports: ["8080:80/http"]}`,
    mend: [["80/http", "80/tcp"]],
  },
  NG0621: {
    title: "port ranges of different length",
    severity: "error",
    explanation: `The ports of the host's range lead to those of the container's range one by one, so both
hold the same number of ports. A range of the host with a single port of the container
means: any one of the range.`,
    example: `
networks: {front: {}}
containers:
  web: {ports: ["8000-8005:3000-3003"]}`,
    mend: [["3000-3003", "3000-3005"]],
  },
  NG0622: {
    title: "host port published twice",
    severity: "error",
    explanation: `For each protocol and address, a port of the host leads to one place. A port published on
all addresses collides with the same port on any one of them.`,
    example: `
networks: {front: {}}
containers:
  web: {ports: ["80:80"]}
  api: {ports: ["80:80"]}`,
    mend: [['api: {ports: ["80:80"]}', 'api: {ports: ["8080:80"]}']],
  },
  NG0623: {
    title: "no free host port",
    severity: "error",
    explanation: `Where an entry names no port of the host, the lowest free one of \`host.publish_range\` (or
of the range in the entry) is picked, leaving out those that the plan uses elsewhere.
None is free.`,
    example: `
host: {publish_range: 50000-50001}
networks: {front: {}}
containers:
  web: {ports: [80, 443, 8080]}`,
    mend: [["50001", "50999"]],
  },
  NG0624: {
    title: "no network to publish a port on",
    severity: "error",
    explanation: `A port is published on a network that is not internal and whose gateway is the host
(neither a container nor \`none\`).`,
    example: `
networks: {back: {internal: true}}
containers:
  web: {ports: ["80:80"]}`,
    mend: [["{internal: true}", "{}"]],
  },
  NG0625: {
    title: "port published to no source",
    severity: "error",
    explanation: `An empty list of sources lets nobody reach the port. Leave the key out to use the list
of the container, its network or the host; write 0.0.0.0/0 (and ::/0) for any source.`,
    example: `
networks: {front: {}}
containers:
  web: {ports: ["80:80"], published_from: []}`,
    mend: [["[]", "[0.0.0.0/0]"]],
  },
  NG0626: {
    title: "published but not exposed",
    severity: "warning",
    explanation: `The container lists its ports under \`expose\`, and this one is not among them. It is
published all the same. Check its number and protocol.`,
    example: `
networks: {front: {}}
containers:
  dns: {expose: ["53/udp"], ports: ["53:53"]}`,
    mend: [["53:53", "53:53/udp"]],
  },
  NG0627: {
    title: "publish_all without exposed ports",
    severity: "warning",
    explanation: "`publish_all` publishes the ports that the container lists under `expose`; it lists none.",
    example: `
networks: {front: {}}
containers:
  web: {publish_all: true}`,
    mend: [["publish_all", "expose: [80], publish_all"]],
  },
  NG0628: {
    title: "not an address to publish ports on",
    severity: "error",
    explanation: `A port listens on an address of the host: of one of its interfaces, or of the loopback
range. 0.0.0.0 (or \`all\`, for \`publish_address\`) means all of them.`,
    example: `
host: {publish_address: 224.0.0.1}`,
    mend: [["224.0.0.1", "192.0.2.10"]],
  },
  NG0629: {
    title: "too many published ports",
    severity: "error",
    explanation: `The containers of a plan together may publish 131,070 ports, twice as many as an address
has. To give whole addresses to containers, use \`mode: routed\`.`,
    example: `
networks: {front: {}}
containers:
  web: {ports: ["192.0.2.1:1-65535:1-65535", "192.0.2.2:1-65535:1-65535", "192.0.2.3:80:80"]}`,
    mend: [[', "192.0.2.3:80:80"', ""]],
  },
  NG0630: {
    title: "port published to sources of the other family",
    severity: "warning",
    explanation: `IPv4 sources reach a port by IPv4, IPv6 sources by IPv6. This port is published for one
family only (the container has no address of the other, or the port is on one address
of the host), and all of its sources are of the other. Only the host and its containers
can reach it.`,
    example: `
host: {published_from: ["2001:db8:1::/48"]}
networks: {front: {}}
containers:
  web: {ports: ["80:80"]}`,
    mend: [['["2001:db8:1::/48"]', '["2001:db8:1::/48", 192.0.2.0/24]']],
  },
} as const satisfies Catalogue;
