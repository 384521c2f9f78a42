import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Compilation, compile } from "../../src/compile.ts";
import { carver } from "../../src/net/carve.ts";
import { containsCidr, formatCidr, overlaps, parseCidr } from "../../src/net/cidr.ts";
import type { Cidr } from "../../src/net/ip.ts";

function cidr(text: string): Cidr {
  const read = parseCidr(text);
  if (!read.ok) throw new Error(text);
  return read.value;
}

const all = (whole: string, length: number, taken: readonly string[] = []): string[] => {
  const { next, capacity } = carver(cidr(whole), length, taken.map(cidr));
  const found: string[] = [];
  for (let one = next(); one !== undefined; one = next()) found.push(formatCidr(one));
  expect(capacity).toBe(BigInt(found.length));
  return found;
};

describe("carving", () => {
  test("lowest first, as many as there are", () => {
    expect(all("10.0.0.0/22", 24)).toEqual(["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]);
    expect(all("10.0.0.0/24", 24)).toEqual(["10.0.0.0/24"]);
    expect(all("2001:db8::/63", 64)).toEqual(["2001:db8::/64", "2001:db8:0:1::/64"]);
  });

  test("a /64 holds 16 prefixes of /68, and each of those 4096 of /80", () => {
    expect(all("2001:db8::/64", 68)).toHaveLength(16);
    expect(all("2001:db8::/68", 80)).toHaveLength(4096);
  });

  test("what is taken is passed over, narrower or wider than what is cut", () => {
    expect(all("10.0.0.0/22", 24, ["10.0.0.7/32", "10.0.0.128/25", "10.0.2.0/23", "192.0.2.0/24"])).toEqual([
      "10.0.1.0/24",
    ]);
    expect(all("10.0.0.0/22", 24, ["10.0.0.0/8"])).toEqual([]);
  });

  test("a large prefix takes no more time than a small one", () => {
    const { next, capacity } = carver(cidr("2001:db8::/32"), 128, [cidr("2001:db8::/64")]);
    expect(next()).toEqual(cidr("2001:db8:0:1::/128"));
    expect(capacity).toBe(2n ** 96n - 2n ** 64n);
  });

  const part = fc
    .tuple(fc.nat(255), fc.integer({ min: 24, max: 32 }))
    .map(([last, length]) => `10.0.0.${(last >> (32 - length)) << (32 - length)}/${length}`);

  test("cuts are disjoint, inside, and free; their number is the capacity", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 25, max: 30 }), (taken, length) => {
        const cuts = all("10.0.0.0/25", length, taken).map(cidr);
        for (const [index, cut] of cuts.entries()) {
          expect(containsCidr(cidr("10.0.0.0/25"), cut)).toBe(true);
          expect(taken.some((text) => overlaps(cidr(text), cut))).toBe(false);
          expect(cuts.slice(index + 1).some((other) => overlaps(other, cut))).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
});

const clusterOf = (hosts: string, host?: string): Compilation =>
  compile(`netgen: 1\nname: test\nfabric: {kind: switched, subnet: [192.0.2.0/24]}\nhosts:\n${hosts}`, {
    file: "plan.yaml",
    host,
  });

const member = (number: number, more = ""): string =>
  [
    `  h${number}:`,
    `    host: {addresses: [192.0.2.${number}/24]}`,
    `    networks: {front: {ipv4: {subnet: 10.${number}.0.0/24, mode: routed}}${more}}`,
    "    containers: {web: {networks: [front]}}",
    "",
  ].join("\n");

const planPart = (script = ""): string =>
  script.slice(script.indexOf("plan() {"), script.indexOf("rules() {"));

describe("a cluster", () => {
  test("one host of it is the same, alone or among all", () => {
    const hosts = member(1) + member(2);
    const whole = clusterOf(hosts);
    expect(whole.hosts).toEqual(["h1", "h2"]);
    expect(whole.script).toBeUndefined();
    expect(clusterOf(hosts, "h2").script).toBe(whole.compileHost?.("h2").script);
  });

  test("another host adds its own lines to the script of each, and changes no other", () => {
    const before = planPart(clusterOf(member(1) + member(2), "h1").script);
    const after = planPart(clusterOf(member(1) + member(2) + member(3), "h1").script);
    const added =
      "\n# hosts.h3: routes to its containers\nroute replace 10.3.0.0/24 via 192.0.2.3 proto 110\n";
    expect(after).toBe(before.replace(/PLAN\n}/, (end) => `${added}${end}`));
  });

  test("of one host, what is wrong inside of the others is not looked for; what concerns it, is", () => {
    const broken = `${member(1)}${member(2).replace("[front]}", "[frnt]}")}`;
    expect(clusterOf(broken, "h1").script).toBeDefined();
    expect(clusterOf(broken, "h2").diagnostics.map(({ code }) => code)).toEqual(["NG0305"]);
    expect(clusterOf(broken).diagnostics.map(({ code }) => code)).toEqual(["NG0305"]);
    const clash = `${member(1)}${member(2).replace("10.2.", "10.1.")}${member(3)}`;
    expect(clusterOf(clash, "h3").diagnostics.map(({ code }) => code)).toEqual(["NG0803"]);
  });

  test("with an error of the fabric, only the first host of each range is looked at as a whole", () => {
    const plan = (pool: string, network: string) =>
      compile(
        [
          "netgen: 1",
          "name: test",
          `fabric: {kind: switched, subnet: [192.0.2.0/24], pool: {ipv4: ${pool}, per_host: 24}}`,
          "hosts:",
          "  h[1:2]:",
          '    host: {addresses: ["192.0.2.{n}/24"]}',
          '    networks: {front: {ipv4: {subnet: "10.0.{i}.0/24", mode: routed}}}',
          `    containers: {web: {networks: [${network}]}, db: {networks: {front: {ipv4_address: 10.0.0.9}}}}`,
          "",
        ].join("\n"),
        { file: "plan.yaml" },
      ).diagnostics.map(({ code }) => code);
    expect(plan("10.0.0.0/16", "front")).toEqual(["NG0401"]);
    expect(plan("10.0.0.1/16", "front")).toEqual(["NG0404"]);
    expect(plan("10.0.0.1/16", "frnt")).toEqual(["NG0404", "NG0305"]);
  });

  test("a range that no host may pick leads elsewhere", () => {
    const { topology } = clusterOf(
      `${member(1, ", own: {}")}${member(2).replace("10.2.0.0/24", "172.17.8.0/24")}`,
      "h1",
    );
    expect(topology?.networks.map(({ ipv4 }) => ipv4 && formatCidr(ipv4.subnet))).toEqual([
      "10.1.0.0/24",
      "172.18.0.0/16",
    ]);
  });

  test("names of hosts can be had without anything else", () => {
    const { hosts, cluster } = compile("netgen: 1\nname: t\nhosts:\n  b[1:2]: {}\n  a: {}\n", {
      file: "plan.yaml",
      namesOnly: true,
    });
    expect({ hosts, cluster }).toEqual({ hosts: ["b1", "b2", "a"], cluster: undefined });
  });
});
