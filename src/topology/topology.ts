import type { Path, Where } from "../diagnostics/diagnostic.ts";
import type { Cidr, Family, InterfaceAddress, IpAddress } from "../net/ip.ts";
import type { PortRange, Protocol } from "../net/port.ts";
import type { Membership } from "./cluster.ts";

/**
 * The plan understood: names bound, addresses parsed, defaults filled, everything allocated. Checks and
 * lowering read it; nobody fills in a field later.
 */
export interface Topology {
  /** Owner of everything that the script makes: the plan's `name`. */
  readonly name: string;
  /** The host's place in its cluster; undefined: the plan is of one host. */
  readonly membership: Membership | undefined;
  readonly host: Host;
  /** In the order of the plan, ranges expanded. */
  readonly networks: readonly Network[];
  readonly containers: readonly Container[];
  readonly links: readonly PointToPoint[];
  /** Published ports, in the order of the plan. */
  readonly publishes: readonly Publish[];
  /**
   * Origins of entries that an error left without a part of theirs; empty in every topology that is lowered.
   * A check that needs an entry as a whole passes over these: what it would say only follows from that error.
   */
  readonly incomplete: ReadonlySet<string>;
}

/** Where an entry stands: `origin` names it to people (`containers.web07`), `path` finds it in the file (`containers`, `web[01:50]`). */
export interface Origin {
  readonly origin: string;
  readonly path: Path;
}

export type Firewall = "nftables" | "iptables" | "none";

export interface Host extends Origin {
  /** Interface towards the world; `auto` is looked up when the script runs. */
  readonly uplink: { readonly kind: "auto" } | { readonly kind: "name"; readonly name: string };
  /** Of either family. */
  readonly addresses: readonly (InterfaceAddress & Origin)[];
  readonly firewall: Firewall;
  /** Whether the script switches forwarding on; false: no forwarding sysctl is touched. */
  readonly ipForward: boolean;
  /** Whether TCP's maximum segment size follows the path MTU. */
  readonly mssClamp: boolean;
  readonly routes: readonly Route[];
  /** What containers have that the plan gives nothing else. */
  readonly resolver: Resolver;
}

/** What resolv.conf(5) says; a part that is undefined is the host's own, looked up when the script runs. */
export interface Resolver {
  readonly servers: readonly (Origin & { readonly address: IpAddress })[] | undefined;
  /** Domains; empty: none. */
  readonly search: readonly string[] | undefined;
  readonly options: readonly string[] | undefined;
}

/** What a container calls itself and others, under /etc/netns. */
export interface NameService {
  readonly hostname: string;
  /** What the plan gives for this container; the rest is as `Host.resolver` has it. */
  readonly resolver: Resolver;
  /** In the order of the plan. */
  readonly extraHosts: readonly { readonly name: string; readonly address: IpAddress }[];
}

/** A route as iproute2 has it, on the host or inside a namespace. */
export interface Route extends Origin {
  /** Destination; `0.0.0.0/0` and `::/0` stand for the default route. */
  readonly to: Cidr;
  readonly type: "unicast" | "blackhole";
  readonly via: IpAddress | undefined;
  readonly dev: string | undefined;
  readonly metric: number | undefined;
  readonly src: IpAddress | undefined;
}

export interface Network extends Origin {
  readonly name: string;
  /** The Linux bridge; an external one exists and is never created, reconfigured or removed. */
  readonly bridge: { readonly name: string; readonly external: boolean };
  /** Bytes; `auto`: that of the interface with the default route when the script runs. */
  readonly mtu: number | "auto";
  readonly ipv4: NetworkIp | undefined;
  readonly ipv6: NetworkIp | undefined;
  readonly internal: boolean;
  /** False: its containers reach each other through links only. */
  readonly icc: boolean;
  /** Names of networks that traffic is exchanged with: named here or there, in the order of the plan. */
  readonly peers: readonly string[];
  /** The peers that this network itself names. */
  readonly peerings: readonly (Origin & { readonly network: string })[];
  /** Places of what the plan gives; undefined: left out. */
  readonly given: {
    readonly bridge: Where | undefined;
    readonly mtu: Where | undefined;
    /** The value of `ipv4`, in whatever form. */
    readonly ipv4: Where | undefined;
    readonly ipv6: Where | undefined;
  };
}

/** What a network has of one family. */
export interface NetworkIp {
  /** True: the compiler picked the subnet. */
  readonly picked: boolean;
  readonly subnet: Cidr;
  /** Of IPv6, the bridge's address may be link-local: fe80::1. */
  readonly gateway:
    | { readonly kind: "host"; readonly address: IpAddress }
    | { readonly kind: "container"; readonly container: string; readonly address: IpAddress }
    | { readonly kind: "none" };
  readonly range: Cidr;
  readonly reserved: readonly (Cidr & Origin)[];
  readonly mode: "nat" | "routed";
  /** In `nat` mode: this source address instead of masquerading. */
  readonly snat: IpAddress | undefined;
  readonly inbound: "published" | "open";
  /** Interfaces on which the host answers neighbour solicitations for the containers; IPv6 only. */
  readonly ndpProxy: readonly NdpProxy[];
  /** Places of what the plan gives; undefined: left out. A gateway with its subnet in one string is both. */
  readonly given: {
    readonly subnet: Where | undefined;
    readonly gateway: Where | undefined;
    readonly range: Where | undefined;
    readonly mode: Where | undefined;
    readonly snat: Where | undefined;
    readonly inbound: Where | undefined;
  };
}

/** An interface of the host; `uplink` is the one that `host.uplink` names, or that is looked up. */
export interface NdpProxy extends Origin {
  readonly dev: { readonly kind: "uplink" } | { readonly kind: "name"; readonly name: string };
}

