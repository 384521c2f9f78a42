import type { Family } from "../net/ip.ts";

/**
 * Steps: what is to be ensured, one by one. Each is a line of the script, or a few; what it says of addresses, names and
 * values is as iproute2 and sysctl(8) write them.
 */

/** A program that loads rules; `ip6tables` is iptables for IPv6. */
export type Tool = Backend | "ip6tables";

export type Backend = "nftables" | "iptables";

/** The program of the iptables backend that loads the rules of a family. */
export const iptablesOf = { ipv4: "iptables", ipv6: "ip6tables" } as const;

/** The namespace: its name under /run/netns or an absolute path; undefined: the host's own. */
interface InNetns {
  readonly netns: string | undefined;
}

export type Step =
  | NetnsStep
  | BridgeStep
  | BridgeVethStep
  | VethPairStep
  | LinkStep
  | HairpinStep
  | BridgeNfCallStep
  | AddressStep
  | RouteStep
  | SysctlStep
  | HostnameStep
  | HostsStep
  | ResolverStep
  | AnnounceStep
  | AcceptRaStep
  | UplinkForwardingStep
  | ProxyNdpStep
  | NeighProxyStep
  | PublishedPortStep
  | RequiredAddressStep
  | UserRulesStep;

/** A namespace's entry under /run/netns; one that exists already gets no step. */
export interface NetnsStep {
  readonly kind: "netns";
  readonly name: string;
  readonly from:
    | { readonly kind: "new" }
    | { readonly kind: "pid"; readonly pid: number }
    | { readonly kind: "docker"; readonly container: string };
}

export interface BridgeStep {
  readonly kind: "bridge";
  readonly name: string;
  readonly mac: string;
}

/** A veth pair: `name` stays on the host as a port of `master`, `peer` lies in `netns` (as in InNetns). */
export interface BridgeVethStep {
  readonly kind: "bridge_veth";
  readonly name: string;
  readonly master: string;
  readonly peer: string;
  readonly mac: string;
  readonly netns: string;
}

/** A veth pair with no bridge; either end may be in a namespace. The first is on the host, if one of them is. */
export interface VethPairStep {
  readonly kind: "veth_pair";
  readonly ends: readonly [VethPairEnd, VethPairEnd];
}

export interface VethPairEnd extends InNetns {
  readonly name: string;
  readonly mac: string;
}

/** Attributes of a link that exists by now. */
export interface LinkStep extends InNetns {
  readonly kind: "link";
  readonly dev: string;
  /** Identity of the link, kept in its alias: the plan's path. Undefined for `lo`. */
  readonly identity: string | undefined;
  /** Bytes; `auto`: that of the uplink; undefined: not ours to set. */
  readonly mtu: number | "auto" | undefined;
  /** How the kernel makes its IPv6 link-local address, in ip-link(8)'s words; undefined: left alone. */
  readonly addrgenmode: "none" | undefined;
}

/**
 * A link's MAC, set again after its addresses: the kernel then tells neighbours of each (net/ipv4/devinet.c and
 * net/ipv6/ndisc.c, NETDEV_CHANGEADDR), where arp_notify and ndisc_notify are 1.
 */
export interface AnnounceStep extends InNetns {
  readonly kind: "announce";
  readonly dev: string;
  /** The MAC that it has. */
  readonly mac: string;
}

/** Forwarding of a family on the interfaces that hold a default route, which are looked up when the script runs. */
export interface UplinkForwardingStep {
  readonly kind: "uplink_forwarding";
  readonly family: Family;
  /** As in SysctlStep. */
  readonly why: string;
}

/**
 * A bridge's port that frames may leave by which they came in. Where bridge netfilter is on, a container's packet to
 * its own published port is translated inside of the bridge, and has to go back like that.
 */
export interface HairpinStep {
  readonly kind: "hairpin";
  readonly dev: string;
}

