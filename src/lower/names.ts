import type { Group } from "../ir/program.ts";
import type { HostsStep, ResolverStep, Step } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import type { Container, Endpoint, Host, LinkEnd, Resolver, Topology } from "../topology/topology.ts";

/** Whom a container asks when neither the plan nor the host names a server: Google's, as Docker does. */
export const PUBLIC_SERVERS = ["8.8.8.8", "8.8.4.4"];

/** Theirs over IPv6, for containers that have it. */
export const PUBLIC_IPV6_SERVERS = ["2001:4860:4860::8888", "2001:4860:4860::8844"];

/** Debian's address of a machine's own name where it has no other (debian-reference, 5.1.1). */
const OWN_NAME_ADDRESS = "127.0.1.1";

/** What ::1 is called, where there is one (hosts(5) of Debian's netbase and of Docker); IPv4's is in all containers. */
const LOOPBACK_NAMES = ["localhost", "ip6-localhost", "ip6-loopback"];

/** An interface of a container. */
type Place = Pick<LinkEnd, "ipv4" | "ipv6">;

const hasIpv6 = ({ ipv6 }: Place): boolean => ipv6 !== undefined;

/** Whether there is a namespace of its own, whose name service is the plan's to write. */
export const hasNames = ({ netns }: Container): boolean =>
  netns.kind !== "host" && netns.kind !== "container";

/** What all containers share: localhost, and whom they ask where the plan says nothing for them. */
export function lowerSharedNames({ host, containers }: Topology): Group {
  const localhost: HostsStep = {
    kind: "hosts",
    entry: undefined,
    network: undefined,
    address: "127.0.0.1",
    names: ["localhost"],
  };
  const { servers, search, options } = host.resolver;
  const defaults: Step[] = [
    localhost,
    serverStep(undefined, servers) ?? fromHost("nameserver", PUBLIC_SERVERS, "ipv4"),
    wordStep(undefined, "search", search) ?? fromHost("search", ["."]),
    wordStep(undefined, "options", options) ?? fromHost("options", []),
  ];
  return {
    origin: "host",
    summary: "name service of the containers, where they have no line of their own",
    steps: containers.some(hasNames) ? defaults : [],
  };
}

/**
 * What a container is called, on each network for all that are on it, and what it knows besides.
 *
 * @param entry its namespace's name under /run/netns and /etc/netns
 * @param containers all, by name
 */
export function lowerNames(
  container: Container,
  entry: string,
  ends: readonly LinkEnd[],
  containers: ReadonlyMap<string, Container>,
  host: Host,
): Step[] {
  const { hostname, resolver, extraHosts } = container.names;
  const places: readonly Place[] = [...container.endpoints, ...ends];
  const onNetworks = container.endpoints.flatMap((endpoint) =>
    addressesOf(endpoint).map((address) =>
      hosts(entry, address, [container.name, ...endpoint.aliases.map(({ name }) => name)], endpoint.network),
    ),
  );
  const steps: (Step | undefined)[] = [
    { kind: "hostname", entry, name: hostname },
    ...(places.some(hasIpv6) ? [hosts(entry, "::1", LOOPBACK_NAMES, undefined)] : []),
    ...ownName(container, entry, ends),
    ...extraHosts.map(({ name, address }) => hosts(entry, formatAddress(address), [name], undefined)),
    ...linked(container, entry, containers),
    ...onNetworks,
    serverStep(entry, resolver.servers) ?? hostServers(places, entry, host),
    wordStep(entry, "search", resolver.search),
    wordStep(entry, "options", resolver.options),
  ];
  return steps.filter((step) => step !== undefined);
}

/**
 * A container asks servers that it can reach. One with IPv6 has those of the host in its families, and where the host names none,
 * the public ones; what all containers share is for IPv4.
 */
function hostServers(places: readonly Place[], entry: string, host: Host): ResolverStep | undefined {
  if (host.resolver.servers !== undefined || !places.some(hasIpv6)) return undefined;
  return places.some(({ ipv4 }) => ipv4 !== undefined)
    ? { ...fromHost("nameserver", [...PUBLIC_SERVERS, ...PUBLIC_IPV6_SERVERS]), entry }
    : { ...fromHost("nameserver", PUBLIC_IPV6_SERVERS, "ipv6"), entry };
}

/**
 * The hostname, and what stands before its first dot, as a name of the container's addresses. Where it is the name
 * that its networks know it by, they have it already.
 */
function ownName(
  { names, name, endpoints }: Container,
  entry: string,
  ends: readonly LinkEnd[],
): HostsStep[] {
  const { hostname } = names;
  const onNetworks = endpoints.flatMap(addressesOf);
  const onLinks = ends.flatMap(addressesOf);
  const known = hostname === name && onNetworks.length > 0;
  const addresses = [...new Set([...onNetworks, ...onLinks])];
  const [short = hostname] = hostname.split(".");
  const own = [...new Set([hostname, short])].filter((word) => word !== "");
  return known
    ? []
    : (addresses.length > 0 ? addresses : [OWN_NAME_ADDRESS]).map((address) =>
        hosts(entry, address, own, undefined),
      );
}

/** What a container calls those that it is linked to; by their own names all of a network know them. */
const linked = (
  { endpoints, links }: Container,
  entry: string,
  containers: ReadonlyMap<string, Container>,
): HostsStep[] =>
  links
    .filter(({ container, alias }) => alias !== container)
    .flatMap(({ container, alias }) => {
      const theirs = containers.get(container)?.endpoints ?? [];
      const [shared] = endpoints.flatMap(
        ({ network }) =>
          theirs.find((their) => their.network === network && addressesOf(their).length > 0) ?? [],
      );
      return shared === undefined
        ? []
        : addressesOf(shared).map((address) => hosts(entry, address, [alias], undefined));
    });

const addressesOf = ({ ipv4, ipv6 }: Pick<Endpoint, "ipv4" | "ipv6">): string[] =>
  [ipv4, ipv6].flatMap((own) => (own === undefined ? [] : [formatAddress(own.address)]));

const hosts = (
  entry: string,
  address: string,
  names: readonly string[],
  network: string | undefined,
): HostsStep => ({ kind: "hosts", entry, network, address, names: [...new Set(names)] });

const fromHost = (
  word: ResolverStep["word"],
  values: readonly string[],
  family?: ResolverStep["family"],
): ResolverStep => ({
  kind: "resolver",
  entry: undefined,
  word,
  fromHost: true,
  family,
  values,
});

const serverStep = (entry: string | undefined, servers: Resolver["servers"]): ResolverStep | undefined =>
  wordStep(
    entry,
    "nameserver",
    servers?.map(({ address }) => formatAddress(address)),
  );

/** A `.` stands for no search domain, so that it is told from the host's. */
const wordStep = (
  entry: string | undefined,
  word: ResolverStep["word"],
  values: readonly string[] | undefined,
): ResolverStep | undefined =>
  values && {
    kind: "resolver",
    entry,
    word,
    fromHost: false,
    family: undefined,
    values: values.length > 0 ? values : ["."],
  };
