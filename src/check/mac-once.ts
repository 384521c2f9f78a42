import type { Diagnostic, Related } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { macOfIpv4 } from "../net/mac.ts";
import type { Network, Topology } from "../topology/topology.ts";
import { type Rule, subnetPlace } from "./rule.ts";

interface Owner {
  readonly what: string;
  readonly note: Related;
  readonly given: boolean;
}

export const macOnce: Rule = {
  name: "mac-once",
  codes: ["NG0420"],
  about: "A MAC address belongs to one interface of a network, its bridge included.",
  check,
};

function check({ networks, containers }: Topology): Diagnostic[] {
  const owners = new Map(networks.map((network) => [network.name, bridgeOf(network)]));
  return containers.flatMap((container) =>
    container.endpoints.flatMap((endpoint) => {
      const { mac, given, where, network } = endpoint;
      const taken = owners.get(network);
      const other = taken?.get(mac);
      const place = given.mac ?? where;
      const note = { where: place, message: `${container.name} has it from here` };
      taken?.set(mac, other ?? { what: `${container.name}'s`, note, given: given.mac !== undefined });
      // Two picked ones are the same only where two addresses are.
      if (other === undefined || (given.mac === undefined && !other.given)) {
        return [];
      }
      const message = `${mac} of ${container.name} is ${other.what} on network ${network} already`;
      return [problem("NG0420", message, place, { related: [other.note] })];
    }),
  );
}

function bridgeOf(network: Network): Map<string, Owner> {
  const gateway = network.ipv4?.gateway;
  if (gateway?.kind !== "host" || network.bridge.external) {
    return new Map();
  }
  const note = { where: subnetPlace(network), message: "it is made of the gateway's address, from here" };
  return new Map([[macOfIpv4(gateway.address), { what: "the bridge's", note, given: false }]]);
}
