import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { render } from "../../src/backends/script.ts";
import { viewOfStep } from "../../src/backends/steps.ts";
import { root } from "../../src/build/bundle.mjs";
import type { Program } from "../../src/ir/program.ts";
import type { Step } from "../../src/ir/step.ts";
import { engine } from "../../src/render/engine.ts";
import { renderStep } from "../../src/render/steps.ts";
import { template } from "../../src/render/template.ts";
import script from "../../templates/script.hbs";
import address from "../../templates/steps/address.hbs";
import { compilePlan, partsOf } from "../support/script-parts.ts";

const link = {
  kind: "link",
  netns: undefined,
  dev: "a",
  identity: "networks.a",
  mtu: 1400,
  addrgenmode: "none",
} as const;
const route = {
  kind: "route",
  netns: undefined,
  type: "unicast",
  to: "default",
  via: undefined,
  dev: undefined,
  src: undefined,
  metric: undefined,
} as const;

test.each<[Step, string]>([
  [{ kind: "netns", name: "web", from: { kind: "new" } }, "netns add web\n"],
  [{ kind: "netns", name: "web", from: { kind: "pid", pid: 7 } }, "netns attach web pid:7\n"],
  [
    { kind: "netns", name: "web", from: { kind: "docker", container: "db1" } },
    "netns attach web docker:db1\n",
  ],
  [
    { kind: "bridge", name: "a", mac: "02:42:00:00:00:01" },
    "link add name a address 02:42:00:00:00:01 type bridge\n",
  ],
  [
    {
      kind: "bridge_veth",
      name: "web.eth0",
      master: "a",
      peer: "eth0",
      mac: "02:42:00:00:00:02",
      netns: "/run/x",
    },
    "link add name web.eth0 master a type veth peer name eth0 address 02:42:00:00:00:02 netns /run/x\n",
  ],
  [
    link,
    "link set dev a alias netgen:edge:networks.a addrgenmode none # no IPv6 address but the plan's\n" +
      "link set dev a mtu 1400 up\n",
  ],
  [
    { ...link, netns: "web", mtu: "auto", addrgenmode: undefined },
    "[web] link set dev a alias netgen:edge:networks.a\n[web] link set dev a mtu $uplink_mtu up\n",
  ],
  [
    { ...link, netns: "/run/x", dev: "lo", identity: undefined, mtu: undefined, addrgenmode: undefined },
    "[/run/x] link set dev lo up\n",
  ],
  [
    { kind: "address", netns: undefined, dev: "a", address: "10.0.0.1/24", nodad: false },
    "addr replace 10.0.0.1/24 dev a\n",
  ],
  [
    { kind: "address", netns: "web", dev: "a", address: "10.0.0.1/24", nodad: false },
    "[web] addr replace 10.0.0.1/24 dev a\n",
  ],
  [{ ...route, dev: "eth0", netns: "web" }, "[web] route replace default dev eth0 proto 110\n"],
  [
    { ...route, to: "10.0.0.0/8", via: "10.1.0.1", dev: "a", src: "10.1.0.2", metric: 0 },
    "route replace 10.0.0.0/8 via 10.1.0.1 dev a src 10.1.0.2 metric 0 proto 110\n",
  ],
  [
    { ...route, type: "blackhole", to: "10.0.0.0/8", metric: 5 },
    "route replace blackhole 10.0.0.0/8 metric 5 proto 110\n",
  ],
  [
    { kind: "sysctl", netns: undefined, key: "net.ipv4.tcp_rmem", value: "1 2 $(x)", why: "more memory" },
    "sysctl -w net.ipv4.tcp_rmem=1 2 $(x) # more memory\n",
  ],
  [
    { kind: "sysctl", netns: "web", key: "net/ipv4/conf/a.1/x", value: "1", why: "x" },
    "[web] sysctl -w net/ipv4/conf/a.1/x=1 # x\n",
  ],
  [
    {
      ...{ kind: "published_port", protocol: "udp", address: "2001:db8::1", ports: "53-55" },
      ...{ origin: "containers.dns.ports.0", target: "fd00::2", targetPorts: "53-55" },
    },
    "port udp [2001:db8::1]:53-55 to [fd00::2]:53-55 # containers.dns.ports.0\n",
  ],
  [
    {
      ...{ kind: "published_port", protocol: "tcp", address: "0.0.0.0", ports: "8080" },
      ...{ origin: "containers.web.ports.1", target: "172.17.0.2", targetPorts: "80" },
    },
    "port tcp 0.0.0.0:8080 to 172.17.0.2:80 # containers.web.ports.1\n",
  ],
  [{ kind: "required_address", address: "192.0.2.1" }, "require addr 192.0.2.1\n"],
  [{ kind: "user_rules", tool: "ip6tables" }, "user-rules ip6tables\n"],
  [
    { kind: "hairpin", dev: "web.eth0" },
    "link set dev web.eth0 type bridge_slave hairpin on # it may reach its own published ports\n",
  ],
])("a step is its lines: %j", (step, lines) => {
  expect(renderStep(viewOfStep(step, "edge"))).toBe(lines);
});

