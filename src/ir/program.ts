import type { Family } from "../net/ip.ts";
import type { Backend, Step } from "./step.ts";

/**
 * The program: what is to be ensured on one host, as plain readonly data. A step means *ensure*, never *add*.
 * It is also the documented form behind `--as json`; `version` grows when a reader of the old form would be misled.
 */
export interface Program {
  readonly version: 1;
  /** The plan's name: owner of everything made. */
  readonly name: string;
  /** The host's name in its cluster; undefined: the plan is of one host. */
  readonly host: string | undefined;
  /** What will be made and changed, for the header. */
  readonly summary: readonly SummarySection[];
  readonly uplink: Uplink;
  /** BIRD brings the routes to other hosts of the cluster, and takes them away. */
  readonly bird: boolean;
  readonly groups: readonly Group[];
  readonly firewall: Firewall;
}

/** Lines of the header under one title. */
export interface SummarySection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** `auto` is looked up when the script runs; `none`: nothing in the plan needs one. */
export type Uplink =
  | { readonly kind: "auto" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "none" };

/** Steps that come from one entry of the plan. */
export interface Group {
  /** The entry's path: `networks.docker0`. */
  readonly origin: string;
  /** What it is, in a few words for the comment above its lines. */
  readonly summary: string;
  readonly steps: readonly Step[];
}

/** What packets may do. `none`: no rule is made or touched. */
export type Firewall =
  | { readonly backend: "none" }
  | {
      readonly backend: Backend;
      /**
       * One for each family, IPv4's first; where the plan has no IPv6, IPv4's alone, and what it asks of interfaces
       * then holds for packets of both.
       */
      readonly rulesets: readonly FamilyRuleset[];
      /** Rules of network namespaces, each loaded inside of its own. */
      readonly inside: readonly InsideRules[];
    };

/** What packets may do in a namespace. */
export interface InsideRules {
  /** Its name under /run/netns, or an absolute path. */
  readonly netns: string;
  /** The container: `containers.modem`. */
  readonly origin: string;
  /** What they do, in a few words for the comment above them. */
  readonly summary: string;
  /** Whose packets they are about; each has the same rules, and a tool for another family has none to load. */
  readonly families: readonly Family[];
  readonly ruleset: Ruleset;
}

/** Sets, maps and chains, as nft(8) has them; a backend without sets writes them out. */
export interface Ruleset {
  readonly sets: readonly (SetDefinition | MapDefinition)[];
  readonly chains: readonly Chain[];
}

/** Rules for packets of one family, whose addresses their sets hold. */
export interface FamilyRuleset extends Ruleset {
  readonly family: Family;
}

/** What a packet is looked up by: its interfaces, addresses, transport protocol and destination port. */
export type Field = "iifname" | "oifname" | "saddr" | "daddr" | "protocol" | "dport";

/**
 * What a set holds; several make a concatenation. `address` is of the ruleset's family and may be a CIDR, `port` may be
 * a range (`8000-8005`).
 */
export type DataType = "ifname" | "address" | "protocol" | "port";

export interface SetDefinition {
  readonly kind: "set";
  readonly name: string;
  /** One comment line. */
  readonly summary: string;
  readonly types: readonly DataType[];
  readonly elements: readonly Element[];
}

export interface Element {
  readonly origin: string;
  /** One value per type: an interface name, an address or a CIDR, a protocol, a port or a range of ports. */
  readonly key: readonly string[];
}

export interface MapDefinition {
  readonly kind: "map";
  readonly name: string;
  readonly summary: string;
  readonly types: readonly DataType[];
  readonly values: readonly DataType[];
  readonly elements: readonly MapElement[];
}

/** A range of ports in the key leads, port by port, to one as long in the value. */
export interface MapElement extends Element {
  /** One per type of `values`. */
  readonly value: readonly string[];
}

/** Where chains stand among those of others; the names say when: `raw` is before connection tracking. */
export type Stage = "raw" | "mangle" | "dstnat" | "filter" | "srcnat";

export interface Chain {
  readonly name:
    | "raw_prerouting"
    | "published_from"
    | "prerouting"
    | "input"
    | "output"
    | "forward"
    | "mss"
    | "postrouting";
  readonly hook: "prerouting" | "input" | "output" | "forward" | "postrouting";
  readonly type: "filter" | "nat";
  readonly stage: Stage;
  readonly summary: string;
  readonly rules: readonly Rule[];
}

export interface Rule {
  /** Unique in the ruleset, at most 12 characters of [a-z-]. */
  readonly name: string;
  /** Why it is there, in one line. */
  readonly comment: string;
  readonly matches: readonly Match[];
  readonly verdict: Verdict;
}

export type Match =
  | { readonly kind: "established" }
  /** Connection tracking cannot place it: neither part of a connection nor the first packet of one. */
  | { readonly kind: "invalid" }
  /** The first packet of a TCP connection, or the answer to it. */
  | { readonly kind: "tcp-syn" }
  /** Came in by another interface than `lo`: not from the host itself. */
  | { readonly kind: "not-loopback" }
  /** Addressed to one of the host's own addresses. */
  | { readonly kind: "dst-local" }
  /** Of a connection whose destination was translated. */
  | { readonly kind: "ct-dnat" }
  /** Of one transport protocol. */
  | { readonly kind: "protocol"; readonly protocol: "tcp" | "udp" | "sctp" }
  /** Of one family. */
  | { readonly kind: Family }
  /** ICMPv6 of a type: 135 and 136 ask for neighbours and answer (RFC 4861). */
  | { readonly kind: "icmpv6"; readonly type: 135 | 136 }
  /** The packet's values of these fields, together, are an element of the set. */
  | { readonly kind: "in"; readonly fields: readonly Field[]; readonly set: string }
  /** They are none. */
  | { readonly kind: "not-in"; readonly fields: readonly Field[]; readonly set: string };

export type Verdict =
  | { readonly kind: "accept" }
  | { readonly kind: "drop" }
  /** `ports`: by one of these source ports, a range: `1024-8079`. */
  | { readonly kind: "masquerade"; readonly ports?: string }
  /** TCP's maximum segment size becomes what the path MTU allows, and the packet goes on. */
  | { readonly kind: "clamp-mss" }
  /** Source NAT to the address that the map holds for this field; a packet that it does not hold goes on. */
  | { readonly kind: "snat"; readonly map: string; readonly field: Field; readonly ports?: string }
  /** Destination NAT to the address and port that the map holds for these fields; other packets go on. */
  | { readonly kind: "dnat"; readonly map: string; readonly fields: readonly Field[] };
