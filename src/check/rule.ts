import type { Code } from "../diagnostics/codes.ts";
import { at, type Diagnostic, type Related, type Where } from "../diagnostics/diagnostic.ts";
import { formatCidr } from "../net/cidr.ts";
import { type Family, families } from "../net/ip.ts";
import type { Network, NetworkIp, Origin, Topology } from "../topology/topology.ts";

/** A rule about `Subject`: documented by itself, and tried by a test against its codes. */
export interface RuleOf<Subject> {
  /** That of its file: `bridge-ports`. */
  readonly name: string;
  /** Codes of the diagnostics that it gives. */
  readonly codes: readonly Code[];
  /** What holds where the rule is kept: a sentence. */
  readonly about: string;
  /** Everything in the subject that breaks it. */
  readonly check: (subject: Subject) => readonly Diagnostic[];
}

/** A rule about one host. */
export type Rule = RuleOf<Topology>;

/** The key of an entry. */
export const keyOf = ({ path }: Origin): Where => at(path, "key");

/** Where a network's subnet comes from: its value, else `ipv4` or `ipv6`, else the network's key. */
export const subnetPlace = (network: Network, family: Family = "ipv4"): Where =>
  network[family]?.given.subnet ?? network.given[family] ?? keyOf(network);

/** "front is 172.18.0.0/16, given here". */
export function subnetNote(network: Network, ip: NetworkIp): Related {
  const how = ip.picked ? "picked for it" : "given here";
  const where = subnetPlace(network, ip.subnet.address.family);
  return { where, message: `${network.name} is ${formatCidr(ip.subnet)}, ${how}` };
}

/** What a network has of one family. */
export interface OfNetwork {
  readonly network: Network;
  readonly family: Family;
  readonly ip: NetworkIp;
}

/** Every network with each family that it has. */
export const withIp = ({ networks }: Topology): OfNetwork[] =>
  networks.flatMap((network) =>
    families.flatMap((family): OfNetwork[] => {
      const ip = network[family];
      return ip === undefined ? [] : [{ network, family, ip }];
    }),
  );
