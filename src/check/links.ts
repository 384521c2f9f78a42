import type { Diagnostic, Related, Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Container, ContainerLink, Topology } from "../topology/topology.ts";
import { keyOf, type Rule } from "./rule.ts";

export const links: Rule = {
  name: "links",
  codes: ["NG0641", "NG0642", "NG0643", "NG0644"],
  about: "`links` names another container that has an address on a network in common.",
  check,
};

function check({ containers, incomplete }: Topology): Diagnostic[] {
  const byName = new Map(containers.map((container) => [container.name, container]));
  return containers.flatMap((container) => [
    ...aliasOnce(container),
    ...container.links.flatMap((link) => {
      const target = byName.get(link.container);
      if (target === container) {
        return [problem("NG0641", `${container.name} is linked to itself`, link.where)];
      }
      return target === undefined || [container, target].some(({ origin }) => incomplete.has(origin))
        ? []
        : leadsNowhere(container, link, target);
    }),
  ]);
}

function leadsNowhere(container: Container, link: ContainerLink, target: Container): Diagnostic[] {
  const alone = lonely(target);
  if (alone === undefined) {
    return inCommon(container, target).length > 0 ? [] : [apart(container, link, target)];
  }
  const { why, ...more } = alone;
  return [
    problem("NG0644", `${container.name} cannot be linked to ${target.name}, which ${why}`, link.where, more),
  ];
}

/** Names of networks on which both have an address. */
export function inCommon(one: Container, other: Container): readonly string[] {
  const there = new Set(
    other.endpoints.filter(({ ipv4, ipv6 }) => ipv4 ?? ipv6).map(({ network }) => network),
  );
  return one.endpoints
    .filter(({ network, ipv4, ipv6 }) => (ipv4 ?? ipv6) !== undefined && there.has(network))
    .map(({ network }) => network);
}

/** Why nobody can be linked to a container that has no interface of its own. */
function lonely({
  name,
  netns,
  endpoints,
}: Container):
  | { readonly why: string; readonly related: readonly Related[]; readonly help: string }
  | undefined {
  switch (netns.kind) {
    case "host":
      return {
        why: "uses the host's network stack",
        related: [modeNote(netns.given, "host")],
        help: "containers reach it by the host's address; take the link out",
      };
    case "container":
      return {
        why: `shares the namespace of ${netns.container}`,
        related: [modeNote(netns.given, `container:${netns.container}`)],
        help: `link to ${netns.container}, whose addresses and ports it has`,
      };
    default:
      return endpoints.length > 0
        ? undefined
        : {
            why: "is on no network",
            related: [],
            help: `put both on one network, or reach ${name} by a point-to-point link`,
          };
  }
}

const modeNote = (where: Where, mode: string): Related => ({
  where,
  message: `\`network_mode: ${mode}\` is given here`,
});

function apart(container: Container, { where }: ContainerLink, target: Container): Diagnostic {
  const networksOf = ({ name, endpoints }: Container) =>
    endpoints.length === 0
      ? `${name} is on no network`
      : `${name} is on ${endpoints.map(({ network }) => network).join(", ")}`;
  const shared = container.endpoints.some(({ network }) =>
    target.endpoints.some((endpoint) => endpoint.network === network),
  );
  const message = shared
    ? `${container.name} and ${target.name} have no address on a network in common`
    : `${container.name} and ${target.name} have no network in common`;
  const help = shared
    ? "give the network `ipv4` or `ipv6`, and both containers an address there"
    : "put both on one network; networks as a whole are connected by `peers`, and a port by publishing it";
  return problem("NG0643", message, where, {
    related: [container, target].map((one) => ({
      where: one.endpoints[0]?.where ?? keyOf(one),
      message: networksOf(one),
    })),
    help,
  });
}

/** In the names of hosts, capitals mean nothing (RFC 1123, 2.1). */
function aliasOnce({ name, links: all }: Container): Diagnostic[] {
  const first = new Map<string, ContainerLink>();
  return all.flatMap((link) => {
    const key = link.alias.toLowerCase();
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, link);
      return [];
    }
    const message =
      other.container === link.container
        ? `${name} is linked to ${link.container} as ${link.alias} twice`
        : `for ${name}, ${link.alias} is both ${other.container} and ${link.container}`;
    const related = [{ where: other.where, message: `${other.container} is ${other.alias} here` }];
    const help =
      other.container === link.container
        ? undefined
        : `give one of them another alias, as in ${link.container}:${link.container}-2`;
    return [problem("NG0642", message, link.where, { related, help })];
  });
}
