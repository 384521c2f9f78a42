import type { Catalogue } from "./entry.ts";

/** NG065…: containers that are routers. */
export const routersCodes = {
  NG0650: {
    title: "masquerade on an unknown interface",
    severity: "error",
    explanation: `\`masquerade\` lists interfaces by their names inside the container: eth0, eth1 … in the
order of its networks and then of its point-to-point links, or as \`interface_name\` says.
It masquerades IPv4 and IPv6. Loopback cannot be listed, since nothing is forwarded
through it.`,
    example: `
networks: {lan: {}, wan: {}}
containers:
  modem: {networks: [lan, wan], masquerade: [eth2]}`,
    mend: [["eth2", "eth1"]],
  },
  NG0651: {
    title: "masquerade lists an interface twice",
    severity: "error",
    explanation: "Each interface is listed once. If two were meant, one of the names is wrong.",
    example: `
networks: {lan: {}, wan: {}}
containers:
  modem: {networks: [lan, wan], masquerade: [eth1, eth1]}`,
    mend: [["[eth1, eth1]", "[eth1]"]],
  },
  NG0652: {
    title: "masquerade without forwarding",
    severity: "warning",
    explanation: `A container masquerades what it forwards, and with \`forward: false\` it forwards nothing.
Leave \`forward\` out: \`masquerade\` switches it on.`,
    example: `
networks: {lan: {}, wan: {}}
containers:
  modem: {networks: [lan, wan], forward: false, masquerade: [eth1]}`,
    mend: [["forward: false, ", ""]],
  },
  NG0653: {
    title: "masquerade on the network that the container is the gateway of",
    severity: "warning",
    explanation: `Through an interface that a router masquerades on, only replies come in. The container is
the gateway of this network, so it would drop what the network sends to it. Masquerade
on the interface that leads away from the network.`,
    example: `
networks:
  lan: {ipv4: {subnet: 192.168.1.0/24, gateway: modem}}
  wan: {}
containers:
  modem:
    networks: {lan: {ipv4_address: 192.168.1.1}, wan: {gw_priority: 1}}
    masquerade: [eth0]`,
    mend: [["[eth0]", "[eth1]"]],
  },
} as const satisfies Catalogue;
