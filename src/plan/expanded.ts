import type { Path, Where } from "../diagnostics/diagnostic.ts";
import type { PlanAttachment, PlanContainer, PlanEnd, PlanHost, PlanNetwork } from "./schema.ts";

/** The plan with its ranges written out, `{n}` and `{i}` filled in, and every list in the order of the file. */
export interface ExpandedPlan {
  /** The plan's `name`, or the name that its file gives it. */
  readonly name: string;
  /** Path: `host`. Empty where the plan does not have it. */
  readonly host: PlanHost;
  readonly networks: readonly Entry<PlanNetwork>[];
  readonly containers: readonly Entry<ExpandedContainer>[];
  readonly links: readonly ExpandedLink[];
}

/** An item of `point_to_point`, its ends in the order of the file. */
export interface ExpandedLink {
  readonly path: Path;
  readonly mtu: number | "auto" | undefined;
  readonly ends: readonly { readonly name: string; readonly path: Path; readonly value: PlanEnd }[];
}

/** An entry of `networks` or `containers`. */
export interface Entry<T> {
  /** web07 */
  readonly name: string;
  /** Names it to people: `containers.web07`. */
  readonly origin: string;
  /** Finds it in the file: `containers`, `web[01:50]`. */
  readonly path: Path;
  readonly value: T;
}

/** A container whose `networks` is a list, whichever way it was written; undefined where it was left out. */
export type ExpandedContainer = Omit<PlanContainer, "networks"> & {
  readonly networks: readonly Attachment[] | undefined;
};

/** A network that a container is on. */
export interface Attachment {
  /** Name of the network. */
  readonly name: string;
  /** Path of its value: `containers`, `web`, `networks`, `front` (or an index where `networks` is a list). */
  readonly path: Path;
  /** Where the network's name stands. */
  readonly where: Where;
  /** Empty for an item of a list. */
  readonly value: PlanAttachment;
}