/** A family's frames from port to port of a bridge pass the rules of the host. */
export interface BridgeNfCallStep {
  readonly kind: "bridge_nf_call";
  readonly dev: string;
  readonly family: Family;
}

export interface AddressStep extends InNetns {
  readonly kind: "address";
  readonly dev: string;
  /** Address and prefix length. */
  readonly address: string;
  /** IPv6: it is not looked for elsewhere before it is used (ip-address(8)). */
  readonly nodad: boolean;
}

export interface RouteStep extends InNetns {
  readonly kind: "route";
  /** `unreachable`: who sends there is told so. */
  readonly type: "unicast" | "blackhole" | "unreachable";
  /** CIDR or `default`. */
  readonly to: string;
  readonly via: string | undefined;
  readonly dev: string | undefined;
  readonly src: string | undefined;
  readonly metric: number | undefined;
}

export interface SysctlStep extends InNetns {
  readonly kind: "sysctl";
  /** sysctl(8)'s spelling; `/` separates where an interface's name holds a dot. */
  readonly key: string;
  /** One line without `#`, behind which a line of the plan has its comment. */
  readonly value: string;
  /** Why it is set, in a few words. */
  readonly why: string;
}

/**
 * accept_ra is 2 on the uplink, where it is not 0, and on every interface that lives on router advertisements; what
 * forwards takes none otherwise. Which these are is looked up when the script runs.
 */
export interface AcceptRaStep extends InNetns {
  readonly kind: "accept_ra";
  /** As in SysctlStep. */
  readonly why: string;
}

/** proxy_ndp is 1 on the uplink, which is looked up when the script runs. */
export interface ProxyNdpStep {
  readonly kind: "proxy_ndp";
  /** As in SysctlStep. */
  readonly why: string;
}

/** The host answers neighbour solicitations for an address, on an interface; undefined: on the uplink. */
export interface NeighProxyStep {
  readonly kind: "neigh_proxy";
  readonly address: string;
  readonly dev: string | undefined;
}

/** What /etc/netns/NAME/hostname says. */
export interface HostnameStep {
  readonly kind: "hostname";
  /** NAME: the namespace's entry under /run/netns. */
  readonly entry: string;
  readonly name: string;
}

/** A line of /etc/netns/NAME/hosts. */
export interface HostsStep {
  readonly kind: "hosts";
  /** NAME, as in HostnameStep; undefined: of every one. */
  readonly entry: string | undefined;
  /** It is a line for every container on this network; undefined: for `entry` alone. */
  readonly network: string | undefined;
  readonly address: string;
  readonly names: readonly string[];
}

/** What /etc/netns/NAME/resolv.conf says behind one of its words. */
export interface ResolverStep {
  readonly kind: "resolver";
  /** NAME, as in HostnameStep; undefined: of every one that has no such step of its own. */
  readonly entry: string | undefined;
  readonly word: "nameserver" | "search" | "options";
  /** Read from the host's resolv.conf when the script runs; `values` are for when it says nothing. */
  readonly fromHost: boolean;
  /** Of the host's name servers only those that are reached by this family; undefined: all. */
  readonly family: Family | undefined;
  readonly values: readonly string[];
}

/** Ports of the host that lead to a container, of one family: what nobody else on the host may listen on. */
export interface PublishedPortStep {
  readonly kind: "published_port";
  /** The entry of the plan: `containers.web.ports.0`. */
  readonly origin: string;
  readonly protocol: "tcp" | "udp" | "sctp";
  /** 0.0.0.0 or :: where it is any address of the host. */
  readonly address: string;
  /** A port, or a range: `8000-8005`. */
  readonly ports: string;
  readonly target: string;
  /** As many as `ports`. */
  readonly targetPorts: string;
}

/** The host has this address already; one that has not is refused. */
export interface RequiredAddressStep {
  readonly kind: "required_address";
  readonly address: string;
}

/** The chain for rules of the user's own, in front of ours: made if missing, never emptied. */
export interface UserRulesStep {
  readonly kind: "user_rules";
  readonly tool: Tool;
}
