import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../topology/problems.ts";
import type { Container, Endpoint, Topology } from "../topology/topology.ts";

/** Interfaces of one container have names of their own. */
export const containerInterfaceOnce = ({ containers }: Topology): Diagnostic[] =>
  containers.flatMap(inContainer);

function inContainer({ name, endpoints }: Container): Diagnostic[] {
  const first = new Map<string, Endpoint>();
  return endpoints.flatMap((endpoint) => {
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
