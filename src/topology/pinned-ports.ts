import {
  ALL_IPV6,
  type ContainerChoices,
  type OpenPort,
  type PortChoices,
  portKey,
} from "../lock/choices.ts";
import { eachPort, type PortRange } from "../net/port.ts";
import type { Claims, Spot } from "./claims.ts";
import type { Draft } from "./publish.ts";

/** A port of the host that is to be picked, as the lock file names it. */
const openOf = ({ wanted, address, family }: Draft): OpenPort => ({
  protocol: wanted.protocol,
  address: address ?? (family === "ipv6" ? ALL_IPV6 : undefined),
  within: wanted.host,
});

const spotOf = ({ wanted: { protocol }, address, family }: Draft): Spot => ({ protocol, address, family });

/** By port of the container: the pinned ports of the host that still fit. */
export type PinnedPorts = ReadonlyMap<number, number>;

/** Claims the pinned ports that still fit, before any is picked anew. */
export function claimPinned(
  drafts: readonly Draft[],
  range: PortRange,
  pins: ReadonlyMap<string, ContainerChoices>,
  claims: Claims<Draft>,
): ReadonlyMap<Draft, PinnedPorts> {
  const used = new Map<PortChoices, number>();
  return new Map(
    drafts.map((draft) => {
      const own = pins.get(draft.container.name)?.ports;
      const { first, last } = draft.wanted.host ?? range;
      const kept = new Map<number, number>();
      for (const target of own === undefined ? [] : eachPort(draft.wanted.container)) {
        const choices = own?.get(portKey(openOf(draft), { first: target, last: target }));
        const index = choices === undefined ? 0 : (used.get(choices) ?? 0);
        const port = choices?.hosts[index];
        if (choices === undefined || port === undefined) {
          continue;
        }
        used.set(choices, index + 1);
        const host = { first: port, last: port };
        if (first <= port && port <= last && claims.holder(spotOf(draft), host) === undefined) {
          claims.claim(spotOf(draft), host, draft);
          kept.set(target, port);
        }
      }
      return [draft, kept];
    }),
  );
}
