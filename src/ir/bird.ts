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
  readonly family: 4 | 6;
  /** What the host tells; `bridge`: as long as it is there. */
  readonly own: readonly { readonly to: string; readonly bridge: string | undefined }[];
  /** Prefixes that are believed of nobody, with all that is in them. */
  readonly refused: readonly string[];
  /** What is believed otherwise, as a set of BIRD's prefix patterns; empty: nothing. */
  readonly believed: readonly string[];
  /** What others share, where next hops are. */
  readonly shared: readonly string[];
  /** So many routes are taken of one neighbour. */
  readonly limit: number;
  readonly neighbours: readonly Neighbour[];
}

export interface Neighbour {
  /** The protocol's name in BIRD, as it is written there. */
  readonly name: string;
  readonly what: string;
  readonly local: string;
  /** An address; with `range`, the subnet of those that call. */
  readonly remote: string;
  readonly range: boolean;
  /** Routes of others are told it, too. */
  readonly client: boolean;
  /** What is told: the host's own, also what it learned, nothing. */
  readonly tells: "own" | "all" | "nothing";
}
