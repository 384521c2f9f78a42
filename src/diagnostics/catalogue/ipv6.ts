import type { Catalogue } from "./entry.ts";

/** NG07…: IPv6 and NDP. */
export const ipv6Codes = {
  NG0701: {
    title: "an external network whose IPv6 gateway is not given",
    severity: "error",
    explanation: `The bridge of a network of our own gets fe80::1 for its containers to send to. An
external bridge is used as it is, and may not have that address: the plan says
which one it has.

  networks:
    front:
      external: true
      ipv4: 172.17.42.1/16
      ipv6: 2001:db8:1::1/64      # the bridge holds 2001:db8:1::1`,
  },
  NG0702: {
    title: "an IPv6 subnet too narrow for MACs",
    severity: "note",
    explanation: `In a subnet of /80 or wider an address ends in the MAC of its interface, so that
both change together and no neighbour remembers an old pair of them. In a
narrower one the lowest free address is picked: when a container goes and
another gets its address, neighbours ask anew only after a while. Nothing is
wrong with that where the provider gives no more than that.

  ipv6: 2001:db8:23:42:1::/80`,
  },
  NG0703: {
    title: "an MTU too small for IPv6",
    severity: "error",
    explanation: `IPv6 is not on links that carry less than 1280 bytes (RFC 8200, 5); the kernel
takes it off such an interface.

  networks:
    front: {ipv6: "2001:db8:1::/64", mtu: 1280}`,
  },
  NG0704: {
    title: "NDP proxying for a subnet that is not the interface's",
    severity: "warning",
    explanation: `The host answers neighbour solicitations for containers whose addresses its
neighbours take for neighbours: those of the interface's own subnet. Nobody
there asks for an address of another one; it is routed, or not reached.

  host: {uplink: eth0, addresses: ["2001:db8::c001/64"]}
  networks:
    front: {ipv6: {subnet: "2001:db8::c008/125", ndp_proxy: [eth0]}}`,
  },
  NG0705: {
    title: "IPv6 forwarding on a host that lives on router advertisements",
    severity: "warning",
    explanation: `One of the host's addresses is made of its MAC, as hosts make them from router
advertisements. A host that forwards takes no advertisements, unless accept_ra
is 2 on the interface. The script sets that before it switches forwarding on: on
the uplink, also when it has heard none yet, and on every other interface that
has routes of an advertisement by then. Where accept_ra is 0 it stays so, and
down puts back what was there. Any other interface that lives on advertisements
has to have heard one when the script runs: run it when the network is online.
With \`ip_forward: false\` nothing of this is touched.`,
  },
  NG0706: {
    title: "a sysctl that takes IPv6 away",
    severity: "error",
    explanation: `The container has an IPv6 address on the interface, and the kernel refuses it
where \`disable_ipv6\` is 1. Take the sysctl out, or the address.`,
  },
  NG0707: {
    title: "a port published on ::1",
    severity: "error",
    explanation: `A packet from ::1 goes out to a container with its source translated, but the
kernel takes no answer in: what comes for ::1 by another interface than lo is
dropped (RFC 4291, 2.5.3), and IPv6 has nothing like route_localnet. With a local
route to ::1 on the bridge it works until somebody switches bridge netfilter on.
Docker answers there with a proxy process, which netgen does not have. A port of
all addresses is reached on every other one.

  ports: ["127.0.0.1:8080:80"]`,
  },
  NG0708: {
    title: "NDP proxying for an internal network",
    severity: "warning",
    explanation: `Nothing comes in to an \`internal\` network, so the host would say that it knows the
way to containers, and drop what is sent to them.

  networks:
    front: {ipv6: {subnet: "2001:db8::c008/125", ndp_proxy: [eth0]}}`,
  },
  NG0709: {
    title: "NDP proxying on a bridge of the plan",
    severity: "error",
    explanation: `\`ndp_proxy\` names the interfaces on which others ask for the containers as for
neighbours: those towards the world, as the uplink. On the network's own bridge
the containers answer themselves, and those of another network send to their
gateway.

  networks:
    front: {ipv6: {subnet: "2001:db8::c008/125", ndp_proxy: [eth0]}}`,
  },
  NG0710: {
    title: "a part of the host's own IPv6 subnet without NDP proxying",
    severity: "warning",
    explanation: `Who shares a subnet with the host takes its addresses for neighbours and asks for
them on the link (RFC 4861), not by way of the host. Where some of them are
containers' behind it, the host has to answer in their place: \`ndp_proxy\`. A
network in \`nat\` mode or an \`internal\` one needs no answer.

  host: {uplink: eth0, addresses: ["2001:db8::c001/64"]}
  networks:
    front: {ipv6: {subnet: "2001:db8::c008/125", ndp_proxy: [eth0]}}`,
  },
} as const satisfies Catalogue;
