import bird from "../../templates/bird.hbs";
import type { Neighbour, Speaker, SpeakerFamily } from "../ir/bird.ts";
import { template } from "../render/template.ts";
import type { Provenance } from "./script.ts";

/** A speaker with every value as text. */
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
  readonly refused: string;
  readonly shared: string;
  /** None, or one set. */
  readonly believed: readonly string[];
  readonly neighbours: readonly NeighbourView[];
}

interface NeighbourView extends Omit<Neighbour, "tells" | "range"> {
  readonly family: string;
  readonly channel: string;
  readonly as: string;
  readonly passwords: readonly string[];
  readonly dynamic: boolean;
  readonly limit: string;
  readonly imports: string;
  readonly exports: string;
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

function viewOf(family: SpeakerFamily, { as, password }: Speaker): FamilyView {
  const number = String(family.family);
  const channel = `ipv${number}`;
  const tells = { own: `where proto = "own${number}"`, all: "all", nothing: "none" };
  return {
    ...{ family: number, channel },
    own: family.own.map(({ to, bridge }) => ({ to, bridges: bridge === undefined ? [] : [bridge] })),
    refused: family.refused.map((prefix) => `${prefix}+`).join(", "),
    shared: family.shared.map((prefix) => `bgp_next_hop ~ ${prefix}`).join(" || "),
    believed: family.believed.length > 0 ? [family.believed.join(", ")] : [],
    neighbours: family.neighbours.map(({ tells: told, range, ...neighbour }) => ({
      ...neighbour,
      ...{ family: number, channel, as: String(as), dynamic: range, limit: String(family.limit) },
      passwords: password === undefined ? [] : [password],
      imports: family.believed.length > 0 ? `filter from_others${number}` : "none",
      exports: tells[told],
    })),
  };
}
