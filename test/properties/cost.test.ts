import { describe, expect, test } from "vitest";
import { rulesPassed } from "../../src/backends/cost.ts";
import { listIptables, type Opening, type Walk, walkForwarded } from "../support/iptables-walk.ts";
import { compilePlan, rulesFor } from "../support/script-parts.ts";

/** What `netgen show` says, and a way to ask what the kernel's own listing of the rules says. */
function costOf(plan: string) {
  const { script, program } = compilePlan(plan, "iptables");
  if (program.firewall.backend === "none") {
    throw new Error("no rules");
  }
  const listing = listIptables(rulesFor(script, "iptables"));
  const walk = (opening: Partial<Opening>): Walk =>
    walkForwarded(listing, "NG_", {
      ...{ iifname: "eth0", oifname: "front", saddr: "198.51.100.1", daddr: "198.51.100.10" },
      ...{ protocol: "tcp", dport: 80, toHost: true },
      ...opening,
    });
  return { said: rulesPassed(program.firewall.ruleset, "iptables"), walk };
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

const addressOf = (index: number): string => `10.1.${(index + 1) >> 8}.${(index + 1) & 255}`;
