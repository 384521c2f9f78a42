import section from "../../templates/section.hbs";
import type { FamilyRuleset, Firewall, InsideRules, Ruleset } from "../ir/program.ts";
import { type Backend, iptablesOf, type Tool } from "../ir/step.ts";
import { template } from "../render/template.ts";
import { renderIptables } from "./iptables.ts";
import { renderNftables } from "./nftables.ts";

/** Rules that one run of a tool loads, in the host's namespace or in another. */
interface Section {
  readonly tool: Tool;
  /** Empty: the host's. */
  readonly netns: string;
  readonly origin: string;
  readonly summary: string;
  readonly text: string;
  /** The host's: nftables' table, or iptables' chain, for rules of the user's. */
  readonly userTable: boolean;
  readonly userChain: boolean;
}

const renderSection = template<Section>(section);

type Loaded = Pick<Section, "tool" | "text">;

interface Writer {
  readonly ofHost: (rulesets: readonly FamilyRuleset[], owner: string) => readonly Loaded[];
  readonly ofNamespace: (rules: InsideRules, owner: string) => readonly Loaded[];
}

const hasRules = ({ chains }: Ruleset): boolean => chains.length > 0;

/** nftables has one table for both families, iptables a tool for each. */
const writers: Readonly<Record<Backend, Writer>> = {
  nftables: {
    ofHost: (rulesets, owner) =>
      rulesets.some(hasRules) ? [{ tool: "nftables", text: renderNftables(rulesets, owner) }] : [],
    // Its rules ask for a family where they are about one alone.
    ofNamespace: ({ ruleset }, owner) => [
      { tool: "nftables", text: renderNftables([{ family: "ipv4", ...ruleset }], owner) },
    ],
  },
  iptables: {
    ofHost: (rulesets, owner) =>
      rulesets
        .filter(hasRules)
        .map((ruleset) => ({ tool: iptablesOf[ruleset.family], text: renderIptables(ruleset, owner) })),
    ofNamespace: ({ families, ruleset }, owner) =>
      families.map((family) => ({ tool: iptablesOf[family], text: renderIptables(ruleset, owner) })),
  },
};

/**
 * The rules part of the script: sections that begin with `@ TOOL` or `@ TOOL NETNS`, the host's first. There is none
 * where there are no rules for its tool.
 *
 * @param owner the plan's name, for tables and chains
 */
export function renderRules(firewall: Firewall, owner: string): string {
  if (firewall.backend === "none") {
    return "";
  }
  const writer = writers[firewall.backend];
  const ofHost = writer.ofHost(firewall.rulesets, owner).map((loaded): Section => {
    const userTable = loaded.tool === "nftables";
    return { ...loaded, netns: "", origin: "", summary: "", userTable, userChain: !userTable };
  });
  const ofNamespaces = firewall.inside.flatMap((rules) => {
    const { netns, origin, summary } = rules;
    return writer
      .ofNamespace(rules, owner)
      .map((loaded): Section => ({ ...loaded, netns, origin, summary, userTable: false, userChain: false }));
  });
  return [...ofHost, ...ofNamespaces].map(renderSection).join("\n");
}
