import { describe, expect, test } from "vitest";
import type { Group } from "../../src/ir/program.ts";
import { lower } from "../../src/lower/lower.ts";
import { formatCidr } from "../../src/net/cidr.ts";
import { codesOf, soundTopology } from "../support/topology.ts";

const networks = `networks:
  lan: {ipv4: {subnet: 192.168.1.0/24, gateway: none}}
  wan: {ipv4: 10.1.0.1/24}
`;

/** A plan with one container on both networks. */
const routerWith = (options: string) => `${networks}containers:\n  r: {networks: [lan, wan], ${options}}\n`;

const sysctlsOf = (body: string) =>
  lower(soundTopology(body)).groups.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.kind === "sysctl" && step.netns === "r" && step.key !== "net.ipv6.conf.all.disable_ipv6"
        ? [`${step.key}=${step.value}`]
        : [],
    ),
  );

function insideOf(body: string) {
  const { firewall } = lower(soundTopology(body));
  return firewall.backend === "none" ? [] : firewall.inside;
}

describe("a router", () => {
  test("forwards where it masquerades, unless the plan says otherwise", () => {
    expect(sysctlsOf(routerWith("masquerade: [eth1]"))).toEqual(["net.ipv4.ip_forward=1"]);
    expect(sysctlsOf(routerWith("forward: true, masquerade: []"))).toEqual(["net.ipv4.ip_forward=1"]);
    expect(sysctlsOf(routerWith("masquerade: []"))).toEqual(["net.ipv4.ip_forward=0"]);
    expect(sysctlsOf(routerWith("sysctls: {net.ipv4.conf.all.forwarding: 1}"))).toEqual([
      "net.ipv4.conf.all.forwarding=1",
    ]);
  });

  test("of one interface alone is left as the kernel makes it", () => {
    expect(sysctlsOf(`${networks}containers: {r: {networks: [wan]}}`)).toEqual([]);
  });

  test("has its rules in its namespace, whatever names that", () => {
    const named = (netns: string) =>
      insideOf(routerWith(`netns: ${netns}, masquerade: [eth1]`)).map((rules) => rules.netns);
    expect(named("blue")).toEqual(["blue"]);
    expect(named("{external: blue}")).toEqual(["blue"]);
    expect(named("{path: /run/x/ns}")).toEqual(["/run/x/ns"]);
    expect(named("{pid: 7}")).toEqual(["r"]);
  });

  test("has none where it masquerades on nothing", () => {
    expect(insideOf(routerWith("forward: true, masquerade: []"))).toEqual([]);
  });

  test("masquerades on the ends of links, and on what is there already in a namespace of others", () => {
    const linked = `containers: {r: {network_mode: none, masquerade: [wan0]}, isp: {network_mode: none}}
point_to_point: [{ends: {r: {interface_name: wan0}, isp: {}}}]
`;
    expect(codesOf(linked)).toEqual([]);
    expect(codesOf(routerWith("netns: {pid: 7}, masquerade: [docker0]"))).toEqual([]);
    expect(codesOf(routerWith("masquerade: [docker0]"))).toEqual(["NG0650"]);
  });

  test("needs a network stack of its own", () => {
    expect(codesOf("containers: {r: {network_mode: host, masquerade: [eth0]}}")).toEqual(["NG0316"]);
  });
});

describe("a route to an address alone", () => {
  test("is one to that machine, wherever routes stand", () => {
    const { host, containers } = soundTopology(`host: {routes: [{to: 10.9.0.7, via: 10.1.0.9}]}
${networks}containers:
  r: {networks: [wan], routes: [{to: 10.9.0.8, via: 10.1.0.9}]}
  s: {networks: [wan]}
point_to_point: [{ends: {r: {}, s: {ipv4_address: 10.2.0.1, routes: [{to: 10.9.0.9}]}}}]
`);
    const routes = [...host.routes, ...containers.flatMap((container) => container.routes)];
    expect(routes.map(({ to }) => formatCidr(to))).toEqual(["10.9.0.7/32", "10.9.0.8/32", "10.9.0.9/32"]);
  });
});

describe("a host whose networks have other gateways", () => {
  const home = `networks: {lan: {ipv4: {subnet: 192.168.1.0/24, gateway: r}}}
containers: {r: {ipv4_address: 192.168.1.1, forward: true}}
`;

  const settingsOfHost = (groups: readonly Group[]) =>
    groups
      .filter(({ origin }) => origin === "host")
      .flatMap(({ steps }) => steps.flatMap((step) => (step.kind === "sysctl" ? [step.key] : [])));

  test("forwards nothing, and needs no uplink", () => {
    const { groups, uplink } = lower(soundTopology(home));
    expect(settingsOfHost(groups)).toEqual([]);
    expect(uplink).toEqual({ kind: "none" });
  });

  test("does so where it is the gateway of another", () => {
    const both = `networks: {front: {}, lan: {ipv4: {subnet: 192.168.1.0/24, gateway: r}}}
containers: {r: {networks: {lan: {ipv4_address: 192.168.1.1}}, forward: true}}
`;
    const { groups, uplink } = lower(soundTopology(both));
    expect(settingsOfHost(groups)).toContain("net.ipv4.ip_forward");
    expect(uplink).toEqual({ kind: "auto" });
  });
});
