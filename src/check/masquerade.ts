import { at, type Diagnostic, type Path } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import { problem } from "../diagnostics/report.ts";
import { gatewayContainer } from "../facts/gateway-container.ts";
import { linkEnds } from "../facts/link-ends.ts";
import { isOwned } from "../facts/namespace.ts";
import { ifnameFault } from "../net/ifname.ts";
import { families } from "../net/ip.ts";
import type { Container, LinkEnd, Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const masquerade: Rule = {
  name: "masquerade",
  codes: ["NG0650", "NG0651", "NG0652", "NG0653"],
  about:
    "`masquerade` names interfaces of the container, each once and none towards a network whose gateway it is, and the container forwards.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const ends = linkEnds(topology);
  return topology.containers
    .filter(({ origin, masquerade: { length } }) => length > 0 && !topology.incomplete.has(origin))
    .flatMap((container) => [
      ...idle(container),
      ...repeated(container),
      ...unknown(container, ends.get(container.name) ?? []),
      ...inwards(topology, container, ends.get(container.name) ?? []),
    ]);
}

/** In a namespace that others made, forwarding may be on already. */
function idle(container: Container): Diagnostic[] {
  const { name, path, forward, sysctls } = container;
  if (forward || !isOwned(container) || sysctls.some(({ key }) => /forward/.test(key))) {
    return [];
  }
  const message = `\`masquerade\` of ${name} has no effect: \`forward\` is false`;
  return [problem("NG0652", message, at([...path, "forward"]), { help: "take one of the two out" })];
}

function repeated({ name, masquerade: listed }: Container): Diagnostic[] {
  const first = new Map<string, Path>();
  return listed.flatMap(({ dev, path }) => {
    const other = first.get(dev);
    if (other === undefined) {
      first.set(dev, path);
      return [];
    }
    const related = [{ where: at(other), message: "the first time is here" }];
    return [problem("NG0651", `${name} masquerades on ${dev} twice`, at(path), { related })];
  });
}

/** What else is in a namespace that others made is not known. */
function unknown(container: Container, ends: readonly LinkEnd[]): Diagnostic[] {
  const names = [...container.endpoints, ...ends].map(({ interfaceName }) => interfaceName);
  const known = new Set(names);
  return container.masquerade.flatMap(({ dev, path }) => {
    if (known.has(dev) || (dev !== "lo" && (!isOwned(container) || ifnameFault(dev) !== undefined))) {
      return [];
    }
    const list = names.length === 0 ? "it has none but lo" : `it has ${names.join(", ")}`;
    const help = didYouMean(dev, names) ?? list;
    return [
      problem("NG0650", `${container.name} has no interface ${dev} to masquerade on`, at(path), { help }),
    ];
  });
}

/** What a gateway's own network sends would be what comes in unasked. Where it masquerades everywhere, all passes. */
function inwards({ networks }: Topology, container: Container, ends: readonly LinkEnd[]): Diagnostic[] {
  const { name, endpoints, masquerade: listed } = container;
  const outside = new Set(listed.map(({ dev }) => dev));
  if ([...endpoints, ...ends].every(({ interfaceName }) => outside.has(interfaceName))) {
    return [];
  }
  const ways = new Map(endpoints.map(({ interfaceName, network }) => [interfaceName, network]));
  const own = new Set(
    networks.flatMap((network) =>
      families.some((family) => gatewayContainer(network[family]) === name) ? [network.name] : [],
    ),
  );
  return listed.flatMap(({ dev, path }, index) => {
    const network = ways.get(dev);
    const said = listed.findIndex((other) => other.dev === dev) < index;
    if (network === undefined || !own.has(network) || said) {
      return [];
    }
    const message = `${dev} leads to network ${network}, whose gateway ${name} is: what it sends comes in unasked, and goes nowhere`;
    const help = "name the interface that leads out";
    return [problem("NG0653", message, at(path), { help })];
  });
}
