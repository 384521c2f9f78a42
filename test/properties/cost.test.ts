import { describe, expect, test } from "vitest";
import { costs } from "../../src/backends/cost.ts";
import { iptablesOf } from "../../src/ir/step.ts";
import type { Family } from "../../src/net/ip.ts";
import { listIptables, type Opening, type Walk, walkForwarded } from "../support/iptables-walk.ts";
import { compilePlan, rulesFor } from "../support/script-parts.ts";

/** What `netgen show` says, and a way to ask what the kernel's own listing of a family's rules says. */
function costOf(plan: string, family: Family = "ipv4") {
  const { script, program } = compilePlan(plan, "iptables");
  if (program.firewall.backend === "none") {
    throw new Error("no rules");
  }
  const tool = iptablesOf[family];
  const listing = listIptables(rulesFor(script, tool), tool);
  const walk = (opening: Partial<Opening>): Walk =>
    walkForwarded(listing, "NG_", {
      ...{ iifname: "eth0", oifname: "front", saddr: "198.51.100.1", daddr: "198.51.100.10" },
      ...{ protocol: "tcp", dport: 80, toHost: true },
      ...opening,
    });
  const said = costs(program.firewall, "iptables").find((cost) => cost.family === family)?.opening ?? 0;
  return { said, walk, chains: [...listing.keys()].map((key) => key.split(" ")[1] ?? "") };
}

const front = "netgen: 1\nname: test\nnetworks: {front: {ipv4: {subnet: 10.1.0.0/16}}}\n";

describe("what show says of iptables' rules is what the first packet of a connection meets at most", () => {
  test.each([1, 8, 9, 64, 65, 500])("with %i published ports", (count) => {
    const last = String(count).padStart(3, "0");
    const { said, walk } = costOf(`${front}containers: {"c[001:${last}]": {ports: ["10{n}:80"]}}`);
    const at = (index: number) => walk({ dport: 10_000 + index, toHost: true });
    const asked = [1, Math.ceil(count / 2), count].map(at);
    expect(asked.map(({ fate }) => fate)).toEqual(["pass", "pass", "pass"]);
    expect(asked.map(({ destination }) => destination)).toEqual(
      [1, Math.ceil(count / 2), count].map((index) => `${addressOf(index)}:80`),
    );
    const every = Array.from({ length: count }, (_, index) => at(index + 1));
    const none = [walk({ dport: 9 }), walk({ dport: 60_000 }), walk({ protocol: "udp", dport: 10_001 })];
    const direct = walk({ daddr: "10.1.0.2", toHost: false });
    const away = walk({
      iifname: "front",
      oifname: "eth0",
      saddr: "10.1.0.2",
      daddr: "203.0.113.1",
      toHost: false,
    });
    const foreign = walk({ iifname: "wlan0", oifname: "eth0", daddr: "203.0.113.1", toHost: false });
    const met = [...every, ...none, direct, away, foreign].map(({ rules }) => rules);
    expect(direct.fate).toBe("drop");
    expect(Math.max(...met)).toBeLessThanOrEqual(said);
    // Not far from it, either: what excludes each other is counted as if a packet met both.
    expect(Math.max(...met)).toBeGreaterThan(said / 2);
  });

  test("with links, guests on a bridge of others, sources, ends, and one port on several addresses", () => {
    const addresses = Array.from({ length: 20 }, (_, index) => `198.51.100.${100 + index}`);
    const ports = addresses.map((address) => `"${address}:8080:80"`).join(", ");
    const { said, walk } = costOf(`netgen: 1
name: test
networks:
  front: {ipv4: 10.1.0.1/24, icc: false, published_from: [198.51.100.0/24, 10.9.0.1]}
  lab: {bridge: br-lab, external: true, icc: false, ipv4: 10.2.0.1/24}
  rt: {ipv4: {subnet: 10.3.0.0/24, mode: routed, inbound: published}, peers: [front]}
containers:
  web: {networks: [front], ports: ["8080-8082:80-82/udp", "127.0.0.1:9000-9003:9000-9003/udp", "7000:7100"], links: [db]}
  db: {networks: [front], expose: [80, "81-83/udp"], ports: [${ports}]}
  l1: {networks: [lab], ports: ["8081:80"], links: [l2]}
  l2: {networks: [lab], expose: [80]}
  r: {networks: [rt], ports: ["8082:80", {target: 81, published: 8083, from: [198.51.100.0/24]}]}
  p: {networks: []}
point_to_point:
  - ends: {p: {ipv4_address: 10.9.0.2, default_route: true}, host: {ipv4_address: 10.9.0.1}}
`);
    const interfaces = ["eth0", "front", "br-lab", "rt", "p.eth0"];
    const inside = ["10.1.0.2", "10.1.0.3", "10.2.0.2", "10.2.0.3", "10.3.0.2", "10.9.0.2", "203.0.113.1"];
    const own = ["198.51.100.10", "198.51.100.119", "127.0.0.1", "10.9.0.1"];
    const met = interfaces.flatMap((iifname) =>
      interfaces.flatMap((oifname) =>
        ["198.51.100.1", "127.0.0.1", ...inside].flatMap((saddr) =>
          [...inside, ...own].flatMap((daddr) =>
            [80, 81, 7000, 8080, 8082, 8083, 9001].flatMap((dport) =>
              (["tcp", "udp"] as const).map(
                (protocol) =>
                  walk({ iifname, oifname, saddr, daddr, dport, protocol, toHost: own.includes(daddr) })
                    .rules,
              ),
            ),
          ),
        ),
      ),
    );
    expect(Math.max(...met)).toBeLessThanOrEqual(said);
    expect(Math.max(...met)).toBeGreaterThan(said / 2);
  });
});

