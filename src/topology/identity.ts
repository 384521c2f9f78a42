import type { ExpandedPlan } from "../plan/expanded.ts";

/** Words that tell what one host's plan makes from what another's makes, for hashes. */
export const madeFor = ({ name, hostName }: ExpandedPlan): string =>
  hostName === undefined ? name : `${name}/${hostName}`;
