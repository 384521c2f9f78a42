import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderIptables } from "../../src/backends/iptables.ts";
import { renderNftables } from "../../src/backends/nftables.ts";
import type { Chain, Field, Rule, Ruleset, SetDefinition } from "../../src/ir/program.ts";
import { formatAddress } from "../../src/net/address.ts";
import { formatCidr } from "../../src/net/cidr.ts";
import type { Container, Network, Topology } from "../../src/topology/topology.ts";
import { judgeIptables, loadIptables } from "../support/iptables-listing.ts";
import { judgeNft, loadNft } from "../support/nft-listing.ts";
import { type Fate, isIn, judge, type Packet, packetsFor } from "../support/packets.ts";
import { planOfNetworks, validPlan } from "../support/plans.ts";
import { compilePlan, rulesFor } from "../support/script-parts.ts";

const hooks = ["forward", "postrouting"] as const;
const seeds = fc.noShrink(fc.nat());

/** What each way of asking says of the packets; one line a packet and hook. */
const fatesOf = (packets: readonly Packet[], judge: (hook: (typeof hooks)[number], packet: Packet) => Fate) =>
  packets.flatMap((packet) =>
    hooks.map((hook) => `${hook} ${Object.values(packet).join(" ")}: ${judge(hook, packet)}`),
  );

function rulesetOf({ program: { firewall } }: ReturnType<typeof compilePlan>): Ruleset {
  if (firewall.backend === "none") {
    throw new Error("the plan has no firewall");
  }
  const [ipv4] = firewall.rulesets;
  if (ipv4 === undefined) throw new Error("no rules of IPv4");
  return ipv4;
}

/** All but the chain for the user's own rules, which is the tool's. */
const groupsOf = ({ program: { groups } }: ReturnType<typeof compilePlan>) =>
  groups.filter(({ origin }) => origin !== "host.firewall");

const insideOf = ({ program: { firewall } }: ReturnType<typeof compilePlan>) =>
  firewall.backend === "none" ? [] : firewall.inside;

/** Whether an interface that a router masquerades on has an address of a family; IPv4 is what one without any carries. */
function hasFamily(
  { topology: { links } }: ReturnType<typeof compilePlan>,
  { name, endpoints }: Container,
  outside: readonly string[],
  family: Packet["family"],
): boolean {
  const ends = links.flatMap((link) => link.ends).filter((end) => end.container === name);
  const ways = [...endpoints, ...ends].filter(({ interfaceName }) => outside.includes(interfaceName));
  return ways.some((way) => way[family] !== undefined || (family === "ipv4" && way.ipv6 === undefined));
}

