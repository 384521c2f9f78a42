import type { Catalogue } from "./entry.ts";

/** NG04…: addresses, subnets and MACs. */
export const addressesCodes = {} as const satisfies Catalogue;
