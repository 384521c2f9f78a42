import type { PublishedPortStep } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { formatPorts } from "../net/port.ts";
import type { Publish } from "../topology/topology.ts";

/** The ports of the host that lead to a container, an entry of the plan and a family each. */
export const publishedPortSteps = (publishes: readonly Publish[]): PublishedPortStep[] =>
  publishes.map(({ origin, protocol, address, host, target }) => ({
    kind: "published_port",
    origin,
    protocol,
    address: address ? formatAddress(address) : unspecified[target.address.family],
    ports: formatPorts(host),
    target: formatAddress(target.address),
    targetPorts: formatPorts(target.ports),
  }));

/** Any address of the host. */
const unspecified = { ipv4: "0.0.0.0", ipv6: "::" } as const;
