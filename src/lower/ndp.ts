import type { Step } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { interfaceSysctl } from "../net/sysctl.ts";
import type { Endpoint, Host, NdpProxy, Network } from "../topology/topology.ts";

/** The interface, where the plan names it; undefined: the uplink that is looked up. */
const nameOf = ({ dev }: NdpProxy, { uplink }: Host): string | undefined =>
  dev.kind === "name" ? dev.name : uplink.kind === "name" ? uplink.name : undefined;

/** Where the host answers for a network's containers, in words: interfaces, each once. */
export const proxyInterfaces = ({ ipv6 }: Network, host: Host): string[] => [
  ...new Set((ipv6?.ndpProxy ?? []).map((proxy) => nameOf(proxy, host) ?? "the uplink ($uplink)")),
];

const why = "answer neighbour solicitations for containers";

/** Neighbour proxying is on where a network asks for it (Documentation/networking/ip-sysctl.rst, proxy_ndp). */
export const lowerProxying = ({ ipv6 }: Network, host: Host): Step[] =>
  (ipv6?.ndpProxy ?? []).map((proxy): Step => {
    const dev = nameOf(proxy, host);
    return dev === undefined
      ? { kind: "proxy_ndp", why }
      : {
          kind: "sysctl",
          netns: undefined,
          key: interfaceSysctl("ipv6", dev, "proxy_ndp"),
          value: "1",
          why,
        };
  });

/** The kernel has no proxying for a whole subnet: one entry for each address (ip-neighbour(8)). */
export const lowerProxies = ({ ipv6: own }: Endpoint, { ipv6 }: Network, host: Host): Step[] =>
  own === undefined
    ? []
    : (ipv6?.ndpProxy ?? []).map((proxy): Step => {
        const dev = nameOf(proxy, host);
        return { kind: "neigh_proxy", address: formatAddress(own.address), dev };
      });
