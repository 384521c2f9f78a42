import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { isTranslated } from "../facts/snat-networks.ts";
import { families } from "../net/ip.ts";
import type { Network, NetworkIp, PointToPoint, Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const firewallNone: Rule = {
  name: "firewall-none",
  codes: ["NG0604", "NG0605"],
  about:
    "With `firewall: none`, an option that needs rules is refused, and what rules would do by default is named.",
  check,
};

function check({ host, networks, containers, links, publishes }: Topology): Diagnostic[] {
  if (host.firewall !== "none") {
    return [];
  }
  const related = [{ where: at([...host.path, "firewall"]), message: "`firewall: none` is given here" }];
  const refuse = (message: string, where: Where) => problem("NG0604", message, where, { related });
  const first = new Map(publishes.toReversed().map((publish) => [publish.container, publish]));
  const ports = publishes
    .filter((publish) => first.get(publish.container) === publish)
    .map(({ container, where }) =>
      refuse(
        `${container} publishes ports: \`ports\` needs a firewall backend, since publishing is DNAT`,
        where,
      ),
    );
  const routers = containers.flatMap(({ name, masquerade: [first] }) =>
    first === undefined
      ? []
      : [refuse(`${name} masquerades: \`masquerade\` needs a firewall backend`, at(first.path))],
  );
  const left = leftToOthers(
    networks.filter(({ internal }) => !internal),
    links.filter(({ ends }) => ends.some(({ container }) => container === undefined)),
  );
  return [
    ...(host.mssClamp
      ? [refuse("`mss_clamp` needs a firewall backend", at([...host.path, "mss_clamp"]))]
      : []),
    ...networks.flatMap((network) => ofNetwork(network, refuse)),
    ...ports,
    ...routers,
    ...(left === undefined
      ? []
      : [problem("NG0605", `no rule is made: ${left}`, at([...host.path, "firewall"]))]),
  ];
}

function ofNetwork(
  { name, path, icc, internal, ipv4, ipv6 }: Network,
  refuse: (message: string, where: Where) => Diagnostic,
): Diagnostic[] {
  const ofFamilies = [ipv4, ipv6].flatMap((ip) => {
    if (ip === undefined) return [];
    const { given, gateway, mode, inbound } = ip;
    const shut = inbound === "published" && gateway.kind === "host" && !internal ? given.inbound : undefined;
    const snat = mode === "nat" ? given.snat : undefined;
    return [
      ...(snat ? [refuse(`\`snat\` of network ${name} needs a firewall backend`, snat)] : []),
      ...(shut ? [refuse(`\`inbound: published\` of network ${name} needs a firewall backend`, shut)] : []),
    ];
  });
  return [
    ...(icc
      ? []
      : [refuse(`\`icc: false\` of network ${name} needs a firewall backend`, at([...path, "icc"]))]),
    ...(internal
      ? [refuse(`\`internal\` of network ${name} needs a firewall backend`, at([...path, "internal"]))]
      : []),
    ...ofFamilies,
  ];
}

/** What rules would do by default. */
function leftToOthers(networks: readonly Network[], links: readonly PointToPoint[]): string | undefined {
  const some = (test: (ip: NetworkIp) => boolean) =>
    networks.filter((network) =>
      families.some((family) => {
        const ip = network[family];
        return ip?.gateway.kind === "host" && test(ip);
      }),
    );
  const hostHeld = some(() => true);
  const translated = some((ip) => isTranslated(ip) && ip.snat === undefined);
  const shut = some(({ inbound, given }) => inbound === "published" && given.inbound === undefined);
  const parts = [
    ...(translated.length > 0 ? [`source NAT for ${namesOf(translated)}`] : []),
    ...(shut.length > 0 ? [`keeping the world out of ${namesOf(shut)}`] : []),
    ...(hostHeld.length > 1 ? [`keeping ${namesOf(hostHeld)} apart`] : []),
    ...(links.length > 0 ? [`keeping ${originsOf(links)} to the two ends`] : []),
  ];
  if (parts.length === 0) {
    return undefined;
  }
  return `${parts.slice(0, -1).join(", ")}${parts.length > 1 ? " and " : ""}${parts.at(-1)} ${parts.length === 1 ? "is" : "are"} left to rules of your own`;
}

const originsOf = (links: readonly PointToPoint[]): string =>
  links.length > 4 ? `${links.length} links` : links.map(({ origin }) => origin).join(", ");

const namesOf = (networks: readonly Network[]): string =>
  networks.length > 4 ? `${networks.length} networks` : networks.map(({ name }) => name).join(", ");
