import { forwards } from "../facts/forwards.ts";
import { members } from "../facts/members.ts";
import { proxyInterfaces } from "../facts/proxy-interfaces.ts";
import { rulesetFamilies } from "../facts/ruleset-families.ts";
import type { Firewall, Group } from "../ir/program.ts";
import type { Step } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { families, familyName } from "../net/ip.ts";
import type { Network, Topology } from "../topology/topology.ts";
import { hasNames, PUBLIC_IPV6_SERVERS, PUBLIC_SERVERS } from "./names.ts";
import { interfaceWords } from "./ndp.ts";
import { lowerRoute } from "./route.ts";
import { few } from "./summary-few.ts";

/** Every sysctl of the host that changes, and why; of forwarding also that it does not. */
export function hostSettings(topology: Topology, groups: readonly Group[]): readonly string[] {
  const { addresses } = topology.host;
  const settings = groups.flatMap(({ origin, steps }) =>
    steps.flatMap((step) => {
      const setting = settingOf(step);
      return setting === undefined ? [] : [{ origin, ...setting }];
    }),
  );
  const lineOf = ({ text, why }: Setting): string => `${text}: ${why}`;
  const ofHost = settings.filter(({ origin }) => origin === "host");
  const ofEntries = settings.filter(({ origin }) => origin !== "host");
  return [
    ...(addresses.length === 0
      ? []
      : [
          `it has ${addresses.map(({ address }) => formatAddress(address)).join(" and ")}; the script refuses any other host`,
        ]),
    ...ofHost.map(lineOf),
    ...families
      .filter((family) => !forwards(topology, family))
      .map((family) => `${familyName(family)} forwarding stays as it is`),
    ...few(ofEntries.map(({ origin, text, why }) => `${origin}: ${text}, ${why}`)),
    ...topology.networks.flatMap((network) => proxying(network, topology)),
  ];
}

interface Setting {
  /** As sysctl(8) writes it: `net.ipv4.ip_forward=1` */
  readonly text: string;
  readonly why: string;
}

/** A step that sets a sysctl outside of the containers. */
function settingOf(step: Step): Setting | undefined {
  switch (step.kind) {
    case "sysctl":
      return step.netns === undefined ? { text: `${step.key}=${step.value}`, why: step.why } : undefined;
    case "accept_ra":
      return step.netns === undefined
        ? { text: "net.ipv6.conf.$ra_interface.accept_ra=2", why: step.why }
        : undefined;
    case "uplink_forwarding":
      return { text: `net.${step.family}.conf.$uplinks.forwarding=1`, why: step.why };
    case "proxy_ndp":
      return { text: "net.ipv6.conf.$uplink.proxy_ndp=1", why: step.why };
    default:
      return undefined;
  }
}

/** `networks.front: neighbour solicitations are answered on eth0 for 2 containers` */
function proxying(network: Network, topology: Topology): string[] {
  const interfaces = proxyInterfaces(network, topology.host);
  const on = members(topology).get(network.name) ?? [];
  const count = on.filter(({ endpoint }) => endpoint.ipv6 !== undefined).length;
  return interfaces.length === 0 || count === 0
    ? []
    : [
        `${network.origin}: neighbour solicitations are answered on ${interfaceWords(interfaces)} for ${count === 1 ? "1 container" : `${count} containers`}`,
      ];
}

/** The host's own routes, and that there are some to other hosts of a cluster. */
export function hostRoutes({ host, membership }: Topology): readonly string[] {
  const routes = host.routes.map((route) => {
    const { type, to, via, dev } = lowerRoute(route, undefined);
    const words = [type === "unicast" ? to : `${type} ${to}`, via && `via ${via}`, dev && `dev ${dev}`];
    return words.filter((word) => word !== undefined).join(" ");
  });
  return [
    ...few(routes),
    ...((membership?.routes.length ?? 0) > 0
      ? ["to the containers of other hosts, each under its own comment below"]
      : []),
  ];
}

/** Every table and chain that is made, the user's with them. */
export function firewallObjects(
  name: string,
  firewall: Firewall,
  groups: readonly Group[],
): readonly string[] {
  if (firewall.backend === "none") {
    return ["none: no rule is made or touched"];
  }
  const tools = groups.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === "user_rules" ? [step.tool] : [])),
  );
  const isNft = firewall.backend === "nftables";
  const own = isNft ? `table inet netgen-${name}` : `chains NG_${name}_*`;
  const user = isNft ? "table inet netgen_user" : `chain NETGEN-USER of ${tools.join(" and ")}`;
  return [
    ...(tools.length === 0
      ? []
      : [
          isNft
            ? own
            : `${own} of ${tools.join(" and ")}, with one jump from each built-in chain that they serve`,
          `${user}, for rules of your own: made if missing, first in line, never emptied`,
        ]),
    ...(firewall.rulesets.some(({ chains }) => chains.some((chain) => chain.name === "mss"))
      ? ["TCP's segments fit the path MTU (host.mss_clamp)"]
      : []),
    ...few(firewall.inside.map(({ origin, summary }) => `${origin}: ${own} in its namespace, ${summary}`)),
  ];
}

/** Files that stay behind a run of the script, and whose name servers stand in them. */
export function filesWritten(topology: Topology): readonly string[] {
  const { name, host, containers } = topology;
  const { servers } = host.resolver;
  const also = rulesetFamilies(topology).includes("ipv6")
    ? `, over IPv6 ${PUBLIC_IPV6_SERVERS.join(" and ")}`
    : "";
  const fallback = `name servers are the host's; if it names none, Google's: ${PUBLIC_SERVERS.join(" and ")}${also}`;
  return [
    ...(containers.some(hasNames)
      ? [
          `/etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-${name}`,
          ...(servers === undefined ? [fallback] : []),
        ]
      : []),
    `/run/netgen/${name}: what was made, until down or the next boot`,
  ];
}

/** What changes in the kernel besides: modules, and connections that it knows. */
export function kernelChanges({ host }: Topology, groups: readonly Group[]): readonly string[] {
  const steps = groups.flatMap((group) => group.steps);
  const isIsolating = steps.some(({ kind }) => kind === "bridge_nf_call");
  const publishesUdp = steps.some((step) => step.kind === "published_port" && step.protocol === "udp");
  const subjects = ["bridges", "veth pairs", ...(host.firewall === "none" ? [] : [host.firewall])];
  return [
    `it loads its modules for ${subjects.slice(0, -1).join(", ")} and ${subjects.at(-1)} when they are first used`,
    ...(isIsolating ? ["br_netfilter is loaded, for networks with `icc: false`"] : []),
    ...(publishesUdp ? ["conntrack entries of UDP ports that lead elsewhere than before are deleted"] : []),
  ];
}
