import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress } from "../../src/net/address.ts";
import { contains, firstUsable, overlaps, sizeOf, subnetOf, usableAddresses } from "../../src/net/cidr.ts";
import type { Cidr, IpAddress } from "../../src/net/ip.ts";
import { allocator } from "../../src/topology/allocate.ts";
import { PRIVATE_RANGES, subnetPicker } from "../../src/topology/pick-subnet.ts";
import { soundTopology, understandPlan } from "../support/topology.ts";

const BASE = 0xc0a80100n;
const address = (value: bigint): IpAddress => ({ family: "ipv4", value });
/** A prefix of at most 64 addresses around 192.168.1.0. */
const small: fc.Arbitrary<Cidr> = fc
  .tuple(fc.bigInt(BASE - 64n, BASE + 128n), fc.integer({ min: 26, max: 32 }))
  .map(([value, length]) => subnetOf({ address: address(value), length }));

test("the allocator gives what counting through the range gives", () => {
  const withheld = fc.record({
    reserved: fc.array(small, { maxLength: 4 }),
    given: fc.array(fc.bigInt(BASE - 64n, BASE + 128n).map(address), { maxLength: 12 }),
  });
  fc.assert(
    fc.property(small, small, withheld, (subnet, range, { reserved, given }) => {
      const usable = usableAddresses(subnet);
      const expected = Array.from(
        { length: Number(sizeOf(range)) },
        (_, i) => range.address.value + BigInt(i),
      )
        .map(address)
        .filter(({ value }) => value >= usable.first.value && value <= usable.last.value)
        .filter((free) => !reserved.some((cidr) => contains(cidr, free)))
        .filter((free) => !given.some(({ value }) => value === free.value));
      const next = allocator(subnet, range, { reserved, given });
      const found: IpAddress[] = [];
      for (let free = next(); free !== undefined; free = next()) {
        found.push(free);
      }
      expect(found).toEqual(expected);
      expect(next()).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test("a picked subnet is the first that overlaps nothing, and no two overlap", () => {
  const taken = fc.array(
    fc
      .tuple(
        fc.constantFrom(0xac100000n, 0xc0a80000n),
        fc.bigInt(0n, 0xfffffn),
        fc.integer({ min: 12, max: 30 }),
      )
      .map(([base, offset, length]) => subnetOf({ address: address(base + offset), length })),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(taken, (taken) => {
      const pick = subnetPicker(taken);
      const picked = PRIVATE_RANGES.flatMap(() => pick() ?? []);
      expect(pick()).toBeUndefined();
      expect(picked).toEqual(
        PRIVATE_RANGES.filter((range) => !taken.some((other) => overlaps(range, other))),
      );
      expect(picked.every((a, i) => picked.slice(i + 1).every((b) => !overlaps(a, b)))).toBe(true);
    }),
  );
});

/** Containers of one network, some with addresses of their own. */
const plan = fc
  .record({
    count: fc.integer({ min: 1, max: 20 }),
    given: fc.dictionary(fc.integer({ min: 0, max: 19 }).map(String), fc.integer({ min: 2, max: 61 }), {
      maxKeys: 6,
    }),
    reserved: fc.uniqueArray(fc.integer({ min: 1, max: 62 }), { maxLength: 8 }),
  })
  .filter(({ given }) => new Set(Object.values(given)).size === Object.keys(given).length);

const bodyOf = ({
  count,
  given,
  reserved,
}: {
  count: number;
  given: Record<string, number>;
  reserved: number[];
}) =>
  [
    "networks:",
    `  front: {ipv4: {subnet: 10.0.0.0/26, reserved: [${reserved.map((host) => `10.0.0.${host}`).join(", ")}]}}`,
    "containers:",
    ...Array.from({ length: count }, (_, i) =>
      given[i] === undefined ? `  c${i}: {}` : `  c${i}: {ipv4_address: 10.0.0.${given[i]}}`,
    ),
  ].join("\n");

test("every container has an address of its own that is nobody else's to have", () => {
  fc.assert(
    fc.property(plan, (plan) => {
      const topology = soundTopology(bodyOf(plan));
      const [network] = topology.networks;
      const subnet = network?.ipv4?.subnet ?? { address: address(0n), length: 0 };
      const gateway = firstUsable(subnet);
      const addresses = topology.containers.map(
        ({ endpoints }) => endpoints[0]?.ipv4?.address ?? address(0n),
      );
      expect(new Set([gateway, ...addresses].map(({ value }) => value)).size).toBe(addresses.length + 1);
      expect(new Set(topology.containers.map(({ endpoints }) => endpoints[0]?.mac)).size).toBe(
        addresses.length,
      );
      const usable = usableAddresses(subnet);
      expect(addresses.every(({ value }) => value >= usable.first.value && value <= usable.last.value)).toBe(
        true,
      );
      const picked = addresses.filter((_, i) => plan.given[i] === undefined);
      expect(
        picked.map(formatAddress).filter((text) => plan.reserved.some((host) => text === `10.0.0.${host}`)),
      ).toEqual([]);
      expect(picked).toEqual(picked.toSorted((a, b) => Number(a.value - b.value)));
    }),
  );
});

test("the same plan is always understood in the same way", () => {
  fc.assert(
    fc.property(plan, (plan) => {
      expect(soundTopology(bodyOf(plan))).toEqual(soundTopology(bodyOf(plan)));
    }),
    { numRuns: 20 },
  );
});

/** Containers of an IPv6 network of any width that holds them, and what it keeps back. */
const ipv6Plan = fc.record({
  length: fc.integer({ min: 48, max: 122 }),
  count: fc.integer({ min: 1, max: 20 }),
  gateway: fc.constantFrom("fe80::1", "2001:db8::1", "2001:db8::5"),
  reserved: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }),
  given: fc.option(fc.integer({ min: 6, max: 40 }), { nil: undefined }),
});

test("an IPv6 address ends in the MAC where the range leaves 48 bits, and is the lowest free one elsewhere", () => {
  fc.assert(
    fc.property(ipv6Plan, ({ length, count, gateway, reserved, given }) => {
      const text = (host: number): string => `2001:db8::${host.toString(16)}`;
      const kept = reserved.filter((host) => host !== given && text(host) !== gateway);
      const { topology, diagnostics } = understandPlan(
        [
          "networks:",
          `  front: {ipv6: {subnet: "2001:db8::/${length}", gateway: "${gateway}", reserved: [${kept.map((host) => `"${text(host)}"`).join(", ")}]}}`,
          "containers:",
          ...Array.from({ length: count }, (_, i) =>
            i === 0 && given !== undefined ? `  c0: {ipv6_address: "${text(given)}"}` : `  c${i}: {}`,
          ),
        ].join("\n"),
      );
      const found = topology.containers.map(({ endpoints: [endpoint] }) => endpoint);
      const picked = found.filter((endpoint) => endpoint?.given.ipv6 === undefined);
      const noted = length > 80 && picked.length > 0 ? ["NG0702"] : [];
      expect(diagnostics.map(({ code }) => code)).toEqual(noted);
      // The first address is that of any router of the subnet (RFC 4291, 2.6.1).
      const free = Array.from({ length: 60 }, (_, i) => i + 1)
        .filter((host) => !kept.includes(host) && host !== given && text(host) !== gateway)
        .map(text);
      expect(picked.map((endpoint) => endpoint?.ipv6 && formatAddress(endpoint.ipv6.address))).toEqual(
        length > 80
          ? free.slice(0, picked.length)
          : picked.map((endpoint) => {
              const mac = BigInt(`0x${endpoint?.mac.replaceAll(":", "")}`);
              return formatAddress({ family: "ipv6", value: (0x20010db8n << 96n) | mac });
            }),
      );
    }),
    { numRuns: 200 },
  );
});
