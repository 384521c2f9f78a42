import type { Catalogue } from "./entry.ts";

/** NG0301 to NG0311: names of interfaces, networks and containers, and what refers to them. */
export const namesCodes = {
  NG0301: {
    title: "not a valid interface name",
    severity: "error",
    explanation: `An interface name is 1 to 15 bytes long. netgen accepts letters, digits and _ . -, with
a letter, a digit or _ in front, which are safe in a shell, in sysctl paths and in both
firewalls. \`lo\` is the loopback interface of every namespace, and \`all\` and
\`default\` are special in /proc/sys/net/ipv4/conf.`,
    example: `
networks:
  office: {bridge: bridge-of-the-office}`,
    mend: [["bridge-of-the-office", "br-office"]],
  },
  NG0302: {
    title: "duplicate interface name on the host",
    severity: "error",
    explanation: `Bridges, the host's ends of the containers' interfaces and the uplink are in one
namespace, so each needs a name of its own. Set \`bridge\` of a network, or
\`host_interface_name\` of a container's network.`,
    example: `
networks:
  front: {}
containers:
  web: {networks: {front: {host_interface_name: front}}}`,
    mend: [["host_interface_name: front", "host_interface_name: web0"]],
  },
  NG0303: {
    title: "duplicate interface name in a container",
    severity: "error",
    explanation: `Each interface of a namespace has a name of its own. Without \`interface_name\` they
are eth0, eth1 and so on, in the order of the networks.`,
    example: `
networks: {front: {}, back: {}}
containers:
  web: {networks: {front: {interface_name: lan0}, back: {interface_name: lan0}}}`,
    mend: [["back: {interface_name: lan0}", "back: {interface_name: lan1}"]],
  },
  NG0304: {
    title: "two containers in one namespace",
    severity: "error",
    explanation: `Each container is a network namespace of its own. Here the \`netns\` of two entries
leads to the same namespace, or to the same name under /run/netns. To share a
namespace on purpose, use \`network_mode: container:NAME\`.`,
    example: `
networks: {front: {}}
containers:
  web: {netns: blue}
  blue: {}`,
    mend: [["netns: blue", "netns: green"]],
  },
  NG0305: {
    title: "unknown network",
    severity: "error",
    explanation: `A container's \`networks\` and a network's \`peers\` name entries under \`networks\`; case
matters. An entry lan[1:3] stands for lan1, lan2 and lan3.`,
    example: `
networks: {front: {}}
containers:
  web: {networks: [frnt]}`,
    mend: [["[frnt]", "[front]"]],
  },
  NG0306: {
    title: "unknown container",
    severity: "error",
    explanation: `A network's \`gateway\` (where it is neither an address nor \`none\`),
\`network_mode: container:NAME\`, \`links\` and the ends of \`point_to_point\` name entries
under \`containers\`. There is no such entry.`,
    example: `
networks: {front: {}}
containers:
  web: {links: [bd]}
  db: {}`,
    mend: [["[bd]", "[db]"]],
  },
  NG0307: {
    title: "peers name the network itself, or one twice",
    severity: "error",
    explanation: `\`peers\` names other networks to exchange traffic with, each once. Containers of one
network reach each other anyway. Naming a peer on one side is enough; naming it on
both is no error.`,
    example: `
networks:
  front: {peers: [front]}
  back: {}`,
    mend: [["[front]", "[back]"]],
  },
  NG0308: {
    title: "two networks on one bridge",
    severity: "error",
    explanation: `A bridge is one Ethernet segment, so networks that share it cannot be kept apart. Give
each network a bridge of its own, or make them one network.`,
    example: `
networks:
  front: {bridge: br0}
  back: {bridge: br0}`,
    mend: [["back: {bridge: br0}", "back: {bridge: br1}"]],
  },
  NG0309: {
    title: "container listed twice on one network",
    severity: "error",
    explanation: "A container has one interface on a network.",
    example: `
networks: {front: {}}
containers:
  web: {networks: [front, front]}`,
    mend: [["[front, front]", "[front]"]],
  },
  NG0310: {
    title: "network not specified",
    severity: "error",
    explanation: `Without \`networks\`, a container is on the only network of the plan. Where the plan has
several, each container names its own; \`networks: []\` means none.`,
    example: `
networks: {front: {}, back: {}}
containers:
  web: {}`,
    mend: [["web: {}", "web: {networks: [front]}"]],
  },
  NG0311: {
    title: "short form, but not exactly one network",
    severity: "error",
    explanation: `\`ipv4_address\`, \`ipv6_address\` and \`mac_address\` beside \`networks\` are a short form for
containers with exactly one network. With several, write them under the network.`,
    example: `
networks: {front: {ipv4: 172.17.0.0/16}, back: {}}
containers:
  web:
    networks: {front: {}, back: {}}
    ipv4_address: 172.17.0.9`,
    mend: [
      [
        "networks: {front: {}, back: {}}\n    ipv4_address: 172.17.0.9",
        "networks: {front: {ipv4_address: 172.17.0.9}, back: {}}",
      ],
    ],
  },
} as const satisfies Catalogue;
