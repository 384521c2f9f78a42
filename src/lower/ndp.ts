import { type ProxyInterface, proxyInterfaces } from "../facts/proxy-interfaces.ts";
import type { Step } from "../ir/step.ts";
import { formatAddress } from "../net/address.ts";
import { interfaceSysctl } from "../net/sysctl.ts";
import type { Endpoint, Host, Network } from "../topology/topology.ts";

/** `eth0 and the uplink ($uplink)` */
export const interfaceWords = (interfaces: readonly ProxyInterface[]): string =>
  interfaces.map((dev) => (dev.kind === "name" ? dev.name : "the uplink ($uplink)")).join(" and ");

const why = "answer neighbour solicitations for containers";

/** Neighbour proxying is on where a network asks for it (Documentation/networking/ip-sysctl.rst, proxy_ndp). */
export const lowerProxying = (network: Network, host: Host): Step[] =>
  proxyInterfaces(network, host).map(
    (dev): Step =>
      dev.kind === "uplink"
        ? { kind: "proxy_ndp", why }
        : {
            kind: "sysctl",
            netns: undefined,
            key: interfaceSysctl("ipv6", dev.name, "proxy_ndp"),
            value: "1",
            why,
          },
  );

/** The kernel has no proxying for a whole subnet: one entry for each address (ip-neighbour(8)). */
export const lowerProxies = ({ ipv6 }: Endpoint, network: Network, host: Host): Step[] =>
  ipv6 === undefined
    ? []
    : proxyInterfaces(network, host).map(
        (dev): Step => ({
          kind: "neigh_proxy",
          address: formatAddress(ipv6.address),
          dev: dev.kind === "name" ? dev.name : undefined,
        }),
      );
