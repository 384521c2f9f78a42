import type { LinkChoices, SoughtEnd } from "../lock/choices.ts";
import { endOf, matchLinks } from "../lock/match.ts";
import { parseAddress } from "../net/address.ts";
import type { IpAddress } from "../net/ip.ts";
import { parseMac } from "../net/mac.ts";
import type { ExpandedLink, ExpandedPlan } from "../plan/expanded.ts";
import type { HeldNames } from "./attach.ts";

/** What the lock file has for each point-to-point link of the plan. */
export type PinnedLinks = ReadonlyMap<ExpandedLink, LinkChoices>;

/** Finds the links of the plan in the lock file. */
export function matchPlanLinks({ links }: ExpandedPlan, pinned: readonly LinkChoices[]): PinnedLinks {
  if (pinned.length === 0) {
    return new Map();
  }
  const sought = new Map(links.map((link) => [{ ends: link.ends.map(soughtEnd) }, link]));
  const found = matchLinks([...sought.keys()], pinned);
  return new Map(
    [...sought].flatMap(([key, link]): [ExpandedLink, LinkChoices][] => {
      const choices = found.get(key);
      return choices === undefined ? [] : [[link, choices]];
    }),
  );
}

/** What the plan says of an end; what cannot be read is nobody's. */
function soughtEnd({ name, value }: ExpandedLink["ends"][number]): SoughtEnd {
  const mac = value.mac_address === undefined ? undefined : parseMac(value.mac_address);
  return {
    name,
    given: {
      interfaceName: value.interface_name,
      ipv4: soughtAddress(value.ipv4_address),
      ipv6: soughtAddress(value.ipv6_address),
      mac: mac?.ok ? mac.value : undefined,
    },
  };
}

function soughtAddress(text: string | undefined): IpAddress | undefined {
  const address = parseAddress(text?.split("/")[0] ?? "");
  return address.ok ? address.value : undefined;
}

/** The names that each container's ends of links have from the plan or the lock file. */
export function namesOnLinks({ links }: ExpandedPlan, pinned: PinnedLinks): (container: string) => HeldNames {
  const byContainer = new Map<string, { readonly given: Set<string>; readonly pinned: Set<string> }>();
  for (const link of pinned.size === 0 ? [] : links) {
    for (const { name, value } of link.ends) {
      const own = byContainer.get(name) ?? { given: new Set(), pinned: new Set() };
      byContainer.set(name, own);
      const held = endOf(pinned.get(link), name)?.interfaceName;
      if (value.interface_name !== undefined) {
        own.given.add(value.interface_name);
      } else if (held !== undefined) {
        own.pinned.add(held);
      }
    }
  }
  return (container) => byContainer.get(container) ?? { given: new Set(), pinned: new Set() };
}
