import type { Catalogue } from "./entry.ts";

/** NG062…: published ports. */
export const portsCodes = {
  NG0620: {
    title: "not a port",
    severity: "error",
    explanation: `A published port is written as Docker's -p has it,
\`[IP:][PORT[-END]]:PORT[-END][/tcp|udp|sctp]\`, host first, or as a mapping.
Ports are numbers from 1 to 65535; a range begins with its lower end.

  containers:
    web:
      expose: ["3000-3005"]
      ports:
        - "8080:80"                 # the host's 8080 is the container's 80
        - "127.0.0.1::53/udp"       # some port of the host's own 127.0.0.1
        - {target: 443, published: 8443, from: [192.0.2.0/24]}`,
  },
  NG0621: {
    title: "port ranges of different length",
    severity: "error",
    explanation: `Port by port, the range of the host leads to the range of the container, so both
hold as many ports. A range of the host with one port of the container means:
one of these.

  containers:
    web:
      ports: ["8000-8005:3000-3005", "9000-9099:80"]`,
  },
  NG0622: {
    title: "two containers publish the same port",
    severity: "error",
    explanation: `A port of the host leads to one place for each protocol and address. One that is
published on all addresses collides with the same port on any one of them.

  containers:
    web: {ports: ["192.0.2.10:80:80"]}
    api: {ports: ["192.0.2.11:80:80"]}`,
  },
  NG0623: {
    title: "no port of the host is left",
    severity: "error",
    explanation: `Where an entry names no port of the host, the lowest free one of
\`host.publish_range\` is picked (or of the range that the entry gives), apart
from all that the plan names elsewhere. None is free there.

  host: {publish_range: 49153-65535}`,
  },
  NG0624: {
    title: "no network to publish a port on",
    severity: "error",
    explanation: `Published ports lead through a network on which the host holds the gateway's
address: one with IPv4, whose gateway is neither a container nor \`none\`, and
that is not internal.

  networks:
    front: {ipv4: 172.17.42.1/16}
  containers:
    web: {networks: [front], ports: ["80:80"]}`,
  },
  NG0625: {
    title: "nobody may reach a published port",
    severity: "error",
    explanation: `An empty list of sources would publish a port to nobody. Leave the key out for
the sources of the next wider place (container, network, host), or write
0.0.0.0/0 for any.

  host: {published_from: [192.0.2.0/24]}
  containers:
    web: {ports: ["80:80"], published_from: [0.0.0.0/0]}`,
  },
  NG0626: {
    title: "a port is published and not exposed",
    severity: "warning",
    explanation: `The container lists what it offers under \`expose\`, and this port is not among
it. It is published all the same; perhaps the number or the protocol is another
one.

  containers:
    dns: {expose: ["53/udp"], ports: ["53:53/udp"]}`,
  },
  NG0627: {
    title: "publish_all has nothing to publish",
    severity: "warning",
    explanation: `\`publish_all\` publishes what the container lists under \`expose\`, and it lists
nothing.

  containers:
    web: {expose: [80, 443], publish_all: true}`,
  },
  NG0628: {
    title: "not an address that ports can be published on",
    severity: "error",
    explanation: `A port listens on an address of the host: one of its interfaces' or of the
loopback range; \`0.0.0.0\` (or \`all\`, for \`publish_address\`) means all of them.

  host: {publish_address: 192.0.2.10}`,
  },
  NG0629: {
    title: "too many published ports",
    severity: "error",
    explanation: `All containers of a plan together may publish 131,070 ports, twice as many as an
address has. To hand whole address ranges to a container, use \`mode: routed\`.

  networks:
    front: {ipv4: {subnet: 192.0.2.0/24, mode: routed}}`,
  },
  NG0630: {
    title: "a port published to sources of the other family",
    severity: "warning",
    explanation: `Sources of IPv4 may reach a port by IPv4, those of IPv6 by IPv6. This one is
published by one family only (the container has no address of the other, or the
port is of one address of the host), and its sources are all of the other: only
the host and its containers reach it.

  host: {published_from: [192.0.2.0/24, "2001:db8:1::/48"]}`,
  },
} as const satisfies Catalogue;
