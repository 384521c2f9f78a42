import type {
  Chain,
  DataType,
  Element,
  Field,
  MapDefinition,
  MapElement,
  Match,
  Rule,
  SetDefinition,
  Verdict,
} from "../ir/program.ts";
import type { Family } from "../net/ip.ts";

/** What one subject brings to a ruleset: sets without elements, and rules that ask for them, are left out later. */
export interface Rules {
  readonly sets: readonly (SetDefinition | MapDefinition)[];
  readonly chains: readonly Chain[];
}

/** The prefix that holds every address of a family. */
export const anyAddress: Readonly<Record<Family, string>> = { ipv4: "0.0.0.0/0", ipv6: "::/0" };

/** A set; `summary` is its comment. */
export const setOf = (
  name: string,
  summary: string,
  types: readonly DataType[],
  elements: readonly Element[],
): SetDefinition => ({ kind: "set", name, summary, types, elements });

/** A map from values of `types` to values of `values`; `summary` is its comment. */
export const mapOf = (
  name: string,
  summary: string,
  types: readonly DataType[],
  values: readonly DataType[],
  elements: readonly MapElement[],
): MapDefinition => ({ kind: "map", name, summary, types, values, elements });

/** These fields of a packet, together, are an element of the set. */
export const isIn = (set: string, ...fields: readonly Field[]): Match => ({ kind: "in", fields, set });

/** A rule without a map: what it is called, its comment, what it asks, and what becomes of the packet. */
export const ruleOf = (
  name: string,
  comment: string,
  matches: readonly Match[],
  kind: Exclude<Verdict["kind"], "snat" | "dnat">,
): Rule => ({ name, comment, matches, verdict: { kind } });
