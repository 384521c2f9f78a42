import { isIP, isIPv4 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "../../src/net/address.ts";
import {
  contains,
  containsCidr,
  formatInterfaceAddress,
  lastAddress,
  overlaps,
  parseCidr,
  parseInterfaceAddress,
  sizeOf,
  subnetOf,
  usableAddresses,
} from "../../src/net/cidr.ts";
import { bridgeNameOf, hostIfnameOf, ifnameFault } from "../../src/net/ifname.ts";
import { type InterfaceAddress, type IpAddress, versionOf } from "../../src/net/ip.ts";
import { macOfIpv4, parseMac } from "../../src/net/mac.ts";
import { nested } from "../../src/net/nested.ts";

const ipv4: fc.Arbitrary<IpAddress> = fc
  .bigInt(0n, 2n ** 32n - 1n)
  .map((value) => ({ family: "ipv4", value }));
const ipv6: fc.Arbitrary<IpAddress> = fc
  .bigInt(0n, 2n ** 128n - 1n)
  .filter((value) => value >> 32n !== 0xffffn)
  .map((value) => ({ family: "ipv6", value }));
const sparse6: fc.Arbitrary<IpAddress> = fc
  .array(fc.constantFrom(0n, 0n, 1n, 0xabcdn), { minLength: 8, maxLength: 8 })
  .map(
    (parts): IpAddress => ({
      family: "ipv6",
      value: parts.reduce<bigint>((sum, part) => (sum << 16n) | part, 0n),
    }),
  )
  .filter(({ value }) => value >> 32n !== 0xffffn);
const address = fc.oneof(ipv4, ipv6, sparse6);
const interfaceAddress: fc.Arbitrary<InterfaceAddress> = address.chain((address) =>
  fc.integer({ min: 0, max: address.family === "ipv4" ? 32 : 128 }).map((length) => ({ address, length })),
);
const near: fc.Arbitrary<InterfaceAddress> = fc
  .tuple(fc.bigInt(0n, 255n), fc.integer({ min: 24, max: 32 }))
  .map(([value, length]) => ({ address: { family: "ipv4", value }, length }));

test("an address is written in one way and read back as itself", () => {
  fc.assert(
    fc.property(address, (address) => {
      expect(parseAddress(formatAddress(address))).toEqual({ ok: true, value: address });
    }),
  );
});

test("IPv6 is spelt as URL's serializer spells it (RFC 5952)", () => {
  fc.assert(
    fc.property(fc.oneof(ipv6, sparse6), (address) => {
      const text = formatAddress(address);
      expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`);
    }),
  );
});

test("what is read as an address is one to the operating system too", () => {
  const characters = fc.constantFrom(..."0123456789abcdefABCDEF::::....% /x");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: characters, maxLength: 24 }),
        fc.ipV4Extended(),
        fc.ipV6(),
        fc.ipV4(),
        fc.string({ unit: "binary" }),
      ),
      (text) => {
        const read = parseAddress(text);
        if (read.ok) {
          expect(isIP(text)).toBe(versionOf(read.value.family));
        } else if (isIPv4(text)) {
          expect(read.fault).toBe("leading-zero");
        } else if (isIP(text) === 6) {
          expect(["ipv4-mapped", "zone"]).toContain(read.fault);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("an interface's address is read back as itself, and lies in its subnet", () => {
  fc.assert(
    fc.property(interfaceAddress, (given) => {
      expect(parseInterfaceAddress(formatInterfaceAddress(given))).toEqual({ ok: true, value: given });
      const subnet = subnetOf(given);
      expect(parseCidr(formatInterfaceAddress(subnet))).toEqual({ ok: true, value: subnet });
      expect(contains(subnet, given.address)).toBe(true);
      expect(contains(subnet, subnet.address)).toBe(true);
      expect(contains(subnet, lastAddress(subnet))).toBe(true);
      expect(lastAddress(subnet).value - subnet.address.value + 1n).toBe(sizeOf(subnet));
      const { first, last } = usableAddresses(subnet);
      expect(contains(subnet, first) && contains(subnet, last) && first.value <= last.value).toBe(true);
    }),
  );
});

test("prefixes overlap when they share an address, and then one holds the other", () => {
  fc.assert(
    fc.property(near, near, (a, b) => {
      const [x, y] = [subnetOf(a), subnetOf(b)];
      const shared = Array.from({ length: 256 }, (_, i) => ({
        family: "ipv4" as const,
        value: BigInt(i),
      })).filter((address) => contains(x, address) && contains(y, address));
      expect(overlaps(x, y)).toBe(shared.length > 0);
      expect(overlaps(x, y)).toBe(containsCidr(x, y) || containsCidr(y, x));
      expect(overlaps(x, y)).toBe(overlaps(y, x));
    }),
  );
});

test("no two IPv4 addresses share a MAC, and every MAC is one that an interface may have", () => {
  fc.assert(
    fc.property(ipv4, ipv4, (a, b) => {
      expect(parseMac(macOfIpv4(a))).toEqual({ ok: true, value: macOfIpv4(a) });
      expect(macOfIpv4(a) === macOfIpv4(b)).toBe(a.value === b.value);
    }),
  );
});

test("derived interface names fit the kernel, and differ where what they stand for differs", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,20}$/);
  const ifname = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/).filter((text) => ifnameFault(text) === undefined),
    fc.constantFrom("eth0", "b.eth0", "eth1"),
  );
  fc.assert(
    fc.property(name, ifname, name, ifname, (a, x, b, y) => {
      for (const derived of [hostIfnameOf(a, x), bridgeNameOf(a)]) {
        expect(ifnameFault(derived)).toBeUndefined();
      }
      expect(hostIfnameOf(a, x) === hostIfnameOf(b, y)).toBe(a === b && x === y);
      const [split, ...rest] = `${a}.${x}`.split(".");
      expect(hostIfnameOf(split ?? "", rest.join(".")) === hostIfnameOf(a, x)).toBe(split === a);
    }),
  );
});

test("prefixes that hold each other are found as by trying every pair", () => {
  const list = fc.array(near, { maxLength: 12 }).map((items) => items.map(subnetOf));
  fc.assert(
    fc.property(list, (prefixes) => {
      const pairs = nested(
        prefixes.map((cidr, order) => ({ cidr, order })),
        ({ cidr }) => cidr,
      );
      expect(pairs.every(([holder, held]) => containsCidr(holder.cidr, held.cidr))).toBe(true);
      // Equal prefixes: the earlier holds the later.
      const hasHolder = prefixes.map((cidr, order) =>
        prefixes.some(
          (other, i) => i !== order && containsCidr(other, cidr) && (other.length < cidr.length || i < order),
        ),
      );
      const held = pairs.map(([, { order }]) => order).sort((a, b) => a - b);
      expect(held).toEqual(hasHolder.flatMap((yes, order) => (yes ? [order] : [])));
    }),
  );
});
