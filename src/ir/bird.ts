import type { Family } from "../net/ip.ts";

/** A host that tells others by BGP what it has, and what it believes of them. Addresses and prefixes as text. */
export interface Speaker {
  readonly name: string;
  readonly host: string;
  readonly routerId: string;
  readonly as: number;
  readonly password: string | undefined;
  readonly families: readonly SpeakerFamily[];
}

export interface SpeakerFamily {
  readonly family: Family;
  /** What the host tells; `bridge`: as long as it is there. */
  readonly own: readonly { readonly to: string; readonly bridge: string | undefined }[];
  /** Undefined: nothing is believed of anybody. */
  readonly beliefs: Beliefs | undefined;
  /** So many routes are taken of one neighbour. */
  readonly limit: number;
  /** Hosts that are called. */
  readonly called: readonly Neighbour[];
  readonly callers: Callers | undefined;
}

/** A host that a session is with. */
export interface Neighbour {
  /** The protocol's name in BIRD, as it is written there. */
  readonly name: string;
  readonly what: string;
  readonly local: string;
  readonly remote: string;
}

/** Hosts that call. */
export interface Callers {
  /** Routes of others are told them, too: they are clients of a reflector. */
  readonly clients: boolean;
  readonly known: readonly Neighbour[];
  /** By shared subnet: those that the plan did not have when this was made; `remote` is the subnet. */
  readonly others: readonly (Omit<Neighbour, "what"> & { readonly instances: string })[];
}

export interface Beliefs {
  /** Prefixes that are believed of nobody, with all that is in them. */
  readonly refused: readonly string[];
  /** By other host: what is believed by way of its addresses, as sets of BIRD's prefix patterns. */
  readonly owners: readonly { readonly nextHops: readonly string[]; readonly prefixes: readonly string[] }[];
  /** What is believed by way of other addresses. */
  readonly rest: Rest | undefined;
}

export interface Rest {
  /** Where next hops are. */
  readonly shared: readonly string[];
  /** Prefixes of which nothing is believed, for the owner is known. */
  readonly owned: readonly string[];
  /** A set of BIRD's prefix patterns. */
  readonly prefixes: readonly string[];
}
