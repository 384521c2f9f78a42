import { describe, expect, test } from "vitest";
import { formatAddress, parseAddress } from "../../src/net/address.ts";
import {
  broadcastAddress,
  firstUsable,
  formatCidr,
  formatInterfaceAddress,
  overlaps,
  parseCidr,
  parseInterfaceAddress,
  subnetOf,
  usableAddresses,
} from "../../src/net/cidr.ts";
import { bridgeNameOf, hostIfnameOf, ifnameFault } from "../../src/net/ifname.ts";
import type { Cidr, IpAddress, Parsed } from "../../src/net/ip.ts";
import { macOfIpv4, macOfWords, parseMac } from "../../src/net/mac.ts";

const value = <T>(result: Parsed<T, string>): T => {
  if (!result.ok) {
    throw new Error(result.fault);
  }
  return result.value;
};
const address = (text: string): IpAddress => value(parseAddress(text));
const cidr = (text: string): Cidr => value(parseCidr(text));

describe("addresses", () => {
  test.each([
    ["172.17.42.1", "172.17.42.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["FE80::0001", "fe80::1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ])("%s is %s", (text, canonical) => {
    expect(formatAddress(address(text))).toBe(canonical);
  });

  test.each([
    ["", "syntax"],
    ["10.0.0", "syntax"],
    ["10.0.0.0.1", "syntax"],
    ["256.0.0.1", "syntax"],
    ["4294967296.0.0.1", "syntax"],
    ["0x0a.0.0.1", "syntax"],
    [" 10.0.0.1", "syntax"],
    ["10.0.0.1\n", "syntax"],
    ["10.0.0.٣", "syntax"],
    ["10.0.0.010", "leading-zero"],
    ["00.0.0.1", "leading-zero"],
    ["10.0.0.1/8", "prefix-unexpected"],
    ["1::2::3", "syntax"],
    [":::", "syntax"],
    ["1:2:3:4:5:6:7", "syntax"],
    ["1:2:3:4:5:6:7:8:9", "syntax"],
    ["2001:db8::12345", "syntax"],
    ["2001:db8::g", "syntax"],
    ["::1.2.3", "syntax"],
    ["::1.2.3.04", "syntax"],
    ["fe80::1%eth0", "zone"],
    ["::ffff:192.0.2.1", "ipv4-mapped"],
    ["::ffff:c000:201", "ipv4-mapped"],
  ])("%j: %s", (text, fault) => {
    expect(parseAddress(text)).toEqual({ ok: false, fault });
  });
});

describe("prefixes", () => {
  test("are read with host bits where an interface has them", () => {
    const bip = value(parseInterfaceAddress("172.17.42.1/16"));
    expect(formatInterfaceAddress(bip)).toBe("172.17.42.1/16");
    expect(formatCidr(subnetOf(bip))).toBe("172.17.0.0/16");
    expect(formatCidr(cidr("2001:db8:1::/64"))).toBe("2001:db8:1::/64");
  });

  test.each([
    ["172.17.42.1/16", "host-bits"],
    ["2001:db8::1/64", "host-bits"],
    ["172.17.0.0", "prefix-missing"],
    ["172.17.0.0/", "prefix-syntax"],
    ["172.17.0.0/016", "prefix-syntax"],
    ["172.17.0.0/255.255.0.0", "prefix-syntax"],
    ["172.17.0.0/16/16", "prefix-syntax"],
    ["172.17.0.0/-1", "prefix-syntax"],
    ["172.17.0.0/33", "prefix-too-long"],
    ["2001:db8::/129", "prefix-too-long"],
    ["/16", "syntax"],
  ])("%s: %s", (text, fault) => {
    expect(parseCidr(text)).toEqual({ ok: false, fault });
  });

  test.each([
    ["10.0.0.0/24", "10.0.0.1", "10.0.0.254", "10.0.0.255"],
    ["10.0.0.0/30", "10.0.0.1", "10.0.0.2", "10.0.0.3"],
    ["10.0.0.0/31", "10.0.0.0", "10.0.0.1", undefined],
    ["10.0.0.7/32", "10.0.0.7", "10.0.0.7", undefined],
    ["2001:db8::/126", "2001:db8::1", "2001:db8::3", undefined],
    ["2001:db8::/127", "2001:db8::", "2001:db8::1", undefined],
  ])("%s is usable from %s to %s", (text, first, last, broadcast) => {
    const usable = usableAddresses(cidr(text));
    expect(formatAddress(usable.first)).toBe(first);
    expect(formatAddress(usable.last)).toBe(last);
    expect(firstUsable(cidr(text))).toEqual(usable.first);
    const found = broadcastAddress(cidr(text));
    expect(found && formatAddress(found)).toBe(broadcast);
  });

  test("of different families never overlap", () => {
    expect(overlaps(cidr("0.0.0.0/0"), cidr("::/0"))).toBe(false);
    expect(overlaps(cidr("10.0.0.0/8"), cidr("10.1.0.0/16"))).toBe(true);
    expect(overlaps(cidr("10.1.0.0/16"), cidr("10.0.0.0/8"))).toBe(true);
    expect(overlaps(cidr("10.0.0.0/9"), cidr("10.128.0.0/9"))).toBe(false);
  });
});

describe("MAC addresses", () => {
  test("follow Docker's rule, or a hash of words", () => {
    expect(macOfIpv4(address("172.17.42.99"))).toBe("02:42:ac:11:2a:63");
    expect(macOfWords("h", "net", "c")).toMatch(/^02:42(:[0-9a-f]{2}){4}$/);
    expect(macOfWords("h", "ne", "tc")).not.toBe(macOfWords("h", "net", "c"));
    expect(value(parseMac("12:34:56:78:9A:BC"))).toBe("12:34:56:78:9a:bc");
  });

  test.each([
    ["12-34-56-78-9a-bc", "syntax"],
    ["12:34:56:78:9a", "syntax"],
    ["12:34:56:78:9a:bc:de", "syntax"],
    ["12:34:56:78:9a:bg", "syntax"],
    ["12:34:56:78:9a:bc\n", "syntax"],
    ["01:00:5e:00:00:01", "multicast"],
    ["ff:ff:ff:ff:ff:ff", "multicast"],
    ["00:00:00:00:00:00", "zero"],
  ])("%j: %s", (text, fault) => {
    expect(parseMac(text)).toEqual({ ok: false, fault });
  });
});

describe("interface names", () => {
  test.each(["eth0", "a", "_x", "0", "web.eth0", "br-lan", "exactly15bytes_"])("%s will do", (name) => {
    expect(ifnameFault(name)).toBeUndefined();
  });

  test.each([
    ["", "empty"],
    ["sixteen-bytes-ab", "too-long"],
    ["-x", "start"],
    [".", "start"],
    ["..", "start"],
    ["a b", "character"],
    ["a\n", "character"],
    ["a/b", "character"],
    ["a:1", "character"],
    ["eth+", "character"],
    ["$(id)", "character"],
    ["eth\u00e9", "character"],
    ["all", "reserved"],
    ["default", "reserved"],
    ["lo", "reserved"],
  ])("%j: %s", (name, fault) => {
    expect(ifnameFault(name)).toBe(fault);
  });

  test("of bridges are the network's where that can be", () => {
    expect(bridgeNameOf("docker0")).toBe("docker0");
    expect(bridgeNameOf("all")).toMatch(/^all-[a-z2-7]{8}$/);
    expect(bridgeNameOf("a-network-with-a-long-name")).toMatch(/^a_netw-[a-z2-7]{8}$/);
  });

  test("of the host's ends are readable where they fit, and never the same", () => {
    expect(hostIfnameOf("web", "eth0")).toBe("web.eth0");
    expect(hostIfnameOf("elevenbytes", "eth0")).toMatch(/^eleven-[a-z2-7]{8}$/);
    expect(hostIfnameOf("a.b", "eth0")).toBe("a.b.eth0");
    expect(hostIfnameOf("a", "b.eth0")).toMatch(/^a-[a-z2-7]{8}$/);
    expect(hostIfnameOf("elevenbytes", "eth0")).not.toBe(hostIfnameOf("elevenbytes", "eth1"));
  });
});
