import type { Where } from "../diagnostics/diagnostic.ts";
import type { Cidr, Family, InterfaceAddress, IpAddress } from "../net/ip.ts";
import type { HostOutline } from "../plan/expanded.ts";
import type { Origin } from "./topology.ts";

/** Hosts and what connects them: of each host what the others have to know. Its containers are in its Topology. */
export interface Cluster {
  /** Owner of everything that the scripts make: the plan's `name`. */
  readonly name: string;
  /** Undefined: the plan does not say what connects the hosts. */
  readonly fabric: Fabric | undefined;
  /** In the order of the plan. */
  readonly members: readonly Member[];
  /** By host: the routes that lead to its containers from others. */
  readonly ways: ReadonlyMap<string, readonly ClusterRoute[]>;
  /** Families in which containers of some host are reached from others. */
  readonly families: readonly Family[];
  /** Private ranges that `ipv4: auto` does not take on any host, for they lead elsewhere. */
  readonly avoided: readonly Cidr[];
  /** As in a Topology: origins of what an error left without a part, so that nothing is said that only follows. */
  readonly incomplete: ReadonlySet<string>;
}

export interface Fabric extends Origin {
  readonly kind: "switched" | "routed";
  /** What the hosts share; of either family. */
  readonly subnets: readonly (Cidr & Origin)[];
  /** Undefined where the plan names none, or one that is no host. */
  readonly router: string | undefined;
  /** By family. */
  readonly pools: ReadonlyMap<Family, Pool>;
  /** How BIRD brings the routes to the hosts; undefined: their scripts set them. */
  readonly bird: Bird | undefined;
}

/** BGP between the hosts of a cluster. */
export interface Bird {
  readonly as: number;
  /** Key of the sessions, for TCP MD5 (RFC 2385). */
  readonly password: string | undefined;
  /** Names of hosts that reflect routes; empty: each host has a session with each other. */
  readonly reflectors: readonly string[];
}

/** Where the prefixes of hosts and networks come from; lengths in bits. */
export interface Pool {
  readonly prefix: Cidr;
  readonly perHost: number;
  readonly perNetwork: number;
  readonly given: { readonly prefix: Where; readonly perHost: Where; readonly perNetwork: Where };
}

/** A host of the cluster as the others see it. */
export interface Member extends Origin {
  readonly name: string;
  readonly outline: HostOutline;
  readonly addresses: readonly (InterfaceAddress & Origin)[];
  /** Prefixes whose addresses it looks for on a link of its own. */
  readonly links: readonly Cidr[];
  /** Carved from the pool; by family. */
  readonly prefixes: ReadonlyMap<Family, Cidr>;
  /** Networks whose subnet does not depend on the rest of the host: all but those that pick a private range. */
  readonly networks: readonly MemberNetwork[];
  /** A network of the host is to be reached from others, though its subnet may not be known for an error. */
  readonly offers: boolean;
}

export interface MemberNetwork extends Origin {
  readonly name: string;
  readonly bridge: string;
  readonly subnet: Cidr;
  /** True: carved from the host's prefix. */
  readonly carved: boolean;
  /** Other hosts route to it: it is not translated, not internal, and its host is its gateway. */
  readonly reachable: boolean;
  /** All of it lets others in, or only published ports do. */
  readonly inbound: "published" | "open";
  /** Where the subnet is given, else the network's key. */
  readonly where: Where;
}

/** A route of a host to what lies behind another one. */
export interface ClusterRoute extends Origin {
  /** Name of the other host. */
  readonly host: string;
  readonly to: Cidr;
  readonly via: IpAddress;
}

/** A host's own place in its cluster. */
export interface Membership {
  readonly host: string;
  /** In the order of the hosts. */
  readonly routes: readonly ClusterRoute[];
  /** The host is the fabric's router. */
  readonly router: boolean;
  /** BIRD brings the routes to other hosts, and the script sets none. */
  readonly bird: boolean;
  /**
   * Prefixes that the router sends here as a whole. What of them is no network's goes no further: the host's default
   * route would send it back (RFC 7084, WPD-5).
   */
  readonly unused: readonly Cidr[];
  /** Families in which containers of some host are reached from others. */
  readonly families: readonly Family[];
}

/** What the rest of the cluster means for how a host is understood. */
export interface Surroundings {
  readonly membership: Membership;
  /** Subnets carved for its networks, by name. */
  readonly carved: Readonly<Record<"ipv4" | "ipv6", ReadonlyMap<string, Cidr>>>;
  /** Private ranges that its networks do not pick. */
  readonly avoided: readonly Cidr[];
}
