import type { Catalogue } from "./entry.ts";

/** NG065…: router containers. */
export const routersCodes = {
  NG0650: {
    title: "masquerading on an interface that is not there",
    severity: "error",
    explanation: `\`masquerade\` lists interfaces of the container by the names that they have inside of
it: eth0, eth1 … in the order of its networks and then of its point-to-point links,
or what \`interface_name\` says. It masquerades IPv4 and IPv6, whichever the interface
has addresses of. Loopback is none of them, for nothing is forwarded by it.

  networks:
    lan: {ipv4: {subnet: 192.168.1.0/24, gateway: modem}}
    wan: {}
  containers:
    modem:
      networks: {lan: {ipv4_address: 192.168.1.1}, wan: {gw_priority: 1}}
      masquerade: [eth1]       # wan`,
  },
  NG0651: {
    title: "masquerading on an interface twice",
    severity: "error",
    explanation: `Each interface is listed once. Where two are meant, one of the names is wrong.

  containers:
    modem: {masquerade: [eth1, eth2]}`,
  },
  NG0652: {
    title: "masquerading without forwarding",
    severity: "warning",
    explanation: `A container masquerades what it forwards, and one with \`forward: false\` forwards
nothing. Where \`forward\` is left out, \`masquerade\` switches it on.

  containers:
    modem: {masquerade: [eth1]}    # forwards, too`,
  },
  NG0653: {
    title: "masquerading towards the network that is to be led out",
    severity: "warning",
    explanation: `By an interface that a router masquerades on, only replies come in. A network whose
gateway it is would get nothing through it; the interface meant is the one that leads
away from that network.

  networks:
    lan: {ipv4: {subnet: 192.168.1.0/24, gateway: modem}}
    wan: {}
  containers:
    modem:
      networks: {lan: {ipv4_address: 192.168.1.1}, wan: {gw_priority: 1}}
      masquerade: [eth1]       # not eth0, which is lan`,
  },
} as const satisfies Catalogue;
