import bird from "../../templates/bird.hbs";
import type { Beliefs, Callers, Neighbour, Speaker, SpeakerFamily } from "../ir/bird.ts";
import { versionOf } from "../net/ip.ts";
import { template } from "../render/template.ts";
import type { Provenance } from "./script.ts";

/** A speaker with every value as text; what may be missing is a list of none or one. */
interface BirdView extends Omit<Provenance, "lock"> {
  /** None, or the one lock file. */
  readonly locks: readonly NonNullable<Provenance["lock"]>[];
  readonly name: string;
  readonly host: string;
  readonly routerId: string;
  readonly families: readonly FamilyView[];
}

interface FamilyView {
  readonly family: string;
  readonly channel: string;
  readonly own: readonly { readonly to: string; readonly bridges: readonly string[] }[];
  readonly beliefs: readonly BeliefsView[];
  readonly passwords: readonly string[];
  readonly limit: string;
  readonly imports: string;
  readonly exports: string;
  readonly called: readonly NeighbourView[];
  readonly callers: readonly CallersView[];
}

interface BeliefsView {
  readonly refused: string;
  readonly owners: readonly { readonly nextHops: string; readonly prefixes: string }[];
  readonly rest: readonly { readonly shared: string; readonly owned: string; readonly prefixes: string }[];
}

type NeighbourView = Neighbour & { readonly as: string };

interface CallersView {
  readonly clients: boolean;
  readonly known: readonly NeighbourView[];
  readonly others: readonly (Callers["others"][number] & { readonly as: string })[];
}

const renderView = template<BirdView>(bird);

/** The configuration of BIRD 2 for one host. */
export const renderBird = (speaker: Speaker, { lock, ...provenance }: Provenance): string =>
  renderView({
    ...provenance,
    locks: lock === undefined ? [] : [lock],
    ...{ name: speaker.name, host: speaker.host, routerId: speaker.routerId },
    families: speaker.families.map((family) => viewOf(family, speaker)),
  });

function viewOf(
  { family, own, beliefs, limit, called, callers }: SpeakerFamily,
  { as, password }: Speaker,
): FamilyView {
  const number = String(versionOf(family));
  const numbered = <T>(neighbours: readonly T[]) =>
    neighbours.map((neighbour) => ({ ...neighbour, as: String(as) }));
  return {
    ...{ family: number, channel: family, limit: String(limit) },
    own: own.map(({ to, bridge }) => ({ to, bridges: bridge === undefined ? [] : [bridge] })),
    beliefs: beliefs ? [viewOfBeliefs(beliefs)] : [],
    passwords: password === undefined ? [] : [password],
    imports: beliefs ? `filter from_others${number}` : "none",
    exports: own.length > 0 ? `where proto = "own${number}"` : "none",
    called: numbered(called),
    callers: callers
      ? [{ clients: callers.clients, known: numbered(callers.known), others: numbered(callers.others) }]
      : [],
  };
}

/** Sets are lists with commas. BIRD's `case` stands them before a colon, which has a space between it and an address. */
const viewOfBeliefs = ({ refused, owners, rest }: Beliefs): BeliefsView => ({
  refused: anyOf(refused),
  owners: owners.map(({ nextHops, prefixes }) => ({
    nextHops: nextHops.join(", "),
    prefixes: prefixes.join(", "),
  })),
  rest: rest
    ? [
        {
          shared: rest.shared.map((prefix) => `bgp_next_hop ~ ${prefix}`).join(" || "),
          owned: rest.owned.join(", "),
          prefixes: rest.prefixes.join(", "),
        },
      ]
    : [],
});

/** Prefixes with all that is in them. */
const anyOf = (prefixes: readonly string[]): string => prefixes.map((prefix) => `${prefix}+`).join(", ");
