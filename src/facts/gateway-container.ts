import type { NetworkIp } from "../topology/topology.ts";

/** Name of the container that is a network's gateway in a family; undefined where it is none. */
export const gatewayContainer = (ip: NetworkIp | undefined): string | undefined =>
  ip?.gateway.kind === "container" ? ip.gateway.container : undefined;
