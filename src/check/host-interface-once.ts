import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../topology/problems.ts";
import type { Topology } from "../topology/topology.ts";
import { keyOf, type Rule } from "./rule.ts";

interface Interface {
  readonly name: string;
  /** For a message: "the bridge of network front". */
  readonly what: string;
  readonly where: Where;
  /** Whether the plan gives this name. */
  readonly given: boolean;
}

export const hostInterfaceOnce: Rule = {
  name: "host-interface-once",
  codes: ["NG0302"],
  about: "Bridges, the host's ends of veth pairs and the uplink have different names.",
  check,
};

function check({ host, networks, containers, links }: Topology): Diagnostic[] {
  const { uplink } = host;
  const externals = new Set(
    networks.filter(({ bridge }) => bridge.external).map(({ bridge }) => bridge.name),
  );
  const first = new Map<string, Interface>();
  const found: Diagnostic[] = [];
  const add = (own: Interface): void => {
    const other = first.get(own.name);
    if (other === undefined) {
      first.set(own.name, own);
      return;
    }
    const [blamed, related] = own.given || !other.given ? [own, other] : [other, own];
    found.push(
      problem("NG0302", `${shown(own.name)} is ${related.what} and ${blamed.what}`, blamed.where, {
        related: [{ where: related.where, message: `${related.what} comes from here` }],
      }),
    );
  };
  // An external bridge may be the way to the world: containers are then on the same Ethernet as the host.
  if (uplink.kind === "name" && !externals.has(uplink.name)) {
    add({ name: uplink.name, what: "the uplink", where: at([...host.path, "uplink"]), given: true });
  }
  // Networks that share a bridge are another rule's.
  const bridges = new Set<string>();
  for (const network of networks) {
    const { given, name, bridge } = network;
    if (bridges.has(bridge.name)) {
      continue;
    }
    bridges.add(bridge.name);
    const where = given.bridge ?? keyOf(network);
    add({
      name: bridge.name,
      what: `the bridge of network ${name}`,
      where,
      given: given.bridge !== undefined,
    });
  }
  for (const container of containers) {
    const ends = new Set<string>();
    for (const { hostInterfaceName, interfaceName, network, where, given } of container.endpoints) {
      // Derived from one name inside of the container, which another rule finds to be there twice.
      if (given.hostInterfaceName === undefined && ends.has(interfaceName)) {
        continue;
      }
      ends.add(interfaceName);
      add({
        name: hostInterfaceName,
        what: `the host's end of ${container.name} on ${network}`,
        where: given.hostInterfaceName ?? where,
        given: given.hostInterfaceName !== undefined,
      });
    }
  }
  const inside = new Set<string>();
  for (const { ends } of links) {
    const end = ends.find(({ container }) => container === undefined);
    const other = ends.find(({ container }) => container !== undefined);
    if (end === undefined) {
      continue;
    }
    // Derived from the other end's name, as above.
    const place = `${other?.container} ${other?.interfaceName}`;
    if (end.given.interfaceName === undefined && inside.has(place)) {
      continue;
    }
    inside.add(place);
    add({
      name: end.interfaceName,
      what: "the host's end of a point-to-point link",
      where: end.given.interfaceName ?? keyOf(end),
      given: end.given.interfaceName !== undefined,
    });
  }
  return found;
}
