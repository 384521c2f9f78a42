import { formatAddress } from "../net/address.ts";
import type { Container, Host, Resolver, Topology } from "../topology/topology.ts";

const none = "-";

/** The table of name service: containers for which the plan says anything of it, below what the host says for all. */
export function nameRows({ host, containers }: Topology): readonly (readonly string[])[] {
  return [
    ...(isGiven(host.resolver) ? [["all others", none, none, none, ...resolverCells(host.resolver)]] : []),
    ...containers.filter(saysNames).map((container) => rowOf(container, host)),
  ];
}

const isGiven = ({ servers, search, options }: Resolver): boolean =>
  servers !== undefined || search !== undefined || options !== undefined;

const saysNames = ({ name, names, endpoints }: Container): boolean =>
  names.hostname !== name ||
  names.extraHosts.length > 0 ||
  isGiven(names.resolver) ||
  endpoints.some(({ aliases }) => aliases.length > 0);

function rowOf({ name, names, endpoints }: Container, host: Host): readonly string[] {
  const aliases = endpoints.flatMap(({ network, aliases: given }) =>
    given.map((alias) => `${alias.name} on ${network}`),
  );
  const { servers, search, options } = names.resolver;
  const { resolver } = host;
  return [
    name,
    names.hostname,
    aliases.join("\n") || none,
    names.extraHosts.map((extra) => `${extra.name} ${formatAddress(extra.address)}`).join("\n") || none,
    ...resolverCells({
      servers: servers ?? resolver.servers,
      search: search ?? resolver.search,
      options: options ?? resolver.options,
    }),
  ];
}

const resolverCells = ({ servers, search, options }: Resolver): readonly string[] => [
  servers?.map(({ address }) => formatAddress(address)).join("\n") ?? "the host's",
  search === undefined ? "the host's" : search.join("\n") || "none",
  options?.join("\n") ?? "the host's",
];
