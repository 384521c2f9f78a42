import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, lockOf } from "../../src/compile.ts";
import type { LinkChoices } from "../../src/lock/choices.ts";
import { leavesOf } from "../../src/lock/leaves.ts";
import { readLock } from "../../src/lock/read.ts";
import { choicesOf } from "../../src/topology/choices.ts";
import type { Topology } from "../../src/topology/topology.ts";
import { type Fields, type PlanDocument, textOf } from "../support/plan-document.ts";
import { validPlan } from "../support/plans.ts";

type Entries = readonly (readonly [string, Fields])[];

/** The topology of a plan with a lock file; undefined where the plan has an error. */
function topologyOf(plan: PlanDocument, lock?: string): (Compiled & { readonly stale: boolean }) | undefined {
  const result = compile(textOf(plan), {
    file: "plan.yaml",
    name: "plan",
    lock: lock === undefined ? undefined : { text: lock, file: "plan.lock.yaml" },
  });
  const { topology, diagnostics } = result;
  const stale = [...diagnostics, ...(result.lock?.diagnostics ?? [])].some(({ code }) =>
    /^NG021[789]$/.test(code),
  );
  return topology && { plan, topology, stale };
}

/**
 * Every choice by its name; of links, which have none, by what the plan says of their ends and of how many that is
 * said. The MTU tells no link from another: who changes it means the same link.
 */
function choicesByName(plan: PlanDocument, topology: Topology): ReadonlyMap<string, string> {
  const { links, ...rest } = choicesOf(topology);
  const named = leavesOf({ ...rest, links: [] }, new Map()).map(({ about, value }): [string, string] => [
    about.join(" "),
    value,
  ]);
  const same = new Map<string, string[]>();
  for (const [index, link] of links.entries()) {
    const text = textOf({
      ...plan,
      networks: [],
      containers: [],
      links: [{ ends: plan.links[index]?.ends }],
    });
    same.set(text, [...(same.get(text) ?? []), namesIn(link)]);
  }
  return new Map([
    ...named,
    ...[...same].map(([text, ends]): [string, string] => [`${ends.length} of ${text}`, ends.sort().join()]),
  ]);
}

const namesIn = ({ ends }: LinkChoices): string =>
  ends
    .map(({ name, interfaceName, mac }) => `${name} ${interfaceName} ${mac}`)
    .sort()
    .join();

type Compiled = { readonly plan: PlanDocument; readonly topology: Topology };

/** Choices of both that are not the same. */
function changes(a: Compiled, b: Compiled): string[] {
  const after = choicesByName(b.plan, b.topology);
  return [...choicesByName(a.plan, a.topology)].flatMap(([name, value]) => {
    const now = after.get(name) ?? value;
    return now === value ? [] : [`${name}: ${value} -> ${now}`];
  });
}

/** Whether the plan gives an address that was picked for somebody else before: what is given goes before. */
function claims(plan: PlanDocument, before: Compiled): boolean {
  const given = new Set(textOf(plan).match(/\d+\.\d+\.\d+\.\d+/g) ?? []);
  const picked = [...choicesByName(before.plan, before.topology).values()];
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
        if (before === undefined || after === undefined || claims(to, before)) {
          continue;
        }
        made++;
        expect(changes(before, after)).toEqual([]);
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

test("a published port comes or goes", () => {
  keeps((plan, index) => {
    const chosen = at(
      plan.containers.filter(([, { ports }]) => ports !== undefined),
      index,
    );
    return (
      chosen &&
      eachContainer(plan, (fields) =>
        fields === chosen[1] && Array.isArray(fields.ports)
          ? { ...fields, ports: without(fields.ports, at(fields.ports, index >> 3)) }
          : fields,
      )
    );
  });
});

test("a point-to-point link comes or goes", () => {
  keeps((plan, index) => {
    const link = at(plan.links, index);
    return link && { ...plan, links: without(plan.links, link) };
  });
});

test("entries move, and the lock file is not even stale", () => {
  let made = 0;
  fc.assert(
    fc.property(validPlan, fc.nat(), (plan, number) => {
      const moved = eachContainer(
        {
          ...plan,
          networks: shuffled(plan.networks, number),
          containers: shuffled(plan.containers, number),
          links: shuffled(plan.links, number),
        },
        (fields) => ({
          ...fields,
          ports: Array.isArray(fields.ports) ? shuffled(fields.ports, number) : undefined,
          networks: networksOf(fields.networks, (names) => shuffled(names, number)),
        }),
      );
      const before = topologyOf(plan);
      const lock = before && lockOf(before.topology, "plan.yaml");
      const after = lock === undefined ? undefined : topologyOf(moved, lock);
      if (before !== undefined && after !== undefined) {
        made++;
        expect(changes(before, after)).toEqual([]);
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
