import type { AdvertisedStep, SysctlStep } from "../ir/program.ts";
import { interfaceSysctl } from "../net/sysctl.ts";
import type { Container, LinkEnd } from "../topology/topology.ts";

/**
 * A container's sysctls: IPv6 where its networks have it and nowhere else, forwarding in a router, and the plan's own,
 * which win over both. A new namespace has the IPv4 settings of the machine's first one (net/ipv4/devinet.c,
 * devinet_init_net), and so forwards where the host does: a container with several interfaces that is no router is
 * told not to, or its neighbours could go through it. Its IPv6 settings are the kernel's own (addrconf_init_net).
 */
export function lowerSysctls(
  container: Container,
  netns: string,
  ends: readonly LinkEnd[],
): (SysctlStep | AdvertisedStep)[] {
  const places = [...container.endpoints, ...ends];
  const values = new Map(ipv6Settings(container, places));
  const between = places.length > 1;
  if (container.forward || (between && container.netns.kind === "own" && !setsForwarding(container))) {
    values.set("net.ipv4.ip_forward", container.forward ? "1" : "0");
  }
  const forwards = container.forward && places.some(hasIpv6);
  if (forwards) {
    values.set(forwarding, "1");
  }
  for (const { key, value } of container.sysctls) {
    values.set(key, value);
  }
  const steps = [...values].map(([key, value]) => ({ kind: "sysctl", netns, key, value }) as const);
  // What is in a namespace of others may live on router advertisements, which it takes no more once it forwards.
  return forwards && container.netns.kind !== "own"
    ? steps.flatMap((step) => (step.key === forwarding ? [{ kind: "advertised", netns }, step] : [step]))
    : steps;
}

const forwarding = "net.ipv6.conf.all.forwarding";

type Place = Pick<LinkEnd, "interfaceName" | "ipv6">;

const hasIpv6 = ({ ipv6 }: Place): boolean => ipv6 !== undefined;

/**
 * IPv6 is on or off as the plan has it, whatever a new namespace begins with (the kernel's parameter
 * ipv6.disable_ipv6) and whoever changed it since. On an interface with IPv6 addresses are the plan's: no router advertisement of a neighbour adds to them, and the
 * kernel's own link-local one is not looked for elsewhere first, so that it works at once.
 */
function ipv6Settings({ netns }: Container, places: readonly Place[]): [string, string][] {
  const off = places.filter((place) => !hasIpv6(place));
  const own = netns.kind === "own";
  if (own && off.length === places.length) {
    return [["net.ipv6.conf.all.disable_ipv6", "1"]];
  }
  const named =
    (name: string, value: string) =>
    (place: Place): [string, string] => [interfaceSysctl("ipv6", place.interfaceName, name), value];
  const on = places.filter(hasIpv6);
  return [
    // Comes first: it sets every interface's, loopback's with them.
    ...(own ? [["net.ipv6.conf.all.disable_ipv6", "0"] as [string, string]] : []),
    ...off.map(named("disable_ipv6", "1")),
    ...on.map(named("disable_ipv6", "0")),
    ...on.map(named("accept_ra", "0")),
    ...on.map(named("accept_dad", "0")),
  ];
}

/** The two are one setting (Documentation/networking/ip-sysctl.rst). */
const setsForwarding = ({ sysctls }: Container): boolean =>
  sysctls.some(({ key }) => key === "net.ipv4.ip_forward" || key === "net.ipv4.conf.all.forwarding");
