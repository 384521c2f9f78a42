import { type Family, families } from "../net/ip.ts";
import type { Container, LinkEnd, Network, NetworkIp } from "./topology.ts";

/**
 * What a container masquerades: the families of its interfaces that are listed. What the plan does not say of one that
 * is in the namespace already, it is taken to have in common with the container's others; one without addresses
 * carries IPv4, for IPv6 is off there.
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

/** The container that is a network's gateway. */
export const gatewayOf = (ip: NetworkIp | undefined): string | undefined =>
  ip?.gateway.kind === "container" ? ip.gateway.container : undefined;

/**
 * Families of which nothing comes in by a router, unasked: it masquerades on each of its interfaces but those towards
 * networks whose gateway it is. What else is in the namespace of somebody else's is not known.
 */
export function letsNothingIn(
  router: Container,
  ends: readonly LinkEnd[],
  networks: readonly Network[],
): readonly Family[] {
  const listed = new Set(router.masquerade.map(({ dev }) => dev));
  const byName = new Map(networks.map((network) => [network.name, network]));
  return router.netns.kind !== "own"
    ? []
    : masqueradedFamilies(router, ends).filter(
        (family) =>
          router.endpoints.every(
            (endpoint) =>
              endpoint[family] === undefined ||
              listed.has(endpoint.interfaceName) ||
              gatewayOf(byName.get(endpoint.network)?.[family]) === router.name,
          ) && ends.every((end) => end[family] === undefined || listed.has(end.interfaceName)),
      );
}
