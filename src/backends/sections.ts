import section from "../../templates/section.hbs";
import type { Firewall, InsideRules, Ruleset } from "../ir/program.ts";
import type { Backend, Tool } from "../ir/step.ts";
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
}

const renderSection = template<Section>(section);

type Loaded = Pick<Section, "tool" | "text">;

interface Writer {
  readonly ofHost: (ruleset: Ruleset, ipv6: Ruleset | undefined, owner: string) => readonly Loaded[];
  readonly ofNamespace: (rules: InsideRules, owner: string) => readonly Loaded[];
}

const hasRules = ({ chains }: Ruleset): boolean => chains.length > 0;

/** nftables has one table for both families, iptables a tool for each. */
const writers: Readonly<Record<Backend, Writer>> = {
  nftables: {
    ofHost: (ruleset, ipv6, owner) =>
      hasRules(ruleset) || (ipv6 !== undefined && hasRules(ipv6))
        ? [{ tool: "nftables", text: renderNftables(ruleset, owner, ipv6) }]
        : [],
    ofNamespace: ({ ruleset }, owner) => [{ tool: "nftables", text: renderNftables(ruleset, owner) }],
  },
  iptables: {
    ofHost: (ruleset, ipv6, owner) => [
      ...(hasRules(ruleset) ? [{ tool: "iptables", text: renderIptables(ruleset, owner) } as const] : []),
      ...(ipv6 && hasRules(ipv6) ? [{ tool: "ip6tables", text: renderIptables(ipv6, owner) } as const] : []),
    ],
    ofNamespace: ({ families, ruleset }, owner) =>
      families.map((family) => ({
        tool: family === "ipv6" ? "ip6tables" : "iptables",
        text: renderIptables(ruleset, owner),
      })),
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
  const ofHost = writer
    .ofHost(firewall.ruleset, firewall.ipv6, owner)
    .map((loaded): Section => ({ ...loaded, netns: "", origin: "", summary: "" }));
  const ofNamespaces = firewall.inside.flatMap((rules) => {
    const { netns, origin, summary } = rules;
    return writer.ofNamespace(rules, owner).map((loaded): Section => ({ ...loaded, netns, origin, summary }));
  });
  return [...ofHost, ...ofNamespaces].map(renderSection).join("\n");
}
