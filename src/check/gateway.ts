import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { cidrOfAddress, contains, formatCidr } from "../net/cidr.ts";
import { BRIDGE_LINK_LOCAL, isLinkLocal } from "../net/special.ts";
import { unusableEnds } from "../topology/allocate.ts";
import type { Container, Topology } from "../topology/topology.ts";
import { keyOf, type OfNetwork, type Rule, subnetNote, subnetPlace, withIp } from "./rule.ts";

export const gateway: Rule = {
  name: "gateway",
  codes: ["NG0407", "NG0409", "NG0410"],
  about: "A network's gateway is an address of its subnet, or a container on it.",
  check,
};

function check(topology: Topology): Diagnostic[] {
  const sound = topology.containers.filter(({ origin }) => !topology.incomplete.has(origin));
  const containers = new Map(sound.map((container) => [container.name, container]));
  return withIp(topology).flatMap((of) =>
    of.ip.gateway.kind === "container"
      ? ofContainer(of, containers.get(of.ip.gateway.container))
      : ofAddress(of),
  );
}

function ofAddress({ network, family, ip }: OfNetwork): Diagnostic[] {
  if (ip.gateway.kind !== "host") {
    return [];
  }
  const { address } = ip.gateway;
  const where = ip.given.gateway ?? subnetPlace(network, family);
  const text = formatAddress(address);
  const usual = family === "ipv6" ? formatAddress(BRIDGE_LINK_LOCAL) : "the first one";
  if (isLinkLocal(cidrOfAddress(address)) && family === "ipv6") {
    return [];
  }
  if (!contains(ip.subnet, address)) {
    const message = `gateway ${text} is outside of the subnet of network ${network.name}`;
    const help = `pick an address in ${formatCidr(ip.subnet)}, or leave it out to have ${usual}`;
    return [problem("NG0409", message, where, { related: [subnetNote(network, ip)], help })];
  }
  const [first] = unusableEnds(ip.subnet);
  if (!unusableEnds(ip.subnet).some((end) => sameAddress(end, address))) {
    return [];
  }
  const isFirst = first !== undefined && sameAddress(first, address);
  const what = family === "ipv6" ? "subnet-router anycast" : isFirst ? "network's own" : "broadcast";
  const help = `pick another address in ${formatCidr(ip.subnet)}, or leave it out to have ${usual}`;
  const message = `gateway ${text} is the ${what} address of ${formatCidr(ip.subnet)}`;
  return [problem("NG0407", message, where, { help })];
}

function ofContainer({ network, family, ip }: OfNetwork, container: Container | undefined): Diagnostic[] {
  if (container === undefined || container.endpoints.some((endpoint) => endpoint.network === network.name)) {
    return [];
  }
  const { name } = container;
  const message = `${name} is to be the gateway of network ${network.name}, and is not on it`;
  const related = [{ where: keyOf(container), message: `${name} is here` }];
  const help = `add ${network.name} to the networks of ${name}`;
  return [problem("NG0410", message, ip.given.gateway ?? subnetPlace(network, family), { related, help })];
}
