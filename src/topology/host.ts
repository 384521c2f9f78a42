import { at } from "../diagnostics/diagnostic.ts";
import type { ExpandedPlan } from "../plan/expanded.ts";
import { readResolver } from "./name-service.ts";
import type { Problems } from "./problems.ts";
import { readInterfaceAddress } from "./read-address.ts";
import { readRoutes } from "./route.ts";
import type { Host } from "./topology.ts";

/** Reads `host`, with its defaults. */
export function readHost({ host }: ExpandedPlan, problems: Problems): Host {
  const place = { origin: "host", path: ["host"] };
  const { uplink = "auto" } = host;
  return {
    ...place,
    uplink: uplink === "auto" ? { kind: "auto" } : { kind: "name", name: uplink },
    addresses: (host.addresses ?? []).flatMap((text, index) => {
      const path = ["host", "addresses", index];
      const address = readInterfaceAddress({ text, where: at(path), owner: place.origin }, problems);
      return address === undefined ? [] : [{ ...address, origin: `host.addresses[${index}]`, path }];
    }),
    firewall: host.firewall ?? "nftables",
    ipForward: host.ip_forward ?? true,
    routes: readRoutes(host.routes, place, problems),
    resolver: readResolver(host, place, problems),
  };
}
