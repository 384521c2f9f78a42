import fc from "fast-check";
import { expect, test } from "vitest";
import { type Choices, clusterLockOf, compile } from "../../src/compile.ts";
import { leavesOf } from "../../src/lock/leaves.ts";
import { readClusterLock } from "../../src/lock/read-cluster.ts";
import { readPlain } from "../../src/source/plain.ts";
import { read } from "../../src/source/read.ts";
import { toYaml } from "../../src/source/yaml.ts";

/** A host of a cluster, by what tells plans apart. */
interface HostChoice {
  readonly name: string;
  readonly networks: readonly { readonly name: string; readonly form: string }[];
  /** Each on some of the host's networks, by their numbers. */
  readonly containers: readonly {
    readonly name: string;
    readonly on: readonly number[];
    readonly port: boolean;
  }[];
}

interface ClusterChoice {
  readonly routed: boolean;
  readonly hosts: readonly HostChoice[];
}

const named = <T>(names: readonly string[], rest: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), ...rest }), {
    selector: ({ name }) => name,
    maxLength: 4,
  }) as unknown as fc.Arbitrary<readonly ({ readonly name: string } & T)[]>;

/** Networks that take all there is to pick: carved ones of both families, private ranges, and none. */
const forms = [
  "{ipv4: {mode: routed}, ipv6: auto}",
  "{}",
  "{ipv4: none, ipv6: auto}",
  "{ipv4: {mode: routed}}",
];

const cluster: fc.Arbitrary<ClusterChoice> = fc.record({
  routed: fc.boolean(),
  hosts: named<Omit<HostChoice, "name">>(["a", "10", "9", "true", "h.1", "1e5"], {
    networks: named(["front", "7", "x.y", "back"], { form: fc.constantFrom(...forms) }),
    containers: named(["web", "10", "db"], {
      on: fc.array(fc.nat(3), { maxLength: 2 }),
      port: fc.boolean(),
    }),
  }),
});

/** Every host keeps its own address wherever it stands; the router picks nothing from the pool that is given away. */
const addresses: Readonly<Record<string, number>> = {
  a: 11,
  "10": 12,
  "9": 13,
  true: 14,
  "h.1": 15,
  "1e5": 16,
};

function textOf({ routed, hosts }: ClusterChoice): string {
  const host = ({ name, networks, containers }: HostChoice) => {
    const onto = (on: readonly number[]) =>
      [...new Set(on)].flatMap((index) => (networks[index] ? [JSON.stringify(networks[index].name)] : []));
    return [
      `  ${JSON.stringify(name)}:`,
      `    host: {addresses: [192.0.2.${addresses[name]}/24, "2001:db8:ffff::${addresses[name]}/64"]}`,
      `    networks: {${networks.map((network) => `${JSON.stringify(network.name)}: ${network.form}`).join(", ")}}`,
      `    containers: {${containers
        .map((each) => {
          const ports = each.port && onto(each.on).length > 0 ? ", ports: [80]" : "";
          return `${JSON.stringify(each.name)}: {networks: [${onto(each.on).join(", ")}]${ports}}`;
        })
        .join(", ")}}`,
    ];
  };
  return [
    "netgen: 1",
    "name: plan",
    "fabric:",
    ...(routed ? ["  kind: routed", "  router: r"] : ["  kind: switched"]),
    '  subnet: [192.0.2.0/24, "2001:db8:ffff::/64"]',
    '  pool: {ipv4: 10.0.0.0/8, ipv6: "2001:db8::/32", per_host: {ipv4: 16, ipv6: 48}, per_network: {ipv4: 24, ipv6: 64}}',
    "hosts:",
    '  r: {host: {addresses: [192.0.2.1/24, "2001:db8:ffff::1/64"]}}',
    ...hosts.flatMap(host),
    "",
  ].join("\n");
}

interface Compiled {
  readonly choices: ReadonlyMap<string, Choices>;
  readonly lock: string;
  readonly stale: boolean;
  /** Of each host, as `render --host` has it. */
  readonly scriptOf: (host: string) => string | undefined;
}