test.each<[string, Step]>([
  ["a name that is two words", { kind: "netns", name: "web db", from: { kind: "new" } }],
  ["a name that is an option", { kind: "bridge", name: "-all", mac: "02:42:00:00:00:01" }],
  [
    "a name that ends the line",
    { kind: "address", netns: undefined, dev: "a\nlink del a", address: "10.0.0.1/24", nodad: false },
  ],
  [
    "a container that is a command",
    { kind: "netns", name: "web", from: { kind: "docker", container: "$(x)" } },
  ],
  [
    "a value that ends the line",
    { kind: "sysctl", netns: undefined, key: "net.core.x", value: "1\nnetns add x", why: "x" },
  ],
  [
    "a value that begins a comment",
    { kind: "sysctl", netns: undefined, key: "net.core.x", value: "1 # x", why: "x" },
  ],
  ["a namespace that closes its bracket", { ...route, dev: "a", netns: "web] [x" }],
])("a step that its line cannot hold stops the rendering: %s", (_, step) => {
  expect(() => renderStep(viewOfStep(step, "edge"))).toThrow();
});

test("a template stops at a name that its view does not have, and does not leave it out", () => {
  expect(() => template<object>(address)({ address: "10.0.0.1/24" })).toThrow(/a template calls word/);
  expect(() => template<object>(script)({})).toThrow(/a template calls comment/);
});

describe("a script", () => {
  const program: Program = {
    ...{
      version: 1,
      name: "edge",
      host: undefined,
      summary: [{ title: "Networks", lines: ["first", "second"] }],
      uplink: { kind: "none" },
      bird: false,
    },
    groups: [
      { origin: "networks.a", summary: "the first", steps: [link] },
      { origin: "networks.b", summary: "not ours", steps: [] },
    ],
    firewall: { backend: "none" },
  };
  const made = (changes: Partial<Program> = {}, planFile = "edge.yaml") =>
    render(
      { ...program, ...changes },
      { planFile, planHash: "0".repeat(64), lock: undefined, version: "1.2.3", engineHash: "e".repeat(64) },
    );

  test("says in its first lines what it is, what it makes, and how it is used", () => {
    expect(partsOf(made()).header.slice(0, 15)).toEqual([
      "#!/bin/sh",
      "# The network of plan edge on this host.",
      "#",
      "# Made by netgen 1.2.3 from edge.yaml, sha256",
      `# ${"0".repeat(64)}.`,
      "# The engine is the same in every script of this version; `sed -n '/^# --- engine/,$p' setup.sh | sha256sum` gives",
      `# ${"e".repeat(64)}.`,
      "# Do not edit it: change the plan and render it again.",
      "#",
      "# Networks",
      "#   first",
      "#   second",
      "#",
      "# Usage, as root:",
      "#   sh setup.sh [up] [--dry-run] [--force]   make the host as the plan says; again after every change of the plan",
    ]);
  });

  test("has its groups under their places in the plan, with blank lines between them", () => {
    expect(partsOf(made()).plan).toEqual([
      "# networks.a: the first",
      "link set dev a alias netgen:edge:networks.a addrgenmode none # no IPv6 address but the plan's",
      "link set dev a mtu 1400 up",
      "",
      "# networks.b: not ours",
    ]);
  });

  test("of a plan that is empty has an empty plan part", () => {
    const { plan, sections } = partsOf(made({ groups: [] }));
    expect({ plan, sections }).toEqual({ plan: [""], sections: [] });
  });

  test("names its uplink, and its firewall", () => {
    const variables = (changes: Partial<Program>) =>
      partsOf(made(changes)).header.filter((line) => /^plan_(uplink|firewall)=/.test(line));
    expect(variables({})).toEqual(["plan_firewall='none'", "plan_uplink='none' # host.uplink"]);
    expect(
      variables({
        uplink: { kind: "name", name: "ens3" },
        firewall: { backend: "iptables", rulesets: [], inside: [] },
      }),
    ).toEqual(["plan_firewall='iptables'", "plan_uplink='ens3' # host.uplink"]);
    expect(variables({ uplink: { kind: "auto" } })[1]).toMatch(
      /^plan_uplink='auto' # host\.uplink: the interface/,
    );
  });

  test("names a plan file of whatever name in one line of its comment", () => {
    const { header } = partsOf(made({}, "x\nreboot\r\u202e`y`"));
    expect(header[3]).toBe("# Made by netgen 1.2.3 from x reboot  `y`, sha256");
  });

  test("names the hash of its engine, as sha256sum prints it for what stands from the engine's first line on", () => {
    const { header, engine: tail } = partsOf(compilePlan("netgen: 1\nname: t\n").script);
    const hash = createHash("sha256").update(tail).digest("hex");
    const line = header.findIndex((text) => text.startsWith("# The engine is "));
    expect(header[line + 1]).toBe(`# ${hash}.`);
  });

  test("ends in the engine, and the engine in one call of main, so that a truncated copy does nothing", () => {
    expect(made().endsWith(engine)).toBe(true);
    expect(engine.endsWith('\nAWK\n}\n\nmain "$@"\n')).toBe(true);
    expect(made().match(/^main /gm)).toEqual(["main "]);
    const ends = made().match(/^(?:PLAN|RULES|AWK)$/gm);
    expect(ends).toEqual(["PLAN", "RULES", "AWK"]);
  });

  test("has the same engine for every plan and backend", () => {
    const engines = ["nftables", "iptables", "none"].map(
      (backend) => partsOf(compilePlan(`netgen: 1\nname: t\nhost: {firewall: ${backend}}\n`).script).engine,
    );
    expect(new Set([...engines, engine]).size).toBe(1);
  });
});

test("the engine holds every file of templates/engine, once", () => {
  const files = readdirSync(join(root, "templates/engine"));
  expect(files.length).toBeGreaterThanOrEqual(10);
  for (const file of files) {
    const text = readFileSync(join(root, "templates/engine", file), "utf8");
    expect([file, engine.split(text).length - 1]).toEqual([file, 1]);
  }
});
