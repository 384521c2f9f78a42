import type { Catalogue } from "./entry.ts";

/** NG06…: filter and NAT. */
export const filterCodes = {
  NG0601: {
    title: "snat in routed mode",
    severity: "error",
    explanation: `\`snat\` sets the source address of outgoing packets; with \`mode: routed\` packets keep
theirs. Remove one of the two.`,
    example: `
networks: {front: {ipv4: {subnet: 192.168.1.0/24, mode: routed, snat: 192.0.2.10}}}`,
    mend: [["mode: routed", "mode: nat"]],
  },
  NG0602: {
    title: "internal network with a way in or out",
    severity: "error",
    explanation: `\`internal: true\` keeps a network apart from everything but the host. \`inbound: open\`,
\`snat\` and \`peers\` (of this network, or naming it) ask for the opposite.`,
    example: `
networks:
  front: {peers: [back]}
  back: {internal: true}`,
    mend: [["{internal: true}", "{}"]],
  },
  NG0603: {
    title: "snat on a network that the host does not forward for",
    severity: "error",
    explanation: `The host has no address on the network: its gateway is a container, or there is none. The
host forwards nothing for it, so \`snat\` has no effect.`,
    example: `
networks: {front: {ipv4: {subnet: 192.168.1.0/24, gateway: none, snat: 192.0.2.10}}}`,
    mend: [["gateway: none", "gateway: 192.168.1.1"]],
  },
  NG0604: {
    title: "option needs a firewall, and `firewall` is `none`",
    severity: "error",
    explanation: `With \`host.firewall: none\` netgen makes no rules. \`internal\`, \`snat\`, \`masquerade\`,
\`icc: false\`, \`inbound: published\` and published ports need some. Choose a firewall, or
remove the option.`,
    example: `
host: {firewall: none}
networks: {back: {internal: true}}`,
    mend: [["none", "nftables"]],
  },
  NG0605: {
    title: "without a firewall, NAT and isolation are up to you",
    severity: "note",
    explanation: `With \`host.firewall: none\` netgen makes no rules (Docker's --iptables=false). Packets of
networks in \`nat\` mode leave with the containers' own addresses, which the outside
cannot answer; anybody with a route can reach the containers; and networks reach each
other as far as the host forwards. Rules of your own can change that. To say that a
network is meant to be like this, write \`mode: routed\` and \`inbound: open\`.`,
    example: `
host: {firewall: none}
networks: {front: {ipv4: {subnet: 192.168.1.0/24}}}`,
    mend: [["192.168.1.0/24", "192.168.1.0/24, mode: routed, inbound: open"]],
  },
  NG0606: {
    title: "snat to an address of a container network",
    severity: "warning",
    explanation: `Replies come back to the address of \`snat\`, so it has to be an address of the host that
the outside can reach. An address in the subnet of a container network may belong to a
container, now or later, and the outside has no route to a network in \`nat\` mode.`,
    example: `
networks: {front: {ipv4: {subnet: 192.168.1.0/24, snat: 192.168.1.1}}}`,
    mend: [["snat: 192.168.1.1", "snat: 192.0.2.10"]],
  },
} as const satisfies Catalogue;
