import type { Catalogue } from "./entry.ts";

/** NG07…: IPv6 and NDP. */
export const ipv6Codes = {
  NG0701: {
    title: "external network without an IPv6 gateway",
    severity: "error",
    explanation: `netgen gives its own bridges fe80::1, the default gateway of their containers. An
external bridge is used as it is and may not have that address, so the plan has to name
the one that it has.`,
    example: `
networks: {br0: {external: true, ipv4: 172.17.42.1/16, ipv6: "2001:db8:1::/64"}}`,
    mend: [["2001:db8:1::/64", "2001:db8:1::1/64"]],
  },
  NG0702: {
    title: "IPv6 subnet too narrow for MAC-based addresses",
    severity: "note",
    explanation: `In a subnet of /80 or wider, the last 48 bits of an address are the MAC of its interface,
so both change together and no neighbour keeps a stale entry. In a narrower subnet the
lowest free address is picked: after a container has gone and another has its address,
neighbours take a while to notice. That is fine where the provider gives you no more.`,
    example: `
networks: {front: {ipv6: "2001:db8:1::/96"}}
containers: {web: {}}`,
    mend: [["/96", "/80"]],
  },
  NG0703: {
    title: "MTU too small for IPv6",
    severity: "error",
    explanation: `IPv6 needs an MTU of at least 1280 bytes (RFC 8200, 5); below that, the kernel disables
IPv6 on the interface.`,
    example: `
networks: {front: {ipv6: "2001:db8:1::/64", mtu: 1200}}`,
    mend: [["1200", "1280"]],
  },
  NG0704: {
    title: "NDP proxying for a subnet that is not the interface's",
    severity: "warning",
    explanation: `With \`ndp_proxy\`, the host answers neighbour solicitations for containers. Neighbours
send those only for addresses of the interface's own subnet; they reach any other
address through a router, so proxying for it has no effect.`,
    example: `
host: {uplink: eth0, addresses: ["2001:db8::c001/64"]}
networks: {front: {ipv6: {subnet: "2001:db8:1::/80", ndp_proxy: [eth0]}}}`,
    mend: [["2001:db8:1::/80", "2001:db8:0:0:1::/80"]],
  },
  NG0705: {
    title: "IPv6 forwarding on a host that relies on router advertisements",
    severity: "warning",
    explanation: `One of the host's addresses is derived from its MAC, as with router advertisements. A
host that forwards ignores them, unless accept_ra is 2. The script sets that before it
switches forwarding on: on the uplink, and on every other interface that has routes from
an advertisement at that time. It leaves accept_ra=0 alone, and \`down\` restores what was
there. So run the script when the network is online. With \`ip_forward: false\`
nothing of this is touched.`,
    example: `
host: {uplink: eth0, addresses: ["2001:db8::5054:ff:fe12:3456/64"]}
networks: {front: {ipv6: "2001:db8:1::/64"}}`,
    mend: [["5054:ff:fe12:3456", "c001"]],
  },
  NG0706: {
    title: "sysctl that disables IPv6 on an interface with an IPv6 address",
    severity: "error",
    explanation: `The kernel refuses an IPv6 address where \`disable_ipv6\` is 1. Remove the sysctl, or the
address.`,
    example: `
networks: {front: {ipv6: "2001:db8:1::/64"}}
containers:
  web: {sysctls: {net.ipv6.conf.all.disable_ipv6: 1}}`,
    mend: [["{sysctls: {net.ipv6.conf.all.disable_ipv6: 1}}", "{}"]],
  },
  NG0707: {
    title: "port published on ::1",
    severity: "error",
    explanation: `The kernel drops packets for ::1 that come in through any interface but lo (RFC 4291,
2.5.3), and IPv6 has no equivalent of route_localnet, so replies of a container cannot
reach ::1. Docker answers there with a proxy process, which netgen does not have. Use
127.0.0.1, or another address of the host.`,
    example: `
networks: {front: {ipv6: "2001:db8:1::/64"}}
containers:
  web: {ports: ["[::1]:8080:80"]}`,
    mend: [["[::1]", "127.0.0.1"]],
  },
  NG0708: {
    title: "NDP proxying for an internal network",
    severity: "warning",
    explanation: `Nothing may come in to an internal network, so the host would answer neighbour
solicitations for containers and then drop what is sent to them.`,
    example: `
host: {uplink: eth0, addresses: ["2001:db8::c001/64"]}
networks: {front: {internal: true, ipv6: {subnet: "2001:db8:0:0:1::/80", ndp_proxy: [eth0]}}}`,
    mend: [["internal: true, ", ""]],
  },
  NG0709: {
    title: "NDP proxying on a bridge of the plan",
    severity: "error",
    explanation: `\`ndp_proxy\` names interfaces towards the outside, such as the uplink, where neighbours ask
for the containers' addresses. On the network's own bridge the containers answer
themselves, and containers of other networks send to their gateway.`,
    example: `
host: {uplink: eth0}
networks: {front: {ipv6: {subnet: "2001:db8:0:0:1::/80", ndp_proxy: [front]}}}`,
    mend: [["[front]", "[eth0]"]],
  },
  NG0710: {
    title: "part of the host's own IPv6 subnet without NDP proxying",
    severity: "warning",
    explanation: `The neighbours of the host look for addresses of their own subnet on the link (RFC 4861),
not behind the host. Where containers have such addresses, the host has to answer in
their place: set \`ndp_proxy\`. Networks in \`nat\` mode and internal networks do not
need it.`,
    example: `
host: {uplink: eth0, addresses: ["2001:db8::c001/64"]}
networks: {front: {ipv6: {subnet: "2001:db8:0:0:1::/80"}}}`,
    mend: [['1::/80"', '1::/80", ndp_proxy: [eth0]']],
  },
} as const satisfies Catalogue;
