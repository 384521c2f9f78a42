import { describe, expect, test } from "vitest";
import { costs } from "../../src/backends/cost.ts";
import { countIptablesRules, renderIptables } from "../../src/backends/iptables.ts";
import { renderNftables } from "../../src/backends/nftables.ts";
import type { FamilyRuleset, Rule } from "../../src/ir/program.ts";

/** One of everything that a ruleset may hold. */
const ruleset: FamilyRuleset = {
  family: "ipv4",
  sets: [
    {
      ...{ kind: "set", name: "bridges", summary: "ours", types: ["ifname"] },
      elements: [
        { origin: "networks.a", key: ["a"] },
        { origin: "networks.b", key: ["b.1"] },
      ],
    },
    {
      ...{ kind: "set", name: "guests", summary: "theirs", types: ["ifname", "address"] },
      elements: [{ origin: "containers.web.networks.a", key: ["a", "10.0.0.2"] }],
    },
    {
      ...{ kind: "map", name: "translated", summary: "sources", types: ["address"], values: ["address"] },
      elements: [{ origin: "networks.a", key: ["10.0.0.0/24"], value: ["192.0.2.1"] }],
    },
  ],
  chains: [
    {
      ...{ name: "forward", hook: "forward", type: "filter", stage: "filter", summary: "what is forwarded" },
      rules: [
        {
          name: "known",
          comment: "replies",
          matches: [{ kind: "established" }],
          verdict: { kind: "accept" },
        },
        {
          ...{ name: "apart", comment: "isolated", verdict: { kind: "drop" } },
          matches: [
            { kind: "in", fields: ["iifname"], set: "bridges" },
            { kind: "in", fields: ["oifname", "daddr"], set: "guests" },
          ],
        },
      ],
    },
    {
      ...{
        name: "postrouting",
        hook: "postrouting",
        type: "nat",
        stage: "srcnat",
        summary: "what is translated",
      },
      rules: [
        {
          ...{ name: "snat", comment: "an address of its own", matches: [] },
          verdict: { kind: "snat", map: "translated", field: "saddr" },
        },
      ],
    },
  ],
};

const ruleWith = (rule: Partial<Rule>): FamilyRuleset => ({
  ...ruleset,
  chains: ruleset.chains.map((chain) => ({
    ...chain,
    rules: [{ name: "x", comment: "x", matches: [], verdict: { kind: "drop" }, ...rule } as const],
  })),
});

test("nftables has a table of its own, filled in one transaction", () => {
  expect(renderNftables([ruleset], "edge")).toBe(`\
table inet netgen-edge
delete table inet netgen-edge
table inet netgen-edge {
    comment "netgen edge"

    # ours
    set bridges {
        type ifname
        elements = {
            "a", # networks.a
            "b.1", # networks.b
        }
    }

    # theirs
    set guests {
        type ifname . ipv4_addr
        elements = {
            "a" . 10.0.0.2, # containers.web.networks.a
        }
    }

    # sources
    map translated {
        type ipv4_addr : ipv4_addr
        flags interval
        elements = {
            10.0.0.0/24 : 192.0.2.1, # networks.a
        }
    }

    # what is forwarded
    chain forward {
        type filter hook forward priority filter; policy accept;
        ct state established,related accept comment "replies"
        iifname @bridges oifname . ip daddr @guests drop comment "isolated"
    }

    # what is translated
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        snat ip to ip saddr map @translated comment "an address of its own"
    }
}
`);
});

test("iptables has chains of its own, each reached by one jump, and a rule for each element", () => {
  expect(renderIptables(ruleset, "edge")).toBe(`\
*filter
:NG_edge_FORWARD - [0:0]
:NG_edge_apart - [0:0]
# replies
-A NG_edge_FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
# isolated
-A NG_edge_FORWARD -i a -m comment --comment networks.a -j NG_edge_apart
-A NG_edge_FORWARD -i b.1 -m comment --comment networks.b -j NG_edge_apart
-A NG_edge_apart -o a -d 10.0.0.2 -m comment --comment containers.web.networks.a -j DROP
-I FORWARD -j NG_edge_FORWARD
COMMIT
*nat
:NG_edge_POSTROUTING - [0:0]
# an address of its own
-A NG_edge_POSTROUTING -s 10.0.0.0/24 -m comment --comment networks.a -j SNAT --to-source 192.0.2.1
-I POSTROUTING -j NG_edge_POSTROUTING
COMMIT
`);
});

test("a new connection passes a rule for each of nftables', and one for each element in iptables", () => {
  const firewall = { backend: "nftables", rulesets: [ruleset], inside: [] } as const;
  expect(costs(firewall, "nftables")).toEqual([{ family: "ipv4", opening: 3, within: 1 }]);
  expect(costs(firewall, "iptables")).toEqual([{ family: "ipv4", opening: 5, within: 1 }]);
  expect(countIptablesRules(ruleset)).toBe(5);
  // In one table, each of the four chains has a rule that passes the other family's packets.
  const both = { ...firewall, rulesets: [ruleset, { ...ruleset, family: "ipv6" as const }] };
  expect(costs(both, "nftables")[1]).toEqual({ family: "ipv6", opening: 3 + 4, within: 1 + 2 });
  expect(costs(both, "iptables")[1]).toEqual({ family: "ipv6", opening: 5, within: 1 });
});

test("chains of iptables have names of at most 28 characters for the longest of plans' names", () => {
  const names = [...renderIptables(ruleset, "a23456789012").matchAll(/^:(\S+)/gm)].map(
    ([, name = ""]) => name,
  );
  expect(names.length).toBe(3);
  expect(names.filter((name) => name.length > 28)).toEqual([]);
});

describe("what iptables cannot hold stops the rendering", () => {
  const bridges = { kind: "in", fields: ["iifname"], set: "bridges" } as const;

  test.each<[string, Partial<Rule>]>([
    ["a rule for every packet", {}],
    ["three sets to accept", { matches: [bridges, bridges, bridges], verdict: { kind: "accept" } }],
    ["three matches", { matches: [bridges, bridges, bridges] }],
    [
      "a translation of some",
      { matches: [bridges], verdict: { kind: "snat", map: "translated", field: "saddr" } },
    ],
    ["a translation by a set", { verdict: { kind: "snat", map: "bridges", field: "saddr" } }],
    ["a translation by a map that is not there", { verdict: { kind: "snat", map: "x", field: "saddr" } }],
  ])("%s", (_, rule) => {
    expect(() => renderIptables(ruleWith(rule), "edge")).toThrow();
  });
});
