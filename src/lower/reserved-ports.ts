import type { SysctlStep } from "../ir/step.ts";
import type { Publish } from "../topology/topology.ts";

/**
 * Keeps a container's ports that were picked from the host's own connections. The list of the host is one for all that
 * use it: `$reserved_ports` is what it holds when the script runs.
 */
export function reservedPorts(publishes: readonly Publish[]): SysctlStep[] {
  const picked = publishes.flatMap((publish) => (publish.picked ? [publish.host.first] : []));
  const ports = [...new Set(picked)].toSorted((a, b) => a - b).join(",");
  const key = "net.ipv4.ip_local_reserved_ports";
  const why = "keep the host's own connections off ports that were picked for the container";
  return ports === ""
    ? []
    : [{ kind: "sysctl", netns: undefined, key, value: `$reserved_ports,${ports}`, why }];
}