export interface Container extends Origin {
  readonly name: string;
  readonly netns: Netns;
  readonly endpoints: readonly Endpoint[];
  readonly routes: readonly Route[];
  /** In the order of the plan; keys with dots, or with slashes where a name in them holds a dot. */
  readonly sysctls: readonly (Origin & { readonly key: string; readonly value: string })[];
  /** True: forwarding is on inside the namespace. */
  readonly forward: boolean;
  /** Names of interfaces by which what it forwards leaves with its own address. */
  readonly masquerade: readonly (Origin & { readonly dev: string })[];
  /** Of no effect on a stack that is not its own. */
  readonly names: NameService;
  /** True: every exposed port is published. */
  readonly publishAll: boolean;
  /** What it offers: `expose`. */
  readonly exposed: readonly { readonly protocol: Protocol; readonly ports: PortRange }[];
  /** Containers that it reaches by name, in the order of the plan. */
  readonly links: readonly ContainerLink[];
}

/** An item of a container's `links`. Origin: `containers.web.links.0`. */
export interface ContainerLink extends Origin {
  readonly where: Where;
  /** Name of the other container. */
  readonly container: string;
  /** What the other is called inside of this one; its name, unless the plan gives another. */
  readonly alias: string;
}

/**
 * Who may connect: anybody, or these prefixes, of which none lies inside of another. An empty list is nobody: the plan
 * has sources of the other family only.
 */
export type Sources = "any" | readonly Cidr[];

/** Ports of the host that lead to as many of a container. Origin: `containers.web.ports.0`. */
export interface Publish extends Origin {
  readonly where: Where;
  readonly container: string;
  /** The network that leads to the container. */
  readonly network: string;
  readonly protocol: Protocol;
  /** Address of the host; undefined: all of them. */
  readonly address: IpAddress | undefined;
  readonly host: PortRange;
  readonly target: { readonly address: IpAddress; readonly ports: PortRange };
  /** Who may reach it from outside of the plan. */
  readonly from: Sources;
  /** True: the compiler picked the port of the host. */
  readonly picked: boolean;
  /** Where the plan had it picked from; undefined: from `publish_range`, or it is not picked. */
  readonly within: PortRange | undefined;
}

/**
 * A veth pair with no bridge. Origin: `point_to_point.a.b`, the names of its ends in alphabetical order, so that it
 * stays the same link when others come and go; `point_to_point.a.b.2` where the two have a second one.
 */
export interface PointToPoint extends Origin {
  /** The parts of its origin. */
  readonly key: readonly string[];
  /** Bytes; `auto`: that of the interface with the default route when the script runs. */
  readonly mtu: number | "auto";
  readonly ends: readonly [LinkEnd, LinkEnd];
}

/** One end of a point-to-point link; its routes are among those of the container or of the host. */
export interface LinkEnd extends Origin {
  /** Undefined: the host. */
  readonly container: string | undefined;
  readonly interfaceName: string;
  /** Lower case, colons. */
  readonly mac: string;
  /** A /32 unless the plan gives a prefix length. */
  readonly ipv4: InterfaceAddress | undefined;
  /** A /128 unless the plan gives a prefix length. */
  readonly ipv6: InterfaceAddress | undefined;
  /** Everything that has no other way leaves here. */
  readonly defaultRoute: boolean;
  /** Places of what the plan gives; undefined: picked. */
  readonly given: {
    readonly ipv4: Where | undefined;
    readonly ipv6: Where | undefined;
    readonly mac: Where | undefined;
    readonly interfaceName: Where | undefined;
  };
}

/** Where a container lives: in a namespace of its own, or on a stack that is not its own. */
export type Netns = Namespace | SharedStack;

/** `network_mode` host or container:NAME: nothing is made or furnished for the container. */
export type SharedStack = {
  /** The place of `network_mode`. */
  readonly given: Where;
} & (
  | { readonly kind: "host" }
  /** The namespace of this container, which has one of its own. */
  | { readonly kind: "container"; readonly container: string }
);

/** The namespace; `name` is its entry under /run/netns. */
export type Namespace = {
  readonly name: string;
  /** The place of `netns`, or undefined where it is left out. */
  readonly given: Where | undefined;
} & (
  | { readonly kind: "own" }
  | { readonly kind: "external" }
  | { readonly kind: "path"; readonly target: string }
  | { readonly kind: "pid"; readonly pid: number }
  | { readonly kind: "docker"; readonly container: string }
);

/** A container's place on a network: one veth pair, its peer on the bridge. Origin: `containers.web.networks.front`. */
export interface Endpoint extends Origin {
  readonly network: string;
  /** Where the plan puts the container on the network: the network's name, or the container's where that is left out. */
  readonly where: Where;
  /** Name inside the namespace: eth0, eth1 … unless given. */
  readonly interfaceName: string;
  /** Name of the other end, on the bridge; at most 15 bytes, unique on the host. */
  readonly hostInterfaceName: string;
  /** Lower case, colons. */
  readonly mac: string;
  readonly ipv4: InterfaceAddress | undefined;
  readonly ipv6: InterfaceAddress | undefined;
  /** The default route of each family leaves here, via this gateway. */
  readonly defaultGateway: Readonly<Record<Family, IpAddress | undefined>>;
  /** Names beside the container's own for all on the network. */
  readonly aliases: readonly (Origin & { readonly name: string })[];
  /** Places of what the plan gives; undefined: picked. */
  readonly given: {
    readonly ipv4: Where | undefined;
    readonly ipv6: Where | undefined;
    readonly mac: Where | undefined;
    readonly interfaceName: Where | undefined;
    readonly hostInterfaceName: Where | undefined;
  };
}