/** What is picked for a cluster; undefined where its plan has an error. */
function compiled(choice: ClusterChoice, lock?: string): Compiled | undefined {
  const options = {
    file: "plan.yaml",
    name: "plan",
    lock: lock === undefined ? undefined : { text: lock, file: "plan.lock.yaml" },
  };
  const result = compile(textOf(choice), options);
  const { hosts = [], choicesOfHost } = result;
  if (choicesOfHost === undefined) return undefined;
  return {
    choices: new Map(hosts.map((host) => [host, choicesOfHost(host)])),
    lock: [...clusterLockOf(hosts, choicesOfHost, "plan.yaml")].join(""),
    stale: [...result.diagnostics, ...(result.lock?.diagnostics ?? [])].some(({ code }) =>
      /^NG021[789]$/.test(code),
    ),
    scriptOf: (host) => compile(textOf(choice), { ...options, host }).script,
  };
}

const leaves = ({ choices }: Compiled): ReadonlyMap<string, string> =>
  new Map(
    [...choices].flatMap(([host, own]) =>
      leavesOf(own, new Map(), ["hosts", host]).map(({ about, value }): [string, string] => [
        about.join(" "),
        value,
      ]),
    ),
  );

/** Choices of both that are not the same. */
function changes(before: Compiled, after: Compiled): string[] {
  const now = leaves(after);
  return [...leaves(before)].flatMap(([name, value]) => {
    const other = now.get(name) ?? value;
    return other === value ? [] : [`${name}: ${value} -> ${other}`];
  });
}

/** Holds for every cluster in which the edit can be made, in both directions; there have to be some. */
function keeps(edit: (choice: ClusterChoice, number: number) => ClusterChoice | undefined): void {
  let made = 0;
  fc.assert(
    fc.property(cluster, fc.nat(), (choice, number) => {
      const edited = edit(choice, number);
      for (const [from, to] of edited ? [[choice, edited] as const, [edited, choice] as const] : []) {
        const before = compiled(from);
        const after = before && compiled(to, before.lock);
        if (before === undefined || after === undefined) continue;
        made++;
        expect(changes(before, after)).toEqual([]);
      }
    }),
    { numRuns: 80 },
  );
  expect(made).toBeGreaterThan(20);
}

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % (list.length || 1)];

const without = <T>(list: readonly T[], item: T): readonly T[] => list.filter((other) => other !== item);

/** The same entries in an order that the number stands for. */
function shuffled<T>(list: readonly T[], number: number): readonly T[] {
  const left = [...list];
  return list.flatMap((_, index) => left.splice((number >> index) % left.length, 1));
}

const onHost = (
  choice: ClusterChoice,
  number: number,
  change: (host: HostChoice) => HostChoice,
): ClusterChoice => {
  const chosen = at(choice.hosts, number);
  return { ...choice, hosts: choice.hosts.map((host) => (host === chosen ? change(host) : host)) };
};

test("a lock file says all that is picked: with it, nothing is picked anew, and it is written as it was", () => {
  fc.assert(
    fc.property(cluster, (choice) => {
      const before = compiled(choice);
      const after = before && compiled(choice, before.lock);
      expect(after?.choices).toEqual(before?.choices);
      expect([after?.lock, after?.stale]).toEqual([before?.lock, before && false]);
    }),
    { numRuns: 60 },
  );
});

test("a host comes or goes", () => {
  keeps((choice, number) => {
    const host = at(choice.hosts, number);
    return host && { ...choice, hosts: without(choice.hosts, host) };
  });
});

test("a network of a host comes or goes", () => {
  keeps((choice, number) =>
    onHost(choice, number, (host) => {
      const gone = (number >> 3) % (host.networks.length || 1);
      return {
        ...host,
        networks: host.networks.filter((_, index) => index !== gone),
        containers: host.containers.map((container) => ({
          ...container,
          on: container.on
            .filter((index) => index !== gone)
            .map((index) => (index > gone ? index - 1 : index)),
        })),
      };
    }),
  );
});

test("a container of a host comes or goes", () => {
  keeps((choice, number) =>
    onHost(choice, number, (host) => {
      const container = at(host.containers, number >> 3);
      return container ? { ...host, containers: without(host.containers, container) } : host;
    }),
  );
});

