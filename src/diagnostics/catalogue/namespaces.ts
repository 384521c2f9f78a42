import type { Catalogue } from "./entry.ts";

/** NG0312 to NG0318: namespaces, their sysctls, and who shares them. */
export const namespacesCodes = {
  NG0312: {
    title: "not a valid namespace",
    severity: "error",
    explanation: `The name of a namespace under /run/netns is at most 63 letters, digits and _ . -, with
a letter or a digit in front. A \`path\` is absolute, and made of letters, digits and
_ . , : / @ = + % -. A \`pid\` is at most 4194304 (PID_MAX_LIMIT of Linux). The name or
id of a Docker container is made of letters, digits and _ . -.`,
    example: `
networks: {front: {}}
containers:
  web: {netns: {path: proc/4711/ns/net}}`,
    mend: [["path: proc", "path: /proc"]],
  },
  NG0313: {
    title: "not a sysctl of a network namespace",
    severity: "error",
    explanation: `\`sysctls\` takes settings under \`net\`, in the spelling of sysctl(8): with dots, where a
slash stands for a dot in an interface name (net.ipv4.conf.eth0/100.rp_filter is of the
interface eth0.100); or with slashes throughout.`,
    example: `
networks: {front: {}}
containers:
  web: {sysctls: {net.ipv4.conf.eth0..rp_filter: 2}}`,
    mend: [["eth0..rp", "eth0.rp"]],
  },
  NG0314: {
    title: "not a valid sysctl value",
    severity: "error",
    explanation: `A value is a number, or one line of text that is not empty, without control characters and
without #, which begins a comment in the script.`,
    example: `
networks: {front: {}}
containers:
  web: {sysctls: {net.ipv4.ip_local_port_range: "32768\\n60999"}}`,
    mend: [["\\n", " "]],
  },
  NG0315: {
    title: "sysctl set twice",
    severity: "error",
    explanation: `The same setting is written in two spellings, or \`forward\` and a sysctl contradict each
other about forwarding. Keep one of the two.`,
    example: `
networks: {front: {}}
containers:
  router: {forward: true, sysctls: {net.ipv4.ip_forward: 0}}`,
    mend: [[", sysctls: {net.ipv4.ip_forward: 0}", ""]],
  },
  NG0316: {
    title: "key that contradicts the network mode",
    severity: "error",
    explanation: `With \`network_mode: none\` a container has loopback only: no network, address or MAC.
With \`host\` and \`container:NAME\` it has no network stack of its own: write the key on
the host, or on NAME.`,
    example: `
networks: {front: {}}
containers:
  web: {}
  logger: {network_mode: "container:web", networks: [front]}`,
    mend: [[", networks: [front]", ""]],
  },
  NG0317: {
    title: "network modes in a circle",
    severity: "error",
    explanation: `\`network_mode: container:NAME\` has to lead to a container with a namespace. Here it
leads back to where it started.`,
    example: `
containers:
  web: {network_mode: "container:logger"}
  logger: {network_mode: "container:web"}`,
    mend: [['web: {network_mode: "container:logger"}', "web: {networks: []}"]],
  },
  NG0318: {
    title: "not two ends of a point-to-point link",
    severity: "error",
    explanation: `A point-to-point link has two ends, each in a network stack of its own: of two
containers, or of a container and the host, which is called \`host\`. A container with
\`network_mode: host\` or \`container:NAME\` has no stack of its own: name \`host\` or
NAME instead.`,
    example: `
containers: {a: {networks: []}, b: {networks: []}}
point_to_point:
  - ends: {a: {ipv4_address: 10.1.1.1}}`,
    mend: [["10.1.1.1}}", "10.1.1.1}, b: {ipv4_address: 10.1.1.2}}"]],
  },
} as const satisfies Catalogue;
