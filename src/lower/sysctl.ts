import type { AcceptRaStep, SysctlStep } from "../ir/step.ts";
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
): (SysctlStep | AcceptRaStep)[] {
  const places = [...container.endpoints, ...ends];
  const settings = new Map(
    [...ipv6Settings(container, places), ...notices(places)].map((setting) => [setting.key, setting]),
  );
  const set = (key: string, value: string, why: string) => settings.set(key, { key, value, why });
  const between = places.length > 1;
  if (container.forward || (between && container.netns.kind === "own" && !setsForwarding(container))) {
    if (container.forward) set("net.ipv4.ip_forward", "1", "forward IPv4 between interfaces");
    else set("net.ipv4.ip_forward", "0", "no router, whatever the host is");
  }
  // The higher one of `all` and the interface's counts (Documentation/networking/ip-sysctl.rst).
  if (between && container.netns.kind === "own")
    set(
      "net.ipv4.conf.all.rp_filter",
      "2",
      "answers may come in by another interface, whatever the host asks",
    );
  const forwards = container.forward && places.some(hasIpv6);
  if (forwards) {
    set(forwarding, "1", "forward IPv6 between interfaces");
  }
  for (const { key, value } of container.sysctls) {
    set(key, value, "sysctls of the plan");
  }
  const steps = [...settings.values()].map((setting) => ({ kind: "sysctl", netns, ...setting }) as const);
  // What is in a namespace of others may live on router advertisements, which it takes no more once it forwards.
  return forwards && container.netns.kind !== "own"
    ? steps.flatMap((step) =>
        step.key === forwarding
          ? [
              {
                kind: "accept_ra",
                netns,
                why: "still take router advertisements on interfaces that live on them",
              },
              step,
            ]
          : [step],
      )
    : steps;
}

const forwarding = "net.ipv6.conf.all.forwarding";

type Setting = Pick<SysctlStep, "key" | "value" | "why">;

type Place = Pick<LinkEnd, "interfaceName" | "ipv4" | "ipv6">;

/** Neighbours hear at once of an address that has another MAC now (RFC 826; RFC 4861, 7.2.6). */
const notices = (places: readonly Place[]): Setting[] =>
  places.flatMap((place) => [
    ...(place.ipv4
      ? [
          {
            key: interfaceSysctl("ipv4", place.interfaceName, "arp_notify"),
            value: "1",
            why: "neighbours hear of a new MAC",
          },
        ]
      : []),
    ...(place.ipv6
      ? [
          {
            key: interfaceSysctl("ipv6", place.interfaceName, "ndisc_notify"),
            value: "1",
            why: "neighbours hear of a new MAC",
          },
        ]
      : []),
  ]);

const hasIpv6 = ({ ipv6 }: Place): boolean => ipv6 !== undefined;

/**
 * IPv6 is on or off as the plan has it, whatever a new namespace begins with (the kernel's parameter
 * ipv6.disable_ipv6) and whoever changed it since. On an interface with IPv6 addresses are the plan's: no router advertisement of a neighbour adds to them, and the
 * kernel's own link-local one is not looked for elsewhere first, so that it works at once.
 */
function ipv6Settings({ netns }: Container, places: readonly Place[]): Setting[] {
  const off = places.filter((place) => !hasIpv6(place));
  const own = netns.kind === "own";
  if (own && off.length === places.length) {
    return [{ key: "net.ipv6.conf.all.disable_ipv6", value: "1", why: "no IPv6 is planned here" }];
  }
  const named =
    (name: string, value: string, why: string) =>
    ({ interfaceName }: Place): Setting => ({
      key: interfaceSysctl("ipv6", interfaceName, name),
      value,
      why,
    });
  const on = places.filter(hasIpv6);
  return [
    // Comes first: it sets every interface's, loopback's with them.
    ...(own
      ? [
          {
            key: "net.ipv6.conf.all.disable_ipv6",
            value: "0",
            why: "IPv6 is planned here, whatever the kernel begins with",
          },
        ]
      : []),
    ...off.map(named("disable_ipv6", "1", "no IPv6 is planned on it")),
    ...on.map(named("disable_ipv6", "0", "IPv6 is planned on it")),
    ...on.map(named("accept_ra", "0", "addresses and routes are the plan's")),
    ...on.map(named("accept_dad", "0", "its link-local address is usable at once")),
  ];
}

/** The two are one setting (Documentation/networking/ip-sysctl.rst). */
const setsForwarding = ({ sysctls }: Container): boolean =>
  sysctls.some(({ key }) => key === "net.ipv4.ip_forward" || key === "net.ipv4.conf.all.forwarding");