test("hosts, networks and containers move, and the lock file is not even stale, for one host or for all", () => {
  let made = 0;
  fc.assert(
    fc.property(cluster, fc.nat(), (choice, number) => {
      const moved = {
        ...choice,
        hosts: shuffled(choice.hosts, number).map((host) => {
          const networks = shuffled(host.networks, number);
          const place = (index: number) =>
            networks.findIndex(({ name }) => name === host.networks[index]?.name);
          const containers = host.containers.map((each) => ({
            ...each,
            on: each.on.map(place).filter((index) => index >= 0),
          }));
          return { ...host, networks, containers: shuffled(containers, number) };
        }),
      };
      const before = compiled(choice);
      const after = before && compiled(moved, before.lock);
      if (before === undefined || after === undefined) return;
      made++;
      expect(after.lock).toBe(before.lock);
      expect(after.stale).toBe(false);
    }),
    { numRuns: 60 },
  );
  expect(made).toBeGreaterThan(20);
});

test("one host alone gets from the lock file what it gets among all", () => {
  fc.assert(
    fc.property(cluster, (choice) => {
      const before = compiled(choice);
      const first = choice.hosts[0];
      const lock = before?.lock;
      if (first === undefined || lock === undefined) return;
      const moved = { ...choice, hosts: choice.hosts.toReversed() };
      const options = { file: "plan.yaml", name: "plan", lock: { text: lock, file: "plan.lock.yaml" } };
      const all = compile(textOf(moved), options).compileHost?.(first.name).script;
      expect(all).toBeDefined();
      expect(compiled(moved, lock)?.scriptOf(first.name)).toBe(all);
    }),
    { numRuns: 30 },
  );
});

test("any text beside the plan of a cluster is a lock file or said to be none", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.uint8Array(),
        fc.json().map((json) => `netgen_lock: 1\nhosts: ${json}\n`),
        fc.json().map((json) => `netgen_lock: 1\nhosts:\n  a: ${json}\n`),
        fc
          .json()
          .map((json) => `netgen_lock: 1\nhosts:\n  a:\n    networks: ${json}\n    containers: ${json}\n`),
      ),
      (text) => {
        const lock = readClusterLock(text);
        for (const host of lock.hosts) lock.choicesOf(host);
        const { diagnostics } = lock.locate(lock.problems());
        for (const { message, help } of diagnostics) expect(`${message}${help ?? ""}`).toMatch(/^\P{Cc}+$/u);
        expect(diagnostics.length > 0 || lock.hosts.every((host) => lock.choicesOf(host) !== undefined)).toBe(
          true,
        );
      },
    ),
    { numRuns: 300 },
  );
});

const word = fc.oneof(
  fc.constantFrom(
    "eth0",
    "02:42:0a:00:00:02",
    "02:42:10:11:00:02",
    "10.0.0.0/8",
    "80/tcp",
    "1e5",
    "0x1f",
    "null",
    "yes",
    "08",
    "1.5",
    "[::]::80/tcp",
    "2001:db8::",
    "a: b",
    "-",
    "# x",
    "~",
    "",
  ),
  fc.string(),
);
const document = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small" },
    word,
    fc.nat(99_999),
    fc.array(fc.oneof(word, fc.nat(99_999)), { maxLength: 3 }),
    fc.dictionary(word, tie("node"), { maxKeys: 4 }),
  ),
})).node;

test("the quick reader of what toYaml writes and the reader of all YAML agree", () => {
  let quick = 0;
  fc.assert(
    fc.property(
      fc.dictionary(word, document, { minKeys: 1, maxKeys: 4 }),
      fc.nat(),
      word,
      (value, place, mark) => {
        const written = toYaml(value);
        const lines = written.split("\n");
        const edited = lines
          .toSpliced(place % lines.length, 1, `${lines[place % lines.length]}${mark}`)
          .join("\n");
        for (const text of [
          written,
          edited,
          written.replaceAll(/^(?=.)/gm, "  "),
          lines.toSorted().join("\n"),
        ]) {
          const plain = readPlain(text);
          if (plain === undefined) continue;
          quick++;
          const whole = read(text, "lock file");
          expect([plain, []]).toEqual([whole.value?.value, whole.diagnostics]);
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(quick).toBeGreaterThan(100);
});
