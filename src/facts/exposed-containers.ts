import type { Topology } from "../topology/topology.ts";
import { directPorts } from "./direct-ports.ts";
import { exposedAddresses } from "./exposure.ts";

/** Containers of a host that the world reaches at their own addresses; of each kind only the first few are named. */
export interface ExposedContainers {
  /** On every port. */
  readonly whole: Few;
  /** Only on published ports. */
  readonly ports: Few;
}

/** How many there are, and the names of the first three. */
export interface Few {
  readonly count: number;
  readonly names: readonly string[];
}

/** What `netgen show` says of each host of a cluster. */
export function exposedContainers(topology: Topology): ExposedContainers {
  const whole = new Set(exposedAddresses(topology).map(({ container }) => container));
  const ports = new Set(directPorts(topology).map(({ container }) => container));
  return { whole: few(whole), ports: few(new Set([...ports].filter((name) => !whole.has(name)))) };
}

/** A cluster may have thousands of hosts: of each only so many names are kept. */
const named = 3;

const few = (names: ReadonlySet<string>): Few => ({ count: names.size, names: [...names].slice(0, named) });
