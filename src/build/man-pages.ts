import { commandPage } from "./man-command.ts";
import { planPage } from "./man-plan.ts";

/** The man pages by their file names under docs/man. */
export const manPages: Readonly<Record<string, string>> = {
  "netgen.1": commandPage(NETGEN_VERSION),
  "netgen-plan.5": planPage(NETGEN_VERSION),
};
