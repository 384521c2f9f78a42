import type { Catalogue } from "./entry.ts";

/** NG05…: routes and next hops. */
export const routesCodes = {} as const satisfies Catalogue;
