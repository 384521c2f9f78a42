import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress } from "../net/address.ts";
import type { IpAddress } from "../net/ip.ts";
import { isLoopback, specialRange } from "../net/special.ts";
import type { Resolver } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

/** MAXNS of resolv.h: servers that the C library's resolver asks. */
const ASKED = 3;

type Servers = NonNullable<Resolver["servers"]>;

export const nameServers: Rule = {
  name: "name-servers",
  codes: ["NG0335", "NG0336", "NG0338"],
  about: "Name servers have addresses that can be asked, and there are at most as many as the resolver uses.",
  check: ({ host, containers }) =>
    [host.resolver, ...containers.map(({ names }) => names.resolver)].flatMap(({ servers = [] }) => [
      ...servers.flatMap(notAServer),
      ...tooMany(servers),
    ]),
};

function tooMany(servers: Servers): Diagnostic[] {
  const [extra] = servers.slice(ASKED);
  return extra === undefined
    ? []
    : [
        problem(
          "NG0335",
          `of ${servers.length} name servers only the first ${ASKED} are asked`,
          at(extra.path),
        ),
      ];
}

function notAServer({ address, path }: Servers[number]): Diagnostic[] {
  const it = formatAddress(address);
  if (address.family === "ipv4" ? isLoopback(address) : address.value === 1n) {
    const message = `${it} is the container's own loopback, not the host's`;
    const help = "name an address of the server that the container reaches, or leave `dns` out";
    return [problem("NG0336", message, at(path), { help })];
  }
  return isOneMachine(address) ? [] : [problem("NG0338", `no name server has the address ${it}`, at(path))];
}

/** IPv6: neither :: nor multicast, ff00::/8. */
const isOneMachine = (address: IpAddress): boolean =>
  address.family === "ipv4"
    ? specialRange({ address, length: 32 }) === undefined
    : address.value !== 0n && address.value >> 120n !== 0xffn;
