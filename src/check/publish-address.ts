import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import type { LinkEnd, Topology } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const publishedOnContainer: Rule = {
  name: "publish-address",
  codes: ["NG0628"],
  about: "Ports are published on addresses of the host, not of a container.",
  check,
};

function check({ host, containers, links, publishes }: Topology): Diagnostic[] {
  if (publishes.every(({ address }) => address === undefined)) {
    return [];
  }
  const ends = links.flatMap((link) => link.ends);
  const holders = new Map<string, string | undefined>();
  for (const { name, endpoints } of containers) {
    for (const address of endpoints.flatMap(addressesOf)) holders.set(address, name);
  }
  for (const end of ends) {
    for (const address of addressesOf(end)) holders.set(address, end.container);
  }
  // Ends of links may share an address: what the host has, too, is the host's.
  const hosts = [
    ...host.addresses.map(({ address }) => formatAddress(address)),
    ...ends.filter(isHosts).flatMap(addressesOf),
  ];
  for (const address of hosts) holders.delete(address);
  return publishes.flatMap(({ address, where }) => {
    const text = address && formatAddress(address);
    const holder = text && holders.get(text);
    if (holder === undefined) {
      return [];
    }
    const message = `${text} is an address of ${holder}, and ports are published on the host's`;
    const help = "leave the address out, or give one of the host's";
    return [problem("NG0628", message, where, { help })];
  });
}

const addressesOf = ({ ipv4, ipv6 }: Pick<LinkEnd, "ipv4" | "ipv6">): string[] =>
  [ipv4, ipv6].flatMap((own) => (own === undefined ? [] : [formatAddress(own.address)]));

const isHosts = ({ container }: LinkEnd): boolean => container === undefined;
