import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { PortRange } from "../net/port.ts";
import type { Publish, Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

/** BGP's (RFC 4271, 4.1). */
const bgpPort = 179;

export const bgpPortFree: Rule = {
  name: "bgp-port",
  codes: ["NG0854"],
  about: "With `routing: bird`, port 179/tcp of the host is BIRD's and cannot be published.",
  check,
};

function check({ membership, host, publishes }: Topology): Diagnostic[] {
  if (membership === undefined || !membership.bird) return [];
  const own = host.addresses.map(({ address }) => address);
  const takes = ({ address, host: ports, protocol }: Publish): boolean =>
    protocol === "tcp" &&
    holdsPort(ports) &&
    (address === undefined ||
      own.some(({ family, value }) => family === address.family && value === address.value));
  return [
    ...publishes.filter(takes).map(({ container, where }) => {
      const message = `${container} publishes 179/tcp, where BIRD has its BGP sessions on ${membership.host}`;
      return problem("NG0854", message, where, {
        help: "publish another port of the host, for instance 1179",
      });
    }),
  ];
}

const holdsPort = ({ first, last }: PortRange): boolean => first <= bgpPort && bgpPort <= last;
