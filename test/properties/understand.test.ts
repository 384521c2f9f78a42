import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../src/check/check.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { expand } from "../../src/plan/expand.ts";
import { validate } from "../../src/plan/validate.ts";
import { understand } from "../../src/topology/understand.ts";

/** Texts that stand where addresses, names, routes and paths are meant. */
const text = fc.oneof(
  { arbitrary: fc.constantFrom("a", "b", "r", "none", "auto", "default", "lo", "eth0", "br0"), weight: 6 },
  {
    arbitrary: fc.constantFrom(
      "10.0.0.0/24",
      "10.0.0.1/24",
      "10.0.0.9",
      "10.0.0.255",
      "10.0.0.0/31",
      "0.0.0.0/0",
      "224.0.0.1",
      "::1",
      "fe80::1/64",
      "::ffff:1.2.3.4",
      "010.0.0.1",
      "02:42:ac:11:00:02",
      "01:00:5e:00:00:01",
    ),
    weight: 6,
  },
  { arbitrary: fc.ipV4(), weight: 1 },
  { arbitrary: fc.string({ minLength: 1 }), weight: 1 },
  { arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 300 }), weight: 1 },
  {
    arbitrary: fc.constantFrom("$(id)", "'; id; '", "a\nb", "-x", "../..", "\u001b[31m", "%s{n}{{x}}"),
    weight: 1,
  },
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const name = fc.constantFrom("a", "b", "c", "nobody");
const route = fc.record(
  {
    to: text,
    via: text,
    dev: text,
    metric: fc.nat(3),
    src: text,
    type: fc.constantFrom("unicast", "blackhole"),
  },
  { requiredKeys: ["to"] },
);
const ipv4 = fc.record(
  {
    subnet: text,
    gateway: text,
    ip_range: text,
    reserved: fc.array(text, { maxLength: 3 }),
    mode: fc.constantFrom("nat", "routed"),
    snat: text,
    inbound: fc.constantFrom("published", "open"),
  },
  { requiredKeys: [] },
);
const network = fc.record(
  {
    bridge: text,
    external: fc.boolean(),
    mtu: fc.oneof(fc.integer(), fc.constant("auto")),
    ipv4: fc.oneof(text, ipv4),
    internal: fc.boolean(),
    peers: fc.array(name, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const attachment = fc.record(
  {
    interface_name: text,
    ipv4_address: text,
    mac_address: text,
    host_interface_name: text,
    gw_priority: fc.integer(),
  },
  { requiredKeys: [] },
);
const container = fc.record(
  {
    netns: fc.oneof(
      text,
      fc.record({ external: text }),
      fc.record({ path: text }),
      fc.record({ pid: fc.integer({ min: 1 }) }),
      fc.record({ docker: text }),
    ),
    network_mode: fc.oneof(
      fc.constantFrom("none", "host"),
      name.map((other) => `container:${other}`),
    ),
    networks: fc.oneof(
      fc.array(name, { maxLength: 3 }),
      fc.dictionary(name, fc.oneof(attachment, fc.constant(null)), { maxKeys: 3 }),
    ),
    ipv4_address: text,
    mac_address: text,
    routes: fc.array(route, { maxLength: 3 }),
    sysctls: fc.dictionary(
      text.map((suffix) => `net.${suffix}`),
      fc.oneof(text, fc.double(), fc.boolean()),
      { maxKeys: 2 },
    ),
    forward: fc.boolean(),
  },
  { requiredKeys: [] },
);
const plan = fc.record(
  {
    netgen: fc.constant(1),
    host: maybe(
      fc.record(
        {
          uplink: text,
          addresses: fc.array(text, { maxLength: 3 }),
          firewall: fc.constantFrom("nftables", "iptables", "none"),
          ip_forward: fc.boolean(),
          mss_clamp: fc.boolean(),
          routes: fc.array(route, { maxLength: 3 }),
        },
        { requiredKeys: [] },
      ),
    ),
    networks: fc.dictionary(name, fc.oneof(network, fc.constant(null)), { maxKeys: 3 }),
    containers: fc.dictionary(name, fc.oneof(container, fc.constant(null)), { maxKeys: 3 }),
  },
  { requiredKeys: ["netgen", "networks", "containers"] },
);

function keysAt(root: unknown, path: readonly (string | number)[]): string[] {
  let value = root;
  for (const step of path) {
    value = (value as Record<string | number, unknown> | undefined)?.[step];
  }
  return Object.keys(value ?? {});
}

/** Whether there is a value, or a key, at the place. */
function exists(root: unknown, { where }: Pick<Diagnostic, "where">): boolean {
  if (!("place" in where)) {
    return false;
  }
  const parents = where.place.path.slice(0, -1);
  const last = where.place.path.at(-1);
  return last !== undefined && keysAt(root, parents).includes(String(last));
}

test("whatever stands in a plan of the right form is understood, or said to be wrong where it stands", () => {
  let sound = 0;
  fc.assert(
    fc.property(plan, (plan) => {
      // Without the keys that are undefined, as a document has it.
      const root: unknown = JSON.parse(JSON.stringify(plan));
      const valid = validate(root, () => "");
      const expanded = valid.value && expand(valid.value.plan, (path) => keysAt(root, path), "test");
      if (expanded?.value === undefined) {
        return;
      }
      const understood = understand(expanded.value);
      const found = [...understood.diagnostics, ...check(understood.value)];
      sound += found.length === 0 ? 1 : 0;
      for (const diagnostic of found) {
        const { message, help, related } = diagnostic;
        for (const words of [message, help ?? "none", ...related.map(({ message }) => message)]) {
          expect(words).toMatch(/^\P{Cc}+$/u);
        }
        expect(exists(root, diagnostic) && related.every((second) => exists(root, second))).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
  expect(sound).toBeGreaterThan(100);
});