describe("rules for ports at the containers' own addresses are a tree of chains in both families", () => {
  const plan = `netgen: 1
name: test
networks:
  front:
    ipv4: {subnet: 10.1.0.0/16, mode: routed, inbound: published}
    ipv6: {subnet: "2001:db8:1::/64", inbound: published}
containers: {"c[001:400]": {ports: ["10{n}:80"]}}
`;
  const ipv6Of = (index: number): string => `2001:db8:1::242:a01:${(index + 1).toString(16)}`;

  test.each([
    ["ipv4", addressOf, "198.51.100.1"],
    ["ipv6", ipv6Of, "2001:db8:9::1"],
  ] as const)("%s", (family, containerAt, saddr) => {
    const { said, walk } = costOf(plan, family);
    const direct = (index: number, dport = 80) =>
      walk({ saddr, daddr: containerAt(index), dport, toHost: false });
    const all = Array.from({ length: 400 }, (_, index) => direct(index + 1));
    expect(new Set(all.map(({ fate }) => fate))).toEqual(new Set(["pass"]));
    const closed = [direct(1, 81), direct(400, 81), direct(401), direct(1000)];
    expect(closed.map(({ fate }) => fate)).toEqual(["drop", "drop", "drop", "drop"]);
    const met = Math.max(...[...all, ...closed].map(({ rules }) => rules));
    expect(met).toBeLessThanOrEqual(said);
    expect(met).toBeLessThan(80);
  });

  test("and the two cost about the same", () => {
    expect(costOf(plan, "ipv6").said).toBeLessThan(costOf(plan, "ipv4").said + 10);
  });
});

test("chains have names that the kernel holds, also for the longest name of a plan", () => {
  const addresses = Array.from({ length: 300 }, (_, index) => `198.51.${index >> 8}.${index & 255}`);
  const ports = addresses.map((address) => `"${address}:8080:80/sctp"`).join(", ");
  const plan = `netgen: 1
name: a23456789012
networks:
  lab: {bridge: br-lab, external: true, icc: false, ipv4: 10.2.0.1/24, published_from: [198.51.100.0/24]}
  rt: {ipv4: {subnet: 10.3.0.0/16, mode: routed, inbound: published}}
containers:
  a: {networks: [lab], ports: [${ports}], links: [b]}
  b: {networks: [lab], expose: [${addresses.map((_, index) => 2 * index + 1).join(", ")}]}
  "c[001:300]": {networks: [rt], ports: ["10{n}:80"]}
`;
  const { chains } = costOf(plan);
  expect(chains.length).toBeGreaterThan(50);
  // XT_EXTENSION_MAXNAMELEN of linux/netfilter/x_tables.h is 29 with the end of the string.
  expect(chains.filter((name) => name.length > 28)).toEqual([]);
});

function addressOf(index: number): string {
  return `10.1.${(index + 1) >> 8}.${(index + 1) & 255}`;
}