describe("the rules of any valid plan", () => {
  test("are the same for both backends before they are written", () => {
    fc.assert(
      fc.property(planOfNetworks, (plan) => {
        const [nftables, iptables] = [compilePlan(plan, "nftables"), compilePlan(plan, "iptables")];
        expect(rulesetOf(iptables)).toEqual(rulesetOf(nftables));
        expect(insideOf(iptables)).toEqual(insideOf(nftables));
        expect(groupsOf(iptables)).toEqual(groupsOf(nftables));
      }),
      { numRuns: 15 },
    );
  });

  test("do in nftables and in iptables what they say", () => {
    fc.assert(
      fc.property(planOfNetworks, seeds, (plan, seed) => {
        const nftables = compilePlan(plan, "nftables");
        const iptables = compilePlan(plan, "iptables");
        const ruleset = rulesetOf(nftables);
        const packets = packetsFor(ruleset, seed);
        const expected = fatesOf(packets, (hook, packet) => judge(ruleset, hook, packet));
        const nft = loadNft(rulesFor(nftables.script, "nftables"));
        expect(fatesOf(packets, (hook, packet) => judgeNft(nft, hook, packet))).toEqual(expected);
        const xt = loadIptables(rulesFor(iptables.script, "iptables"));
        expect(fatesOf(packets, (hook, packet) => judgeIptables(xt, hook, packet))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test("do so inside of a namespace, too, and there mean what plan.md says of routers, for each family", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(validPlan, seeds, (plan, seed) => {
        const compiled = compilePlan(plan, "nftables");
        const [first] = insideOf(compiled);
        const container = compiled.topology.containers.find(({ origin }) => origin === first?.origin);
        fc.pre(first !== undefined && container !== undefined);
        seen.add(first.families.join());
        const outside = container.masquerade.map(({ dev }) => dev);
        const packets = packetsFor(first.ruleset, seed).flatMap((packet): Packet[] => [
          packet,
          { ...packet, family: "ipv6" },
        ]);
        const expected = fatesOf(packets, (hook, packet) => {
          const [from, to] = [outside.includes(packet.iifname), outside.includes(packet.oifname)];
          if (!hasFamily(compiled, container, outside, packet.family)) {
            return "pass";
          }
          if (hook === "postrouting") {
            return to ? "masquerade" : "pass";
          }
          if (packet.invalid && to) return "drop";
          return from && !to && !packet.established ? "drop" : "pass";
        });
        expect(fatesOf(packets, (hook, packet) => judge(first.ruleset, hook, packet))).toEqual(expected);
        const nft = loadNft(rulesFor(compiled.script, "nftables", first.netns));
        expect(fatesOf(packets, (hook, packet) => judgeNft(nft, hook, packet))).toEqual(expected);
        const { script } = compilePlan(plan, "iptables");
        const [ipv4, ipv6] = ["iptables", "ip6tables"].map((tool) => rulesFor(script, tool, first.netns));
        const xt = {
          ipv4: loadIptables(ipv4 ?? ""),
          ipv6: ipv6 ? loadIptables(ipv6, "ip6tables") : undefined,
        };
        expect(
          fatesOf(packets, (hook, packet) => {
            const listing = xt[packet.family];
            return listing === undefined ? "pass" : judgeIptables(listing, hook, packet);
          }),
        ).toEqual(expected);
      }),
      { numRuns: 25 },
    );
    expect(seen).toContain("ipv4");
    expect(seen).toContain("ipv4,ipv6");
  });

  test("mean what plan.md says of networks", () => {
    fc.assert(
      fc.property(planOfNetworks, seeds, (plan, seed) => {
        const compiled = compilePlan(plan, "nftables");
        const packets = packetsFor(rulesetOf(compiled), seed);
        expect(fatesOf(packets, (hook, packet) => judge(rulesetOf(compiled), hook, packet))).toEqual(
          fatesOf(packets, (hook, packet) => meaning[hook](compiled.topology, packet)),
        );
      }),
      { numRuns: 120 },
    );
  });
});

/** The plan's own words on traffic, as code: a second opinion beside src/lower. */
const meaning = { forward: forwarded, postrouting: translated };

function forwarded(topology: Topology, packet: Packet): Fate {
  const from = networkAt(topology, packet.iifname);
  const to = networkAt(topology, packet.oifname);
  const fromOurs = from !== undefined && isOurs(topology, from, packet.saddr);
  const toOurs = to !== undefined && isOurs(topology, to, packet.daddr);
  if (packet.established) {
    return "pass";
  }
  // What connection tracking cannot place is not translated, and must not leave as it is.
  const strays = packet.invalid && translated(topology, { ...packet, oifname: "uplink" }) !== "pass";
  if (from !== undefined && to !== undefined) {
    const allowed = from === to || from.peers.includes(to.name) || to.peers.includes(from.name);
    return allowed || !(fromOurs || toOurs || strays) ? "pass" : "drop";
  }
  const closed = toOurs && (to.internal || to.ipv4?.inbound === "published");
  return closed || (fromOurs && from.internal) || strays ? "drop" : "pass";
}

function translated(topology: Topology, packet: Packet): Fate {
  if (packet.oifname === "lo" || networkAt(topology, packet.oifname) !== undefined) {
    return "pass";
  }
  const source = packet.saddr;
  const network = topology.networks.find(
    ({ internal, ipv4 }) =>
      !internal &&
      ipv4?.mode === "nat" &&
      ipv4.gateway.kind === "host" &&
      isIn(source, formatCidr(ipv4.subnet)),
  );
  if (network === undefined || !isOurs(topology, network, source)) {
    return "pass";
  }
  return network.ipv4?.snat ? `snat ${formatAddress(network.ipv4.snat)}` : "masquerade";
}

const networkAt = ({ networks }: Topology, name: string): Network | undefined =>
  networks.find(({ bridge }) => bridge.name === name);

/** On a bridge of ours all are ours; on one of others, our containers are. */
const isOurs = ({ containers }: Topology, network: Network, address: string): boolean =>
  !network.bridge.external ||
  containers.some(({ endpoints }) =>
    endpoints.some(
      ({ network: name, ipv4 }) => name === network.name && ipv4 && formatAddress(ipv4.address) === address,
    ),
  );

/** Rulesets of any shape that the IR has and iptables can hold, beyond those that plans of today lead to. */
const interfaces = ["br0", "br1", "br00", "lan.1"];
const cidrs = ["10.0.0.0/8", "192.168.1.0/24", "192.168.2.7", "172.16.0.0/12", "203.0.113.4/30"];
const keyOf = (field: Field) => fc.constantFrom(...(field.endsWith("name") ? interfaces : cidrs));

const fieldsOf = (hook: "forward" | "postrouting") =>
  fc.subarray<Field>(
    hook === "forward" ? ["iifname", "oifname", "saddr", "daddr"] : ["oifname", "saddr", "daddr"],
    {
      minLength: 1,
      maxLength: 2,
    },
  );

interface Condition {
  readonly fields: readonly Field[];
  readonly keys: readonly (readonly string[])[];
  /** In second place: the packet is in none of them. */
  readonly none: boolean;
}

const condition = (hook: "forward" | "postrouting"): fc.Arbitrary<Condition | "established"> =>
  fc.oneof(
    { arbitrary: fc.constant("established" as const), weight: 1 },
    {
      arbitrary: fieldsOf(hook).chain((fields) =>
        fc.record({
          fields: fc.constant(fields),
          keys: fc.uniqueArray(fc.tuple(...fields.map(keyOf)), {
            maxLength: 3,
            selector: (key) => key.join(" "),
          }),
          none: fc.boolean(),
        }),
      ),
      weight: 4,
    },
  );

const chainOf = (hook: "forward" | "postrouting") =>
  fc.array(
    fc
      .record({
        conditions: fc.array(condition(hook), { minLength: 1, maxLength: 2 }),
        verdict: fc.constantFrom("accept", hook === "forward" ? "drop" : "masquerade"),
      })
      .filter(({ conditions, verdict }) => verdict !== "accept" || conditions.length === 1),
    { minLength: 1, maxLength: 4 },
  );

const anyRuleset: fc.Arbitrary<Ruleset> = fc
  .record({ forward: chainOf("forward"), postrouting: chainOf("postrouting") })
  .map((choices) => {
    const sets: SetDefinition[] = [];
    const ruleOf =
      (hook: "forward" | "postrouting") =>
      ({ conditions, verdict }: (typeof choices)["forward"][number], index: number): Rule => ({
        name: `${hook.slice(0, 4)}-${"abcd"[index]}`,
        comment: "why",
        verdict: { kind: verdict as "accept" },
        matches: conditions.map((condition, place) => {
          if (condition === "established") {
            return { kind: "established" };
          }
          const types = condition.fields.map((field) => (field.endsWith("name") ? "ifname" : "address"));
          const set = `set${sets.length}`;
          const elements = condition.keys.map((key) => ({ origin: "networks.a", key }));
          sets.push({ kind: "set", name: set, summary: "what", types, elements });
          const second = place > 0 && conditions[0] !== "established";
          return { kind: second && condition.none ? "not-in" : "in", fields: condition.fields, set };
        }),
      });
    const chain = (hook: "forward" | "postrouting"): Chain => ({
      ...{ name: hook, hook, summary: "what" },
      ...(hook === "forward"
        ? { type: "filter" as const, stage: "filter" as const }
        : { type: "nat" as const, stage: "srcnat" as const }),
      rules: choices[hook].map(ruleOf(hook)),
    });
    return { chains: [chain("forward"), chain("postrouting")], sets };
  });

test("any ruleset does in nftables and in iptables what it says, and a set that holds nothing matches nothing", () => {
  fc.assert(
    fc.property(anyRuleset, seeds, (ruleset, seed) => {
      const packets = packetsFor(ruleset, seed);
      const expected = fatesOf(packets, (hook, packet) => judge(ruleset, hook, packet));
      const nft = loadNft(renderNftables([{ family: "ipv4", ...ruleset }], "a"));
      expect(fatesOf(packets, (hook, packet) => judgeNft(nft, hook, packet))).toEqual(expected);
      const xt = loadIptables(renderIptables(ruleset, "a"));
      expect(fatesOf(packets, (hook, packet) => judgeIptables(xt, hook, packet))).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});
