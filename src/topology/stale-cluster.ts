import { at, type Diagnostic, type Path, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { type Choices, nothingPinned, type Prefixes } from "../lock/choices.ts";
import { compareChoices } from "../lock/compare.ts";
import type { HostPins } from "../lock/read-choices.ts";
import type { Family } from "../net/ip.ts";
import { choicesOf } from "./choices.ts";
import type { Cluster, Member } from "./cluster.ts";
import { noLongerPicked, placesIn, type Staleness, staleBy } from "./stale.ts";
import type { Topology } from "./topology.ts";

/** Everything that was picked for a host of a cluster, its prefixes included. */
export const choicesOfHost = (member: Member, topology: Topology): Choices =>
  choicesOf(topology, prefixesOf(member));

const prefixesOf = ({ prefixes }: Member): Prefixes => ({
  ipv4: prefixes.get("ipv4"),
  ipv6: prefixes.get("ipv6"),
});

/** What makes a lock file of a cluster stale at one host. */
export function stalenessOfHost(member: Member, topology: Topology, pinned: Choices | undefined): Staleness {
  const base = ["hosts", member.name];
  const places = placesIn(topology);
  return staleBy(compareChoices(pinned ?? nothingPinned, choicesOfHost(member, topology), base), (about) =>
    placeOf(member, about, () => places(about.slice(base.length))),
  );
}

/** Where the plan has what a choice is about: the host, for what is about no entry of it. */
function placeOf({ path }: Member, about: Path, entryAt: () => Where): Where {
  return about.length <= 2 || about[2] === "prefix" ? at(path, "key") : entryAt();
}

/** What makes it stale at a host of which only what others have to know was understood. */
export function stalenessOfOutline(member: Member, pinned: HostPins | undefined): Staleness {
  const now = outlineOf(member);
  const before = pinned && knownOf(pinned, now);
  const whereOf = new Map(member.networks.map(({ name, path }) => [name, at(path, "key")]));
  return staleBy(compareChoices(before ?? nothingPinned, now, ["hosts", member.name]), (about) =>
    placeOf(member, about, () => whereOf.get(String(about[3])) ?? at(member.path, "key")),
  );
}

function outlineOf(member: Member): Choices {
  const subnetOf = (name: string, family: Family) =>
    member.networks.find((each) => each.name === name && each.carved && each.subnet.address.family === family)
      ?.subnet;
  const names = new Set(member.networks.filter(({ carved }) => carved).map(({ name }) => name));
  return {
    ...nothingPinned,
    prefixes: prefixesOf(member),
    networks: new Map(
      [...names].map((name) => [
        name,
        {
          bridge: undefined,
          subnets: { ipv4: subnetOf(name, "ipv4"), ipv6: subnetOf(name, "ipv6") },
          gateway: undefined,
        },
      ]),
    ),
  };
}

/** Of what is pinned, what can be compared with an outline: it lacks subnets that a host picks for itself. */
const knownOf = ({ prefixes, networks }: HostPins, now: Choices): Choices => ({
  ...nothingPinned,
  prefixes,
  networks: new Map(
    [...now.networks].flatMap(([name, { subnets }]) => {
      const pinned = networks.get(name)?.subnets;
      const known = (family: "ipv4" | "ipv6") => subnets[family] && pinned?.[family];
      return pinned
        ? [
            [
              name,
              {
                bridge: undefined,
                subnets: { ipv4: known("ipv4"), ipv6: known("ipv6") },
                gateway: undefined,
              },
            ],
          ]
        : [];
    }),
  ),
});

/** So much of a lock file is said one by one; a cluster may have more than anybody reads. */
const lockLimit = 1000;

/** Collects what makes a lock file stale, host by host. */
export function staleCollector(): StaleCollector {
  const inPlan = new Map<string, Diagnostic>();
  const inLock: Diagnostic[] = [];
  let unsaid = 0;
  const add = ({ plan, lock }: Staleness): void => {
    // Hosts of a range share their places.
    for (const found of plan) {
      const place = JSON.stringify(found.where);
      if (!inPlan.has(place)) inPlan.set(place, found);
    }
    const said = lock.slice(0, lockLimit - inLock.length);
    inLock.push(...said);
    unsaid += lock.length - said.length;
  };
  return {
    add,
    all: ({ members }, pinned) => {
      const there = new Set(members.map(({ name }) => name));
      const gone = pinned.filter((host) => !there.has(host));
      add({ plan: [], lock: gone.map((host) => noLongerPicked(["hosts", host])) });
      const message = `${unsaid} more stale entries not shown`;
      const more = unsaid === 0 ? [] : [problem("NG0218", message, at(["hosts"], "key"))];
      return { plan: [...inPlan.values()], lock: [...inLock, ...more] };
    },
  };
}

export interface StaleCollector {
  readonly add: (found: Staleness) => void;
  /** What was found, with the pinned hosts that the plan no longer has. */
  readonly all: (cluster: Cluster, pinned: readonly string[]) => Staleness;
}
