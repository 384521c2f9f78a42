import { createHash } from "node:crypto";
import { formatAddress } from "./address.ts";
import type { IpAddress } from "./ip.ts";

/**
 * A number for each router, all different, written as an IPv4 address (RFC 6286): its own IPv4 address, or else
 * 32 bits of a hash of its name, so that it does not depend on where in the plan the host stands.
 */
export function routerIds(
  routers: readonly { readonly name: string; readonly address: IpAddress | undefined }[],
): ReadonlyMap<string, string> {
  const taken = new Set(routers.flatMap(({ address }) => (address ? [formatAddress(address)] : [])));
  const pick = (name: string, turn: number): string => {
    const id = [...createHash("sha256").update(`${name}\0${turn}`).digest().subarray(0, 4)].join(".");
    return taken.has(id) || id === "0.0.0.0" ? pick(name, turn + 1) : id;
  };
  return new Map(
    routers.map(({ name, address }) => {
      const id = address ? formatAddress(address) : pick(name, 0);
      taken.add(id);
      return [name, id];
    }),
  );
}
