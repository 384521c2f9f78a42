import { at } from "../diagnostics/diagnostic.ts";
import type { ExpandedPlan } from "../plan/expanded.ts";
import { readResolver } from "./name-service.ts";
import type { Problems } from "./problems.ts";
import { readInterfaceAddress } from "./read-address.ts";
import { readRoutes } from "./route.ts";
import type { Host, Origin } from "./topology.ts";

/** Reads `host`, with its defaults. */
export function readHost({ host, path }: ExpandedPlan, problems: Problems): Host {
  const place = { origin: "host", path: [...path, "host"] };
  const { uplink = "auto" } = host;
  return {
    ...place,
    uplink: uplink === "auto" ? { kind: "auto" } : { kind: "name", name: uplink },
    addresses: readHostAddresses(host.addresses ?? [], place, problems),
    firewall: host.firewall ?? "nftables",
    ipForward: host.ip_forward ?? true,
    mssClamp: host.mss_clamp ?? false,
    routes: readRoutes(host.routes, place, problems),
    resolver: readResolver(host, place, problems),
  };
}

/** Reads `host.addresses`; one that cannot be read is left out. */
export const readHostAddresses = (
  texts: readonly string[],
  host: Origin,
  problems: Problems,
): Host["addresses"] =>
  texts.flatMap((text, index) => {
    const path = [...host.path, "addresses", index];
    const address = readInterfaceAddress({ text, where: at(path), owner: host.origin }, problems);
    return address === undefined ? [] : [{ ...address, origin: `host.addresses[${index}]`, path }];
  });
