import { type Family, families } from "../net/ip.ts";
import type { Container, LinkEnd } from "../topology/topology.ts";

/**
 * Families that a container masquerades: those of the interfaces listed under `masquerade`. An interface that the plan
 * does not describe, in a namespace that exists, is taken to have the families of the container's other interfaces;
 * one without addresses carries IPv4, since IPv6 is off there.
 *
 * @param ends the container's ends of point-to-point links
 */
export function masqueradedFamilies(container: Container, ends: readonly LinkEnd[]): readonly Family[] {
  const places = [...container.endpoints, ...ends];
  const listed = new Set(
    container.masquerade.flatMap(({ dev }) => {
      const known = places.filter(({ interfaceName }) => interfaceName === dev);
      return familiesOf(known.length > 0 ? known : places);
    }),
  );
  return families.filter((family) => listed.has(family));
}

function familiesOf(places: readonly Pick<LinkEnd, Family>[]): readonly Family[] {
  const has = families.filter((family) => places.some((place) => place[family] !== undefined));
  return has.length > 0 ? has : ["ipv4"];
}
