import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Step } from "../../src/ir/step.ts";
import { type PlanDocument, textOf } from "../support/plan-document.ts";
import { type PlanLine, readPlanLine } from "../support/plan-line.ts";
import { planWithoutFirewall, validPlan } from "../support/plans.ts";
import { compilePlan, partsOf } from "../support/script-parts.ts";
import { outputOf, run, runAfterRestore, runInNewNetwork, shells } from "../support/tools.ts";

/** Runs the property on plans, each for the firewall that it names. */
function holds(numRuns: number, predicate: (plan: PlanDocument) => void, plans = validPlan) {
  fc.assert(fc.property(plans, predicate), { numRuns });
}

describe("any valid plan", () => {
  test("is made in every form that the language has", () => {
    const text = fc.sample(validPlan, { numRuns: 600, seed: 1 }).map(textOf).join("");
    const forms = [
      ...[
        '"auto"',
        '"none"',
        '"external": true',
        '"internal": true',
        '"peers": [',
        '"mtu": "auto"',
        '"snat"',
        '"routed"',
      ],
      ...[
        '"open"',
        '"ip_range"',
        '"reserved"',
        '"gateway": "none"',
        '"gateway": "web"',
        '"bridge": "br',
        "[08:10]",
      ],
      ...['"network_mode": "none"', '"network_mode": "host"', '"network_mode": "container:'],
      ...[
        '"ports"',
        '"192.0.2.7::8',
        "/sctp",
        '"9000-9099:8',
        '"published"',
        '"publish_all": true',
        "point_to_point:",
      ],
      ...['"pid"', '"path"', '"docker"', '{"external"', '"netns": "ns', '"gw_priority"', '"interface_name"'],
      ...[
        '"host_interface_name"',
        '"mac_address"',
        '"ipv4_address"',
        '"blackhole"',
        '"default"',
        '"src"',
        '"metric": 0',
      ],
      ...[
        '"sysctls"',
        "$(touch x)",
        "'; touch x; '",
        '"forward": true',
        '"ip_forward": false',
        '"iptables"',
        '"uplink"',
      ],
      ...[
        '"icc": false',
        '"links": ["',
        ":alias",
        "gate0:2001",
        '"dns_search"',
        '"ipv6": "2001',
        "::c0/122",
        '"mode": "nat", "snat": "2001',
        '"inbound": "published"}',
        '"ndp_proxy"',
      ],
    ];
    expect(forms.filter((form) => !text.includes(form))).toEqual([]);
  });

  test("compiles to a script without a word that stands for nothing", () => {
    holds(80, (plan) => {
      const { header, plan: lines, sections } = partsOf(compilePlan(plan).script);
      const rules = sections.flatMap((section) => section.lines);
      expect(
        [...header, ...lines, ...rules].filter((line) => /undefined|null|NaN|\[object/.test(line)),
      ).toEqual([]);
    });
  });

  test.each(shells.map((shell) => ({ name: shell.join(" "), shell })))(
    "compiles to what $name reads",
    ({ shell }) => {
      holds(15, (plan) => {
        expect(run([...shell, "-n"], compilePlan(plan).script)).toEqual({
          status: 0,
          out: "",
          err: "",
        });
      });
    },
  );

  const shellcheck = (script: string) => outputOf(run(["shellcheck", "--norc", "-"], script));

  test("compiles to what shellcheck has nothing to say of", () => {
    holds(4, (plan) => {
      expect(shellcheck(compilePlan(plan).script)).toBe("");
    });
  });

  test("has nothing in its own part for shellcheck, either", () => {
    const used =
      "export netgen_version plan_name plan_sha256 plan_firewall plan_uplink plan_resolv_conf plan_bird\nplan\nrules\n";
    holds(20, (plan) => {
      const { script, engine } = partsOf(compilePlan(plan).script);
      expect(shellcheck(script.slice(0, -engine.length) + used)).toBe("");
    });
  });

  test("has rules that nft takes, twice", () => {
    const check = `text=$(cat) && echo "$text" | nft -c -f - && echo "$text" | nft -f - && echo "$text" | nft -f -`;
    holds(20, (plan) => {
      const { sections } = partsOf(compilePlan(plan, "nftables").script);
      for (const { lines } of sections) outputOf(runInNewNetwork(check, `${lines.join("\n")}\n`));
    });
  });

  test("has rules that iptables-restore and ip6tables-restore take", () => {
    holds(20, (plan) => {
      const { sections } = partsOf(compilePlan(plan, "iptables").script);
      for (const { tool, lines } of sections)
        outputOf(runAfterRestore(tool as "iptables", `${lines.join("\n")}\n`, "true"));
    });
  });

  test("without a firewall has no rule", () => {
    holds(
      20,
      (plan) => {
        expect(partsOf(compilePlan(plan).script).sections).toEqual([]);
      },
      planWithoutFirewall,
    );
  });

  test("has lines of the plan that say what the steps say", () => {
    holds(30, (plan) => {
      const { script, program: ir } = compilePlan(plan);
      const lines = partsOf(script).plan.filter((line) => line !== "" && !line.startsWith("#"));
      const steps = ir.groups.flatMap(({ steps }) => steps.flatMap((step) => linesOf(step, ir.name)));
      expect(lines.map(readPlanLine)).toEqual(steps);
    });
  });

  test("says behind each sysctl why it is set", () => {
    holds(30, (plan) => {
      const lines = partsOf(compilePlan(plan).script).plan.filter((line) => line.includes("sysctl -w "));
      expect(lines.filter((line) => !/ # \S/.test(line))).toEqual([]);
    });
  });
});

/** What the lines of a step have to say: words by keyword, one record a line. */
function linesOf(step: Step, owner: string): PlanLine[] {
  const ns = ("netns" in step && step.kind !== "bridge_veth" && step.netns) || "";
  switch (step.kind) {
    case "netns":
      return [
        step.from.kind === "new"
          ? { kind: "netns add", ns, name: step.name }
          : step.from.kind === "pid"
            ? { kind: "netns attach", ns, name: step.name, from: `pid:${step.from.pid}` }
            : { kind: "netns attach", ns, name: step.name, from: `docker:${step.from.container}` },
      ];
    case "bridge":
      return [{ kind: "link add", ns, name: step.name, address: step.mac, type: "bridge" }];
    case "bridge_veth":
      return [
        {
          ...{ kind: "link add", ns, name: step.name, master: step.master, type: "veth" },
          ...{ "peer name": step.peer, "peer address": step.mac, "peer netns": step.netns },
        },
      ];
    case "veth_pair": {
      const [first, second] = step.ends;
      return [
        known({
          ...{ kind: "link add", ns, name: first.name, address: first.mac, netns: first.netns, type: "veth" },
          ...{ "peer name": second.name, "peer address": second.mac, "peer netns": second.netns },
        }),
      ];
    }
    case "link": {
      const { dev, identity, mtu, addrgenmode } = step;
      const set = { kind: "link set", ns, dev };
      const alias = `netgen:${owner}:${identity}`;
      return [
        ...(identity === undefined ? [] : [known({ ...set, alias, addrgenmode })]),
        known({ ...set, mtu: mtu === "auto" ? "$uplink_mtu" : mtu?.toString(), up: "up" }),
      ];
    }
    case "announce":
      return [{ kind: "link set", ns, dev: step.dev, address: step.mac }];
    case "uplink_forwarding":
      return [{ kind: "sysctl -w", ns, key: `net/${step.family}/conf/$uplinks/forwarding`, value: "1" }];
    case "hairpin":
      return [{ kind: "link set", ns, dev: step.dev, type: "bridge_slave", hairpin: "on" }];
    case "bridge_nf_call":
      return [
        {
          ...{ kind: "link set", ns, dev: step.dev, type: "bridge" },
          [step.family === "ipv4" ? "nf_call_iptables" : "nf_call_ip6tables"]: "1",
        },
      ];
    case "address":
      return [
        {
          kind: "addr replace",
          ns,
          address: step.address,
          dev: step.dev,
          ...(step.nodad ? { nodad: "nodad" } : {}),
        },
      ];
    case "route": {
      const { type, to, via, dev, src, metric } = step;
      return [
        known({
          kind: "route replace",
          ns,
          type,
          to,
          via,
          dev,
          src,
          metric: metric?.toString(),
          proto: "110",
        }),
      ];
    }
    case "sysctl": {
      const path = step.key.includes("/") ? step.key : step.key.replaceAll(".", "/");
      return [{ kind: "sysctl -w", ns, key: path, value: step.value }];
    }
    case "hostname":
      return [{ kind: "hostname", ns: step.entry, rest: step.name }];
    case "hosts": {
      const place = step.network === undefined ? "" : `@${step.network}`;
      return [
        {
          ...{ kind: "hosts", ns: `${step.entry ?? "*"}${place}` },
          rest: [step.address, ...step.names].join(" "),
        },
      ];
    }
    case "resolver": {
      const [ns, words] = [step.entry ?? "*", step.values.join(" ")];
      const name = [step.family, step.word === "nameserver" ? "nameservers" : step.word]
        .filter((part) => part !== undefined)
        .join("_");
      return [{ kind: step.word, ns, rest: step.fromHost ? `${"$"}{host_${name}:-${words}}` : words }];
    }
    case "neigh_proxy":
      return [{ kind: "neigh replace", ns, proxy: step.address, dev: step.dev ?? "$uplink" }];
    case "proxy_ndp":
      return [{ kind: "sysctl -w", ns, key: "net/ipv6/conf/$uplink/proxy_ndp", value: "1" }];
    case "accept_ra":
      return [{ kind: "sysctl -w", ns, key: "net/ipv6/conf/$ra_interface/accept_ra", value: "2" }];
    case "published_port": {
      const { protocol, ports, targetPorts } = step;
      const [address, target] = [step.address, step.target].map((text) =>
        text.includes(":") ? `[${text}]` : text,
      );
      return [{ kind: "port", ns, rest: `${protocol} ${address}:${ports} to ${target}:${targetPorts}` }];
    }
    case "required_address":
      return [{ kind: "require addr", ns, rest: step.address }];
    case "user_rules":
      return [{ kind: "user-rules", ns, rest: step.tool }];
  }
}

/** Without the words that are not there. */
const known = (line: Readonly<Record<string, string | undefined>>): PlanLine =>
  Object.fromEntries(
    Object.entries(line).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
