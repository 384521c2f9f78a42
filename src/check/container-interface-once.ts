import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { linkEnds } from "../facts/link-ends.ts";
import { shown } from "../topology/problems.ts";
import type { Endpoint, LinkEnd, Topology } from "../topology/topology.ts";
import { keyOf, type Rule } from "./rule.ts";

export const containerInterfaceOnce: Rule = {
  name: "container-interface-once",
  codes: ["NG0303"],
  about: "The interfaces of a container have different names.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const ends = linkEnds(topology);
  return topology.containers.flatMap(({ name, endpoints }) =>
    inContainer(name, [...endpoints, ...(ends.get(name) ?? []).map(placed)]),
  );
}

/** An end in the words of a place on a network. */
const placed = (end: LinkEnd): Place => ({ ...end, network: "a point-to-point link", where: keyOf(end) });

type Place = Pick<Endpoint, "interfaceName" | "network" | "where"> & {
  readonly given: Pick<Endpoint["given"], "interfaceName">;
};

function inContainer(name: string, places: readonly Place[]): Diagnostic[] {
  const first = new Map<string, Place>();
  return places.flatMap((endpoint) => {
    const other = first.get(endpoint.interfaceName);
    if (other === undefined) {
      first.set(endpoint.interfaceName, endpoint);
      return [];
    }
    const message = `${name} has two interfaces ${shown(endpoint.interfaceName)}: on ${other.network} and on ${endpoint.network}`;
    const related = [
      { where: other.given.interfaceName ?? other.where, message: "the first one comes from here" },
    ];
    return [problem("NG0303", message, endpoint.given.interfaceName ?? endpoint.where, { related })];
  });
}
