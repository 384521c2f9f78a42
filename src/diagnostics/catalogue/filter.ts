import type { Catalogue } from "./entry.ts";

/** NG06…: filter and NAT. */
export const filterCodes = {
  NG0601: {
    title: "source NAT in routed mode",
    severity: "error",
    explanation: `\`snat\` says which source address packets get on their way out; \`mode: routed\`
says that they keep their own.

  networks:
    front: {ipv4: {subnet: 192.168.1.0/24, mode: nat, snat: 192.0.2.10}}`,
  },
  NG0602: {
    title: "an internal network with a way in or out",
    severity: "error",
    explanation: `\`internal: true\` lets nothing in from or out to anything but the network itself
and the host. \`inbound: open\`, \`snat\` and \`peers\`, of this network or naming it,
ask for the opposite.

  networks:
    front: {peers: [back]}
    back: {}                 # not internal: it exchanges traffic with front`,
  },
  NG0603: {
    title: "source NAT where nothing leaves through the host",
    severity: "error",
    explanation: `The host holds no address on the network: its gateway is a container, or there
is none. So no packet of it is forwarded by the host, and \`snat\` would change
nothing.

  networks:
    front: {ipv4: {subnet: 192.168.1.0/24, gateway: 192.168.1.1, snat: 192.0.2.10}}`,
  },
  NG0604: {
    title: "a wish that needs rules, without rules",
    severity: "error",
    explanation: `\`host.firewall: none\` makes and touches no rule. \`internal\`, \`snat\`,
\`masquerade\`, \`icc: false\`, \`inbound: published\` and published ports cannot be had
without; to leave them out silently would not be what the plan says.

  host: {firewall: nftables}
  networks:
    back: {internal: true}`,
  },
  NG0605: {
    title: "no rules: source NAT and isolation are left to others",
    severity: "note",
    explanation: `With \`host.firewall: none\` netgen makes no rule (Docker's --iptables=false).
Packets of networks in \`nat\` mode leave with containers' own addresses, which
the world cannot answer, the world comes in where it has a route, and networks
(and point-to-point links with the host) reach each other as far as the host
forwards, unless rules of your own see to it. So it is with both families.
\`mode: routed\` with \`inbound: open\` says of a network that this is meant.

  networks:
    front: {ipv4: {subnet: 192.168.1.0/24, mode: routed, inbound: open}}`,
  },
  NG0606: {
    title: "source NAT to an address of containers",
    severity: "warning",
    explanation: `What leaves gets this source address, and the world sends its answers there: to an
address of the host. One in the subnet of a network may be a container's, now or
later, and of a network in \`nat\` mode the world knows no way to it.

  networks:
    front: {ipv4: {subnet: 192.168.1.0/24, snat: 192.0.2.10}}`,
  },
} as const satisfies Catalogue;
