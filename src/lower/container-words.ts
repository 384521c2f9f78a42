import type { ExposedAddress } from "../facts/exposure.ts";
import { formatAddress } from "../net/address.ts";
import type { Container, Endpoint, LinkEnd, Netns, Publish } from "../topology/topology.ts";

/** `172.17.0.1 on docker0, 10.0.0.2 on back, in the namespace of process 2778` */
export function containerWords(container: Container, ends: readonly LinkEnd[]): string {
  const { endpoints, netns, forward, masquerade } = container;
  const router = masquerade.length > 0 ? "a router that masquerades" : "a router";
  const words = [
    ...endpoints.map((endpoint) => `${addressWords(endpoint)} on ${endpoint.network}`),
    ...(ends.length === 1 ? ["one point-to-point link"] : []),
    ...(ends.length > 1 ? [`${ends.length} point-to-point links`] : []),
    ...placeWords(netns),
    ...(forward ? [router] : []),
  ];
  return words.length > 0 ? words.join(", ") : "loopback only";
}

/** The same with what of it the world reaches, for the comment above its lines. */
export function describeContainer(
  container: Container,
  open: readonly ExposedAddress[],
  ends: readonly LinkEnd[],
  publishes: readonly Publish[],
): string {
  return [
    containerWords(container, ends),
    ...worldWords(container, open),
    ...(publishes.some(({ picked }) => picked)
      ? ["reserves ports beside the host's own ($reserved_ports)"]
      : []),
  ].join(", ");
}

/** Which of its addresses the world reaches as they stand; those need not be said where it is all of them. */
function worldWords({ endpoints }: Container, open: readonly ExposedAddress[]): string[] {
  const texts = open.map(({ address }) => formatAddress(address));
  const all = endpoints.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]).filter((own) => own !== undefined);
  if (texts.length === 0) {
    return [];
  }
  return [`open to the world${texts.length < all.length ? ` at ${texts.join(" and ")}` : ""}`];
}

/** `172.17.0.1 and 2001:db8:1::242:ac11:1` */
export const addressWords = ({ ipv4, ipv6 }: Pick<Endpoint, "ipv4" | "ipv6">): string =>
  [ipv4, ipv6].flatMap((own) => (own === undefined ? [] : [formatAddress(own.address)])).join(" and ") ||
  "no address";

function placeWords(netns: Netns): string[] {
  switch (netns.kind) {
    case "own":
      return [];
    case "external":
      return [`in the existing namespace ${netns.name}`];
    case "path":
      return [`in the existing namespace ${netns.target}`];
    case "pid":
      return [`in the namespace of process ${netns.pid}`];
    case "docker":
      return [`in the namespace of docker container ${netns.container}`];
    case "host":
      return ["the host's own network stack"];
    case "container":
      return [`in the namespace of ${netns.container}`];
  }
}
