import type { Catalogue } from "./entry.ts";

/** NG03…: names that do not fit, are taken, or that nothing bears. */
export const namesCodes = {
  NG0301: {
    title: "not a name for an interface",
    severity: "error",
    explanation: `The kernel holds interface names of 1 to 15 bytes. Of those, netgen takes the
ones that pass unharmed through a shell, sysctl paths and both firewalls:
letters, digits and _ . - with a letter, a digit or _ in front. \`lo\` is the
loopback interface of every namespace; \`all\` and \`default\` are directories
beside the interfaces in /proc/sys/net/ipv4/conf.

  networks:
    a-network-for-the-office:      # too long for a bridge: its name is derived
      bridge: office0              # or given, in 15 bytes`,
  },
  NG0302: {
    title: "two interfaces of the host with one name",
    severity: "error",
    explanation: `Bridges, the host's ends of containers' interfaces, and the uplink live in one
namespace, where a name stands for one interface. Give one of the two another
name: \`bridge\` on a network, \`host_interface_name\` on a container's network.

  networks:
    web.eth0: {bridge: br-web}     # else the bridge is named like the host's end of web`,
  },
  NG0303: {
    title: "two interfaces of a container with one name",
    severity: "error",
    explanation: `Each interface of a namespace has a name of its own. Without \`interface_name\`
they are eth0, eth1 and so on, in the order of the networks.

  containers:
    router:
      networks:
        front: {interface_name: lan0}
        back: {interface_name: lan0}     # taken by front`,
  },
  NG0304: {
    title: "two containers in one namespace",
    severity: "error",
    explanation: `A container is a network namespace. Two entries whose \`netns\` leads to the same
namespace, or to the same entry under /run/netns, would furnish each other's.

  containers:
    web: {netns: blue}
    blue: {}                       # its namespace is named blue too`,
  },
  NG0305: {
    title: "an unknown network",
    severity: "error",
    explanation: `A container's \`networks\` and a network's \`peers\` name entries under \`networks\`,
with capitals as they are there. An entry \`lan[1:3]\` there stands for lan1, lan2
and lan3.

  networks:
    front: {}
  containers:
    web: {networks: [frnt]}        # there is only front`,
  },
  NG0306: {
    title: "an unknown container",
    severity: "error",
    explanation: `The \`gateway\` of a network is an address, \`none\`, or the name of an entry under
\`containers\`; \`network_mode: container:NAME\` and \`links\` name entries there, too.
This is none.

  networks:
    lan: {ipv4: {subnet: 192.168.1.0/24, gateway: router}}
  containers:
    router: {networks: [lan], forward: true}
    logger: {network_mode: container:router}`,
  },
  NG0307: {
    title: "a network of itself or twice among the peers",
    severity: "error",
    explanation: `\`peers\` names the other networks that this one exchanges traffic with, each
once. Containers of one network reach each other anyway. To name a peer on one
side is enough; to name it on both is no error.

  networks:
    front: {peers: [front]}        # take it out`,
  },
  NG0308: {
    title: "two networks on one bridge",
    severity: "error",
    explanation: `A bridge is one Ethernet segment: networks that share it are not kept apart,
whatever the plan says. Give each network a bridge, or make them one network.

  networks:
    front: {bridge: br0}
    back: {bridge: br0}`,
  },
  NG0309: {
    title: "a container twice on one network",
    severity: "error",
    explanation: `A container has one interface on a network.

  containers:
    web: {networks: [front, front]}`,
  },
  NG0310: {
    title: "not said which network",
    severity: "error",
    explanation: `Without \`networks\` a container is on the only network of the plan. Where the
plan has several, each container says which it is on; \`networks: []\` is none.

  networks:
    front: {}
    back: {}
  containers:
    web: {networks: [front]}`,
  },
  NG0311: {
    title: "a short form for a container that is not on one network",
    severity: "error",
    explanation: `\`ipv4_address\` and \`mac_address\` beside \`networks\` are for a container with
exactly one network. With several, they stand at the network that they belong
to.

  containers:
    web:
      networks:
        front: {ipv4_address: 172.17.0.9}
        back: {}`,
  },
  NG0312: {
    title: "not a namespace that can be used",
    severity: "error",
    explanation: `An entry under /run/netns is a file name: letters, digits and _ . - with a
letter or a digit in front, at most 63 of them. A path is absolute and a plain
word of letters, digits and _ . , : / @ = + % - without spaces; a pid is at most
4194304 (PID_MAX_LIMIT of Linux); a Docker container's name or id is of letters,
digits and _ . -

  containers:
    a: {netns: {external: blue}}
    b: {netns: {path: /proc/4711/ns/net}}`,
  },
  NG0313: {
    title: "not a sysctl of a network namespace",
    severity: "error",
    explanation: `\`sysctls\` takes settings under net, spelt as sysctl(8) has them: with dots, and
with a slash for a dot inside of an interface's name; or all with slashes.

  containers:
    web:
      sysctls:
        net.ipv4.tcp_syncookies: 1
        net.ipv4.conf.eth0/100.rp_filter: 2     # interface eth0.100`,
  },
  NG0314: {
    title: "not a value of a sysctl",
    severity: "error",
    explanation: `A value is one line of text without control characters, or a number.

  containers:
    web:
      sysctls:
        net.ipv4.ip_local_port_range: "32768 60999"`,
  },
  NG0315: {
    title: "a sysctl that is set twice",
    severity: "error",
    explanation: `The same setting is spelt in two ways, or \`forward: true\` and a sysctl say
opposite things about forwarding. Keep one of the two.

  containers:
    router:
      forward: true
      sysctls:
        net.ipv4.ip_forward: 0      # forward says 1`,
  },
  NG0316: {
    title: "a key that the network mode contradicts",
    severity: "error",
    explanation: `\`network_mode: none\` is a namespace with loopback only: it is on no network and
has no address or MAC. With \`host\` and \`container:NAME\` the container has no
network stack of its own: what it asks for is asked of the host, or of NAME.

  containers:
    web: {networks: [front], ipv4_address: 172.17.0.9}
    logger: {network_mode: container:web}   # addresses, routes, sysctls: at web`,
  },
  NG0317: {
    title: "containers that share each other's namespace",
    severity: "error",
    explanation: `\`network_mode: container:NAME\` leads to a container that has a namespace; here it
leads back to where it began, and nobody has one.

  containers:
    web: {}
    logger: {network_mode: container:web}
    tracer: {network_mode: container:logger}   # in web's, too`,
  },
  NG0318: {
    title: "not two ends of a link",
    severity: "error",
    explanation: `A point-to-point link has two ends, each in a network stack of its own: in two
containers, or in a container and on the host, which is called \`host\`. A container
whose \`network_mode\` is host or container:NAME has none; name the host or NAME.

  containers: {a: {networks: []}, b: {networks: []}}
  point_to_point:
    - ends: {a: {ipv4_address: 10.1.1.1}, b: {ipv4_address: 10.1.1.2}}`,
  },
} as const satisfies Catalogue;
