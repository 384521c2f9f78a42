import type { Path, Where } from "../diagnostics/diagnostic.ts";
import type { HostPlace } from "./expand.ts";
import type { PlanFabric } from "./fabric.ts";
import type {
  PlanAttachment,
  PlanContainer,
  PlanEnd,
  PlanHost,
  PlanHostEntry,
  PlanNetwork,
} from "./schema.ts";

/** The plan with its ranges written out, `{n}` and `{i}` filled in, and every list in the order of the file. */
export interface ExpandedPlan {
  /** The plan's `name`, or the name that its file gives it. */
  readonly name: string;
  /** The host's name in a cluster; undefined: the plan is of one host. */
  readonly hostName: string | undefined;
  /** What stands before `host`, `networks` and the others: nothing, or `hosts` and a key. */
  readonly path: Path;
  /** Empty where the plan does not have it. */
  readonly host: PlanHost;
  readonly networks: readonly Entry<PlanNetwork>[];
  readonly containers: readonly Entry<ExpandedContainer>[];
  readonly links: readonly ExpandedLink[];
}

/** A cluster: of its hosts only what they have to know of each other. */
export interface ExpandedCluster {
  /** The plan's `name`, or the name that its file gives it. */
  readonly name: string;
  /** Undefined where the plan does not say what connects the hosts. */
  readonly fabric: PlanFabric | undefined;
  /** In the order of the plan. */
  readonly hosts: readonly HostOutline[];
}

/** A host of a cluster without its containers. */
export interface HostOutline {
  readonly place: HostPlace & { readonly host: string };
  /** `hosts.host1` */
  readonly origin: string;
  /** Its entry, ranges not written out. */
  readonly value: PlanHostEntry;
  /** As written under `host.addresses`. */
  readonly addresses: readonly string[];
  /** The same list for all hosts of a range whose networks do not depend on `{n}` and `{i}`. */
  readonly networks: readonly Entry<PlanNetwork>[];
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
