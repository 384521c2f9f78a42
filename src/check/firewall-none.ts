import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Network, PointToPoint, Topology } from "../topology/topology.ts";

/** Without rules, what needs rules is refused where it is asked for, and said where it is the default. */
export function firewallNone({ host, networks, containers, links, publishes }: Topology): Diagnostic[] {
  if (host.firewall !== "none") {
    return [];
  }
  const related = [{ where: at([...host.path, "firewall"]), message: "`firewall: none` is given here" }];
  const first = new Map(publishes.toReversed().map((publish) => [publish.container, publish]));
  const once = publishes.filter((publish) => first.get(publish.container) === publish);
  const ports = once.map(({ container, where }) =>
    problem(
      "NG0604",
      `${container} cannot publish ports without rules: it is rules that translate and let in`,
      where,
      {
        related,
      },
    ),
  );
  const routers = containers.flatMap(({ name, masquerade: [first] }) =>
    first === undefined
      ? []
      : [
          problem(
            "NG0604",
            `${name} cannot masquerade without rules: it is a rule inside of it that translates`,
            at(first.path),
            { related },
          ),
        ],
  );
  const refused = networks.flatMap(({ name, path, icc, internal, ipv4, ipv6 }) => [
    ...(icc
      ? []
      : [
          problem(
            "NG0604",
            `network ${name} cannot keep its containers apart without rules`,
            at([...path, "icc"]),
            {
              related,
            },
          ),
        ]),
    ...(internal
      ? [
          problem("NG0604", `network ${name} cannot be internal without rules`, at([...path, "internal"]), {
            related,
          }),
        ]
      : []),
    ...[ipv4, ipv6].flatMap((ip) =>
      ip?.given.snat === undefined || ip.mode === "routed"
        ? []
        : [
            problem("NG0604", `network ${name} cannot have \`snat\` without rules`, ip.given.snat, {
              related,
            }),
          ],
    ),
  ]);
  const left = leftToOthers(
    networks.filter(({ internal }) => !internal),
    links.filter(({ ends }) => ends.some(({ container }) => container === undefined)),
  );
  return left === undefined
    ? [...refused, ...ports, ...routers]
    : [
        ...refused,
        ...ports,
        ...routers,
        problem("NG0605", `no rule is made: ${left}`, at([...host.path, "firewall"])),
      ];
}

/** What rules would do by default. */
function leftToOthers(networks: readonly Network[], links: readonly PointToPoint[]): string | undefined {
  const held = ({ ipv4, ipv6 }: Network) => [ipv4, ipv6].filter((ip) => ip?.gateway.kind === "host");
  const hostHeld = networks.filter((network) => held(network).length > 0);
  const translated = hostHeld.filter((network) =>
    held(network).some((ip) => ip?.mode === "nat" && ip.snat === undefined),
  );
  const parts = [
    ...(translated.length > 0 ? [`source NAT for ${namesOf(translated)}`] : []),
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
