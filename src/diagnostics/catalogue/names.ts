import type { Catalogue } from "./entry.ts";

/** NG03…: names that do not fit, are taken, or that nothing bears. */
export const namesCodes = {} as const satisfies Catalogue;
