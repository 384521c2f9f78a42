import type { SysctlStep } from "../ir/program.ts";
import type { Container, LinkEnd } from "../topology/topology.ts";

/**
 * A container's sysctls: no IPv6 where its networks have none (in a namespace that is not ours, on our
 * interfaces only), forwarding in a router, and the plan's own, which win over both. A new namespace has the
 * settings of the machine's first one (net/ipv4/devinet.c, devinet_init_net), and so forwards where the host does:
 * a container with several interfaces that is no router is told not to, or its neighbours could go through it.
 */
export function lowerSysctls(container: Container, netns: string, ends: readonly LinkEnd[]): SysctlStep[] {
  const values = new Map<string, string>();
  if (container.netns.kind === "own") {
    values.set("net.ipv6.conf.all.disable_ipv6", "1");
  } else {
    for (const { interfaceName } of [...container.endpoints, ...ends]) {
      values.set(interfaceSysctl("ipv6", interfaceName, "disable_ipv6"), "1");
    }
  }
  const between = container.endpoints.length + ends.length > 1;
  if (container.forward || (between && container.netns.kind === "own" && !setsForwarding(container))) {
    values.set("net.ipv4.ip_forward", container.forward ? "1" : "0");
  }
  for (const { key, value } of container.sysctls) {
    values.set(key, value);
  }
  return [...values].map(([key, value]) => ({ kind: "sysctl", netns, key, value }));
}

/** The two are one setting (Documentation/networking/ip-sysctl.rst). */
const setsForwarding = ({ sysctls }: Container): boolean =>
  sysctls.some(({ key }) => key === "net.ipv4.ip_forward" || key === "net.ipv4.conf.all.forwarding");

/** sysctl(8): where a name holds a dot, slashes separate. */
export function interfaceSysctl(family: "ipv4" | "ipv6", dev: string, name: string): string {
  return dev.includes(".") ? `net/${family}/conf/${dev}/${name}` : `net.${family}.conf.${dev}.${name}`;
}
