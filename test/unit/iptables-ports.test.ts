import { expect, test } from "vitest";
import { dispatch, type MapChains } from "../../src/backends/iptables-ports.ts";
import type { Field, MapDefinition, MapElement } from "../../src/ir/program.ts";

const fields: readonly Field[] = ["daddr", "protocol", "dport"];

const mapOf = (elements: readonly MapElement[]): MapDefinition => ({
  kind: "map",
  name: "published_on",
  summary: "",
  types: ["address", "protocol", "port"],
  values: ["address", "port"],
  elements,
});

const element = (address: string, ports: string, target: string): MapElement => ({
  origin: "",
  key: [address, "tcp", ports],
  value: ["10.0.0.1", target],
});

/** Where a packet ends, and how many rules it passed, from the first chain on. */
function walk({ entries, rules }: MapChains, address: string, port: number) {
  let passed = 0;
  const through = (chain: string): string | undefined => {
    for (const { text, target } of rules.filter((rule) => rule.chain === chain)) {
      passed++;
      const [, first = "", last = first] = /--dport (\d+)(?::(\d+))?/.exec(text) ?? [];
      const to = /-d (\S+)/.exec(text)?.[1] ?? address;
      if (to !== address || port < Number(first) || port > Number(last)) continue;
      const found = target.startsWith("-j DNAT") ? target.split(" ").at(-1) : through(target.slice(3));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return { target: through(entries[0]?.chain ?? ""), passed };
}

test.each([1, 8, 9, 64, 65, 1000, 10_000])(
  "%d ports: each is found, in no more rules than are said",
  (count) => {
    const port = (index: number) => 65_000 - index * 3;
    const chains = dispatch(
      mapOf(
        Array.from({ length: count }, (_, index) => element("192.0.2.1", `${port(index)}`, `${index + 1}`)),
      ),
      fields,
      "NG_demo_",
    );
    const walked = Array.from({ length: Math.min(count, 500) }, (_, step) => {
      const index = Math.floor((step * count) / Math.min(count, 500));
      const { target, passed } = walk(chains, "192.0.2.1", port(index));
      expect(target).toBe(`10.0.0.1:${index + 1}`);
      return passed;
    });
    expect(Math.max(...walked)).toBeLessThanOrEqual(chains.longest);
    expect(chains.longest).toBeLessThanOrEqual(
      8 * Math.max(1, Math.ceil(Math.log(count) / Math.log(8) - 1e-9)),
    );
    // Nobody's port, in the middle of the others.
    expect(walk(chains, "192.0.2.1", port(0) - 1).target).toBeUndefined();
    // A chain's name has 28 characters at most, with a plan's name of 12.
    expect(Math.max(...chains.rules.map(({ chain }) => chain.length))).toBeLessThanOrEqual(28 - 12 + 4);
  },
);

test("the same ports on many addresses, ranges among them", () => {
  const addresses = Array.from({ length: 40 }, (_, index) => `192.0.2.${index + 1}`);
  const chains = dispatch(
    mapOf(
      addresses.flatMap((address, index) => [
        element(address, "8000-8100", "8000-8100"),
        element(address, "9000", `${index + 1}`),
      ]),
    ),
    fields,
    "NG_demo_",
  );
  for (const [index, address] of addresses.entries()) {
    for (const [port, target] of [
      [8050, "10.0.0.1"],
      [9000, `10.0.0.1:${index + 1}`],
    ] as const) {
      const walked = walk(chains, address, port);
      expect(walked.target).toBe(target);
      expect(walked.passed).toBeLessThanOrEqual(chains.longest);
    }
  }
});
