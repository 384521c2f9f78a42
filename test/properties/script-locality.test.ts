import fc from "fast-check";
import { expect, test } from "vitest";
import type { Ruleset } from "../../src/ir/program.ts";
import type { Fields, PlanDocument } from "../support/plan-document.ts";
import { validPlan } from "../support/plans.ts";
import { compilePlan, partsOf, type ScriptParts } from "../support/script-parts.ts";

type Section = "networks" | "containers";
type Compiled = ReturnType<typeof compilePlan>;

/** One entry of a plan that is another in the second plan, or only in one of the two. */
interface Edit {
  readonly section: Section;
  readonly key: string;
  readonly before: PlanDocument;
  readonly after: PlanDocument;
}

/** The plan with the entry's fields in place of those that it has; undefined takes the entry away. */
function withEntry(
  plan: PlanDocument,
  section: Section,
  key: string,
  fields: Fields | undefined,
): PlanDocument {
  const there = plan[section].some(([name]) => name === key);
  const kept = plan[section].flatMap(([name, value]): PlanDocument[Section][number][] =>
    name !== key ? [[name, value]] : fields ? [[name, fields]] : [],
  );
  return { ...plan, [section]: there || fields === undefined ? kept : [...kept, [key, fields]] };
}

/** Lines of the script that are another, though they do not belong to the entry: as a diff, to be empty. */
function foreignChanges({ section, key, before, after }: Edit, backend: "nftables" | "iptables"): string[] {
  const [a, b] = [compilePlan(before, backend), compilePlan(after, backend)];
  expect(b.program).not.toEqual(a.program);
  if (haveNames(a) !== haveNames(b)) {
    return [];
  }
  const [old, young] = [partsOf(a.script), partsOf(b.script)];
  const origins = new Set(
    [a, b].flatMap(({ topology: { networks, containers } }) =>
      [...networks, ...containers]
        .filter(({ path }) => path[0] === section && path[1] === key)
        .map(({ origin }) => origin),
    ),
  );
  const devices = section === "networks" ? devicesOn(origins, [a, b]) : new Set<string>();
  const belongs = (origin: string) =>
    [...origins].some((own) => origin === own || origin.startsWith(`${own}.`));
  const planOf = ({ groups }: ScriptParts) =>
    groups
      .filter(({ origin }) => !belongs(origin))
      .flatMap(({ lines }) => lines)
      .map((line) =>
        devices.has(/link set dev (\S+) mtu \d+ up$/.exec(line)?.[1] ?? "")
          ? line.replace(/ mtu \d+/, " mtu N")
          : line,
      );
  const headerOf = ({ header }: ScriptParts) =>
    header
      .filter((line) => !belongs(/^# {3}([^\s:]+): /.exec(line)?.[1] ?? "") && !counts.test(line))
      .map((line) => line.replace(/\b[0-9a-f]{64}\b/, "HASH"));
  const rulesOf = ({ sections }: ScriptParts) =>
    sections
      .filter(({ netns }) => netns === "")
      .flatMap(({ lines }) => lines)
      .filter((line) => !belongs(/, # (\S+)$| --comment (\S+) /.exec(line)?.slice(1).join("") ?? ""));
  const sameShape = structureOf(a) === structureOf(b);
  return [
    ...difference(headerOf(old), headerOf(young)),
    ...difference(planOf(old), planOf(young)),
    ...(sameShape ? difference(rulesOf(old), rulesOf(young)) : []),
    ...difference([old.engine], [young.engine]),
  ];
}

/** Lines of the header that say how many: containers whose neighbours the host answers, those not named, and none. */
const counts =
  /^# {3}(?:\S+: neighbour solicitations are answered on .* for \d+ containers?|and \d+ more, .*|nothing)$/;

/** Sets and rules come and go with what they are about; only between rulesets of one shape are lines compared. */
function structureOf({ program: { firewall } }: Compiled): string {
  const shape = ({ sets, chains }: Ruleset) => [
    sets.map(({ name }) => name),
    chains.map(({ rules }) => rules.map(({ name }) => name)),
  ];
  return firewall.backend === "none" ? "" : JSON.stringify(firewall.rulesets.map(shape));
}

/** With its first container that has a namespace a plan gets the lines that all containers' files share. */
const haveNames = ({ topology }: Compiled): boolean =>
  topology.containers.some(({ netns }) => netns.kind !== "host" && netns.kind !== "container");

/** The interfaces on the networks: their MTU is the networks'. */
const devicesOn = (networks: ReadonlySet<string>, compiled: readonly Compiled[]): ReadonlySet<string> =>
  new Set(
    compiled.flatMap(({ topology }) =>
      topology.containers.flatMap(({ endpoints }) =>
        endpoints
          .filter(({ network }) => networks.has(`networks.${network}`))
          .flatMap(({ interfaceName, hostInterfaceName }) => [interfaceName, hostInterfaceName]),
      ),
    ),
  );

/** What stands in one list only, after both are freed of what they begin and end with alike. */
function difference(old: readonly string[], young: readonly string[]): string[] {
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) {
    start++;
  }
  let end = 0;
  while (end < Math.min(old.length, young.length) - start && old.at(-1 - end) === young.at(-1 - end)) {
    end++;
  }
  return [
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...young.slice(start, young.length - end).map((line) => `+ ${line}`),
  ];
}

/** Holds for every plan and entry that the edit can be made in; there have to be some. */
function holds(edit: (plan: PlanDocument, index: number) => Edit | undefined): void {
  let made = 0;
  fc.assert(
    fc.property(validPlan, fc.nat(5), fc.constantFrom("nftables", "iptables"), (plan, index, backend) => {
      const edited = edit(plan, index);
      if (edited === undefined) {
        return;
      }
      made++;
      expect(foreignChanges(edited, backend)).toEqual([]);
    }),
    { numRuns: 50 },
  );
  expect(made).toBeGreaterThan(0);
}

/** Changes one container's fields. */
const changeContainer =
  (change: (fields: Fields, isRange: boolean) => Fields | undefined) =>
  (plan: PlanDocument, index: number) => {
    const [key, fields] = plan.containers[index % (plan.containers.length || 1)] ?? [];
    const changed =
      fields && fields.network_mode === undefined ? change(fields, key?.includes("[") ?? false) : undefined;
    return key === undefined || changed === undefined
      ? undefined
      : ({
          section: "containers",
          key,
          before: plan,
          after: withEntry(plan, "containers", key, changed),
        } as const);
  };

const namesOf = (networks: unknown): string[] =>
  networks instanceof Map ? [...networks.keys()] : (networks as string[]);

test("a container's MAC address", () => {
  holds(
    changeContainer(({ networks, mac_address, ...fields }, isRange) => {
      const names = namesOf(networks ?? []);
      const [first] = names;
      if (first === undefined || isRange) {
        return undefined;
      }
      const attached = new Map(
        names.map((name) => [name, networks instanceof Map ? networks.get(name) : {}]),
      );
      attached.set(first, { ...attached.get(first), mac_address: "06:00:00:00:00:01" });
      return { ...fields, networks: attached };
    }),
  );
});

test("a container's sysctls", () => {
  holds(
    changeContainer((fields) => ({
      ...fields,
      sysctls: { ...(fields.sysctls as object | undefined), "net.ipv4.ip_default_ttl": "32" },
    })),
  );
});

test("a container's routes", () => {
  holds(
    changeContainer((fields) => ({
      ...fields,
      routes: [
        ...((fields.routes as unknown[] | undefined) ?? []),
        { to: "10.99.0.0/16", type: "blackhole" },
      ],
    })),
  );
});

test("a network's MTU", () => {
  holds((plan, index) => {
    const [key, fields] = plan.networks[index % (plan.networks.length || 1)] ?? [];
    if (key === undefined || fields?.mtu === "auto") {
      return undefined;
    }
    const [before, after] = [1400, 9000].map((mtu) => withEntry(plan, "networks", key, { ...fields, mtu }));
    return before && after && { section: "networks", key, before, after };
  });
});

test("one more container behind the others", () => {
  holds((plan, index) => {
    const networks = plan.networks.filter((_, i) => i <= index).map(([name]) => name);
    return plan.containers.length === 0
      ? undefined
      : {
          section: "containers",
          key: "new",
          before: plan,
          after: withEntry(plan, "containers", "new", { networks }),
        };
  });
});

/** The names that an entry holds, keys of maps included. */
const textOfFields = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (inner instanceof Map ? [...inner] : inner)) ?? "";

// What it publishes stands with the host and with its network, too.
test("the last container no longer", () => {
  holds((plan) => {
    const [key, fields] = plan.containers.at(-1) ?? [];
    const isGateway = JSON.stringify(plan.networks).includes(`"gateway":${JSON.stringify(key)}`);
    const others = [
      ...plan.links,
      ...plan.containers.flatMap(([, { network_mode, links }]) => [network_mode, links]),
    ];
    const isNamed = others.some((other) => textOfFields(other).includes(JSON.stringify(key).slice(1, -1)));
    return key === undefined ||
      plan.containers.length < 2 ||
      isGateway ||
      isNamed ||
      fields?.ports !== undefined
      ? undefined
      : { section: "containers", key, before: plan, after: withEntry(plan, "containers", key, undefined) };
  });
});
