import fc from "fast-check";

/** Values of sysctls that would do harm where they are not quoted; one line each, as plan.md asks for. */
export const hostileValue = fc.oneof(
  fc.constantFrom("1", "4096 87380 6291456", "PLAN", "AWK", "$uplink_mtu", "$(touch x)", "`touch x`"),
  fc.constantFrom("'; touch x; '", '"', "\\", "a\\", "!x", "*", "~", "a=b=c", "%s", "&", "\\n", "-n", "é'😀"),
  fc.string({ maxLength: 20 }).filter((text) => text.trim() !== "" && !text.includes("#")),
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const sometimes = fc.boolean();

/** What a network may ask for, freely; plans.ts makes a valid one of it. */
export const networkChoice = fc.record({
  form: fc.constantFrom("auto", "subnet", "gateway", "none", "mapping", "mapping"),
  length: fc.constantFrom(16, 20, 24, 27),
  gateway: fc.constantFrom("first", "address", "none", "container"),
  bridge: sometimes,
  external: fc.constantFrom(false, false, true),
  internal: fc.constantFrom(false, false, true),
  mtu: maybe(fc.oneof(fc.integer({ min: 68, max: 65535 }), fc.constant("auto"))),
  mode: maybe(fc.constantFrom("nat", "routed")),
  snat: sometimes,
  inbound: maybe(fc.constantFrom("published", "open")),
  range: sometimes,
  reserved: sometimes,
  peers: fc.array(fc.nat(5), { maxLength: 3 }),
  icc: fc.constantFrom(true, true, false),
  ipv6: maybe(fc.constantFrom("wide", "narrow", "gateway", "nat", "snat", "published", "proxied")),
});

const routeChoice = fc.record({
  form: fc.constantFrom("via", "dev", "both", "blackhole"),
  metric: maybe(fc.nat(4294967295)),
  on: fc.nat(3),
  src: sometimes,
  isDefault: sometimes,
});

/** Targets of one plan differ, so that what is published is told apart. */
const portChoice = fc.record({
  form: fc.constantFrom("target", "address", "within", "fixed", "range", "long"),
  protocol: fc.constantFrom("", "/tcp", "/udp", "/sctp"),
});

/** As {@link networkChoice}. */
export const containerChoice = fc.record({
  mode: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, "none", "host", "container"),
  ports: fc.array(portChoice, { maxLength: 3 }),
  publishAll: fc.constantFrom(false, false, true),
  linked: maybe(fc.record({ to: fc.nat(4), alias: sometimes })),
  aliases: sometimes,
  netns: fc.constantFrom("own", "own", "named", "external", "path", "pid", "docker"),
  ranged: fc.constantFrom(false, false, false, true),
  on: fc.array(fc.nat(5), { maxLength: 3 }),
  form: fc.constantFrom("list", "mapping", "short"),
  address: sometimes,
  mac: sometimes,
  interfaceName: sometimes,
  hostInterfaceName: sometimes,
  priority: maybe(fc.integer({ min: -2, max: 2 })),
  routes: fc.array(routeChoice, { maxLength: 3 }),
  sysctls: maybe(
    fc.uniqueArray(fc.tuple(fc.nat(4), fc.oneof(hostileValue, fc.nat(), fc.boolean())), {
      maxLength: 3,
      selector: ([key]) => key,
    }),
  ),
  forward: maybe(fc.boolean()),
  masquerade: fc.oneof(
    { arbitrary: fc.constant<number[]>([]), weight: 2 },
    { arbitrary: fc.subarray([0, 1, 2]), weight: 1 },
  ),
});

/** As {@link networkChoice}. */
export const hostChoice = fc.record({
  uplink: fc.constantFrom(undefined, "auto", "ens3", "ens3.100"),
  addresses: sometimes,
  firewall: fc.constantFrom(undefined, "nftables", "iptables", "none"),
  ip_forward: maybe(fc.boolean()),
  routes: fc.array(routeChoice, { maxLength: 2 }),
});

const endChoice = fc.record({
  address: sometimes,
  address6: sometimes,
  mac: sometimes,
  interfaceName: sometimes,
  on: fc.nat(5),
});

/** As {@link networkChoice}: a point-to-point link. */
export const linkChoice = fc.record({
  ends: fc.tuple(endChoice, endChoice),
  mtu: maybe(fc.oneof(fc.integer({ min: 68, max: 65535 }), fc.constant("auto"))),
});

export type LinkChoice = typeof linkChoice extends fc.Arbitrary<infer T> ? T : never;
export type PortChoice = typeof portChoice extends fc.Arbitrary<infer T> ? T : never;
export type NetworkChoice = typeof networkChoice extends fc.Arbitrary<infer T> ? T : never;
export type ContainerChoice = typeof containerChoice extends fc.Arbitrary<infer T> ? T : never;
export type HostChoice = typeof hostChoice extends fc.Arbitrary<infer T> ? T : never;
export type RouteChoice = typeof routeChoice extends fc.Arbitrary<infer T> ? T : never;
