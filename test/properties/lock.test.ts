import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, lockOf, type Topology } from "../../src/compile.ts";
import { leavesOf } from "../../src/lock/leaves.ts";
import { readLock } from "../../src/lock/read.ts";
import { choicesOf } from "../../src/topology/choices.ts";
import { type Fields, type PlanDocument, textOf } from "../support/plan-document.ts";
import { validPlan } from "../support/plans.ts";

type Entries = readonly (readonly [string, Fields])[];

/** The topology of a plan with a lock file; undefined where the plan has an error. */
function topologyOf(plan: PlanDocument, lock?: string): { topology: Topology; stale: boolean } | undefined {
  const result = compile(textOf(plan), {
    file: "plan.yaml",
    name: "plan",
    lock: lock === undefined ? undefined : { text: lock, file: "plan.lock.yaml" },
  });
  const { topology, diagnostics } = result;
  const stale = [...diagnostics, ...(result.lock?.diagnostics ?? [])].some(({ code }) =>
    /^NG021[789]$/.test(code),
  );
  return topology && { topology, stale };
}

/** Every choice by its name; of links, which have none, by what the plan says of them. */
function choicesByName(topology: Topology): ReadonlyMap<string, string> {
  const { links, ...rest } = choicesOf(topology);
  const named = leavesOf({ ...rest, links: [] }, new Map()).map(({ about, value }): [string, string] => [
    about.join(" "),
    value,
  ]);
  const ends = topology.links.flatMap(
    (link, index) =>
      links[index]?.ends.map(({ name, interfaceName, mac }): [string, string] => [
        `link ${link.mtu} ${name}`,
        `${interfaceName} ${mac}`,
      ]) ?? [],
  );
  return new Map([...named, ...ends]);
}

/** Choices of both that are not the same. */
function changes(a: Topology, b: Topology): string[] {
  const after = choicesByName(b);
  return [...choicesByName(a)].flatMap(([name, value]) => {
    const now = after.get(name) ?? value;
    return now === value ? [] : [`${name}: ${value} -> ${now}`];
  });
}

/** Everything that the plan gives in so many words, and nobody else can keep. */
const givenIn = (plan: PlanDocument): ReadonlySet<string> =>
  new Set(textOf(plan).match(/\d+\.\d+\.\d+\.\d+|\b\d{4,5}\b/g) ?? []);

/** Whether the second plan gives something that the first one left to be picked. */
function claims(plan: PlanDocument, topology: Topology): boolean {
  const given = givenIn(plan);
  const picked = [...choicesByName(topology).values()].flatMap((value) => value.split(/, |\//));
  return picked.some((value) => given.has(value));
}

/** Holds for every plan in which the edit can be made, in both directions; there have to be some. */
function keeps(edit: (plan: PlanDocument, index: number) => PlanDocument | undefined): void {
  let made = 0;
  fc.assert(
    fc.property(validPlan, fc.nat(), (plan, index) => {
      const edited = edit(plan, index);
      for (const [from, to] of edited === undefined
        ? []
        : [[plan, edited] as const, [edited, plan] as const]) {
        const before = topologyOf(from);
        const lock = before && lockOf(before.topology, "plan.yaml");
        const after = lock === undefined ? undefined : topologyOf(to, lock);
        if (before === undefined || after === undefined || claims(to, before.topology)) {
          continue;
        }
        made++;
        expect(changes(before.topology, after.topology)).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
  expect(made).toBeGreaterThan(20);
}

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % (list.length || 1)];

const without = <T>(list: readonly T[], item: T): T[] => list.filter((other) => other !== item);

/** The same entries in an order that the number stands for. */
function shuffled<T>(list: readonly T[], number: number): T[] {
  const left = [...list];
  return list.flatMap((_, index) => left.splice((number >> index) % left.length, 1));
}

/** A container's networks without one, or in another order, in whichever form they are. */
function networksOf(networks: unknown, change: (names: readonly string[]) => readonly string[]): unknown {
  if (Array.isArray(networks)) {
    return change(networks);
  }
  return networks instanceof Map
    ? new Map(change([...networks.keys()]).map((key) => [key, networks.get(key)]))
    : networks;
}

const eachContainer = (plan: PlanDocument, change: (fields: Fields) => Fields): PlanDocument => ({
  ...plan,
  containers: plan.containers.map(([name, fields]) => [name, change(fields)]),
});

test("a lock file says all that is picked: with it, nothing is picked anew, and it is read as it was written", () => {
  fc.assert(
    fc.property(validPlan, (plan) => {
      const before = topologyOf(plan);
      const text = before && lockOf(before.topology, "plan.yaml");
      const after = text === undefined ? undefined : topologyOf(plan, text);
      expect(after).toEqual({ ...before, stale: false });
      expect(after && lockOf(after.topology, "plan.yaml")).toBe(text);
    }),
  );
});

test("a container comes or goes", () => {
  keeps((plan, index) => {
    const entry = at(plan.containers, index);
    return entry && { ...plan, containers: without(plan.containers, entry) };
  });
});

test("a network comes or goes", () => {
  keeps((plan, index) => {
    const entry = at(plan.networks, index);
    const rest = entry && { ...plan, networks: without<Entries[number]>(plan.networks, entry) };
    return (
      rest &&
      eachContainer(rest, ({ networks, ...fields }) => ({
        ...fields,
        networks: networksOf(networks, (names) => names.filter((name) => name !== entry[0])),
      }))
    );
  });
});

test("a container's place on a network comes or goes", () => {
  keeps((plan, index) => {
    const chosen = at(plan.containers, index);
    return eachContainer(plan, (fields) =>
      fields !== chosen?.[1]
        ? fields
        : {
            ...fields,
            networks: networksOf(fields.networks, (names) => without(names, at(names, index >> 3) ?? "")),
          },
    );
  });
});

test("entries move, and the lock file is not even stale", () => {
  let made = 0;
  fc.assert(
    fc.property(validPlan, fc.nat(), (plan, number) => {
      const moved = eachContainer(
        { ...plan, networks: shuffled(plan.networks, number), containers: shuffled(plan.containers, number) },
        (fields) => ({
          ...fields,
          networks: networksOf(fields.networks, (names) => shuffled(names, number)),
        }),
      );
      const before = topologyOf(plan);
      const lock = before && lockOf(before.topology, "plan.yaml");
      const after = lock === undefined ? undefined : topologyOf(moved, lock);
      if (before !== undefined && after !== undefined) {
        made++;
        expect(changes(before.topology, after.topology)).toEqual([]);
        expect(after.stale).toBe(false);
      }
    }),
  );
  expect(made).toBeGreaterThan(20);
});

test("any text beside the plan is a lock file or said to be none", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.uint8Array(),
        fc.json().map((json) => `netgen_lock: 1\ncontainers: ${json}\n`),
        fc.json().map((json) => `netgen_lock: 1\nnetworks: {front: ${json}}\npoint_to_point: ${json}\n`),
      ),
      (text) => {
        const { choices, diagnostics } = readLock(text);
        expect(choices === undefined).toBe(diagnostics.length > 0);
        for (const { message, help } of diagnostics) {
          expect(`${message}${help ?? ""}`).toMatch(/^\P{Cc}+$/u);
        }
      },
    ),
    { numRuns: 500 },
  );
});
