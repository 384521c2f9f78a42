import type { Catalogue } from "./entry.ts";

/** NG06…: filter and NAT. */
export const filterCodes = {} as const satisfies Catalogue;
