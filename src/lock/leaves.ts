import type { Path } from "../diagnostics/diagnostic.ts";
import { formatAddress } from "../net/address.ts";
import { formatCidr } from "../net/cidr.ts";
import { families } from "../net/ip.ts";
import type { Choices, LinkChoices } from "./choices.ts";

/** One choice, by what it is about. */
export interface Leaf {
  /** Names it: the same for the same choice of another run. */
  readonly about: Path;
  /** Where it stands, or would stand, in the lock file. */
  readonly path: Path;
  readonly value: string;
}

/**
 * All choices, one by one.
 *
 * @param linkNames what tells a link from others, in this and in the choices to compare with
 * @param base where the choices stand in the lock file: of a cluster, below their host
 */
export function leavesOf(
  { prefixes, networks, containers, links }: Choices,
  linkNames: ReadonlyMap<LinkChoices, number>,
  base: Path = [],
): Leaf[] {
  const leaves: Leaf[] = [];
  const add = (value: string | undefined, about: Path, path = about) => {
    if (value !== undefined) {
      leaves.push({ about: [...base, ...about], path: [...base, ...path], value });
    }
  };
  for (const family of families) {
    const prefix = prefixes[family];
    add(prefix && formatCidr(prefix), ["prefix", family]);
  }
  for (const [name, { bridge, subnets, gateway }] of networks) {
    const path = ["networks", name];
    add(bridge, [...path, "bridge"]);
    for (const family of families) {
      const subnet = subnets[family];
      add(subnet && formatCidr(subnet), [...path, family, "subnet"]);
    }
    add(gateway && formatAddress(gateway), [...path, "ipv4", "gateway"]);
  }
  for (const [name, container] of containers) {
    for (const [network, endpoint] of container.networks) {
      const path = ["containers", name, "networks", network];
      add(endpoint.interfaceName, [...path, "interface_name"]);
      for (const family of families) {
        const address = endpoint.addresses[family];
        add(address && formatAddress(address), [...path, `${family}_address`]);
      }
      add(endpoint.mac, [...path, "mac_address"]);
      add(endpoint.hostInterfaceName, [...path, "host_interface_name"]);
    }
    for (const [key, { hosts, written }] of container.ports) {
      const path = ["containers", name, "ports"];
      add(hosts.toSorted((a, b) => a - b).join(", "), [...path, key], [...path, written]);
    }
  }
  for (const [index, link] of links.entries()) {
    for (const { name, interfaceName, mac, given } of link.ends) {
      const both = (value: string | undefined, ...steps: readonly string[]) =>
        add(
          value,
          ["point_to_point", linkNames.get(link) ?? index, "ends", name, ...steps],
          ["point_to_point", index, "ends", name, ...steps],
        );
      both(given.interfaceName, "given", "interface_name");
      both(given.ipv4 && formatAddress(given.ipv4), "given", "ipv4_address");
      both(given.ipv6 && formatAddress(given.ipv6), "given", "ipv6_address");
      both(given.mac, "given", "mac_address");
      both(interfaceName, "interface_name");
      both(mac, "mac_address");
    }
  }
  return leaves;
}
