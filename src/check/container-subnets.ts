import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatCidr, subnetOf } from "../net/cidr.ts";
import { families } from "../net/ip.ts";
import { nested } from "../net/nested.ts";
import type { Container } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const containerSubnets: Rule = {
  name: "container-subnets",
  codes: ["NG0424"],
  about:
    "The interfaces of a container are in different subnets; otherwise it would send to both by one of them.",
  check: ({ containers }) => containers.flatMap(inContainer),
};

function inContainer({ name, endpoints }: Container): Diagnostic[] {
  const own = endpoints.flatMap((endpoint, order) =>
    families.flatMap((family) => {
      const address = endpoint[family];
      return address === undefined ? [] : [{ endpoint, order, subnet: subnetOf(address) }];
    }),
  );
  return nested(own, ({ subnet }) => subnet).map((pair) => {
    const [earlier, later] = pair.sort((a, b) => a.order - b.order);
    const text = ({ subnet, endpoint }: typeof later) =>
      `in ${formatCidr(subnet)} on network ${endpoint.network}`;
    const related = [{ where: earlier.endpoint.where, message: "the other one comes from here" }];
    return problem("NG0424", `${name} is ${text(later)}, and ${text(earlier)}`, later.endpoint.where, {
      related,
    });
  });
}
