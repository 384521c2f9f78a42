import type { PortRange, Protocol } from "../net/port.ts";
import type { Topology } from "../topology/topology.ts";
import { memo } from "./memo.ts";

/** Ports that a container exposes to the containers that link to it. */
export interface ExposedPort {
  readonly protocol: Protocol;
  readonly ports: PortRange;
}

/** Exposed ports by container: those under `expose`, and the container's own side of those under `ports`. */
export const exposedPorts = memo(
  ({ containers, publishes }: Topology): ReadonlyMap<string, readonly ExposedPort[]> => {
    const found = new Map(
      containers.map(({ name, exposed }): [string, ExposedPort[]] => [name, [...exposed]]),
    );
    for (const { container, protocol, target } of publishes) {
      found.get(container)?.push({ protocol, ports: target.ports });
    }
    return found;
  },
);
