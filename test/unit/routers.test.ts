import { describe, expect, test } from "vitest";
import { exposedAddresses } from "../../src/facts/exposure.ts";
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

const notify = ["net.ipv4.conf.eth0.arp_notify=1", "net.ipv4.conf.eth1.arp_notify=1"];
const loose = "net.ipv4.conf.all.rp_filter=2";

describe("a router", () => {
  test("forwards where it masquerades, unless the plan says otherwise", () => {
    expect(sysctlsOf(routerWith("masquerade: [eth1]"))).toEqual([...notify, "net.ipv4.ip_forward=1", loose]);
    expect(sysctlsOf(routerWith("forward: true, masquerade: []"))).toEqual([
      ...notify,
      "net.ipv4.ip_forward=1",
      loose,
    ]);
    expect(sysctlsOf(routerWith("masquerade: []"))).toEqual([...notify, "net.ipv4.ip_forward=0", loose]);
    expect(sysctlsOf(routerWith("sysctls: {net.ipv4.conf.all.forwarding: 1}"))).toEqual([
      ...notify,
      loose,
      "net.ipv4.conf.all.forwarding=1",
    ]);
  });

  test("of one interface alone forwards as the kernel makes it", () => {
    expect(sysctlsOf(`${networks}containers: {r: {networks: [wan]}}`)).toEqual([
      "net.ipv4.conf.eth0.arp_notify=1",
    ]);
  });

  test("has its rules in its namespace, whatever names that", () => {
    const named = (netns: string) =>
      insideOf(routerWith(`netns: ${netns}, masquerade: [eth1]`)).map((rules) => rules.netns);
    expect(named("blue")).toEqual(["blue"]);
    expect(named("{external: blue}")).toEqual(["blue"]);
    expect(named("{path: /run/x/ns}")).toEqual(["/run/x/ns"]);
    expect(named("{pid: 7}")).toEqual(["r"]);
  });

  test("masquerades the families that its listed interfaces have addresses of", () => {
    const familiesOf = (body: string) => insideOf(body).map(({ families }) => families.join());
    const six = `networks:
  lan: {ipv4: {subnet: 192.168.1.0/24, gateway: none}, ipv6: "fd00:1::/64"}
  wan: {ipv4: 10.1.0.1/24}
  six: {ipv4: none, ipv6: "fd00:6::/64"}
containers: {r: {networks: [lan, wan, six], MORE}}
`;
    const named = (more: string) => familiesOf(six.replace("MORE", more));
    expect(familiesOf(routerWith("masquerade: [eth1]"))).toEqual(["ipv4"]);
    expect(named("masquerade: [eth0]")).toEqual(["ipv4,ipv6"]);
    expect(named("masquerade: [eth1]")).toEqual(["ipv4"]);
    expect(named("masquerade: [eth2]")).toEqual(["ipv6"]);
    expect(named("masquerade: [eth1, eth2]")).toEqual(["ipv4,ipv6"]);
    // What was there before is taken to have what the others have.
    expect(named("netns: {pid: 7}, masquerade: [docker0]")).toEqual(["ipv4,ipv6"]);
    expect(familiesOf(routerWith("netns: {pid: 7}, masquerade: [docker0]"))).toEqual(["ipv4"]);
    expect(
      familiesOf("containers: {r: {network_mode: none, netns: {pid: 7}, masquerade: [docker0]}}"),
    ).toEqual(["ipv4"]);
  });

  test("forwards IPv6 where it has an address", () => {
    const dual = (options: string) =>
      sysctlsOf(`networks: {six: {ipv6: "fd00:6::/64"}}\ncontainers: {r: {${options}}}\n`);
    expect(dual("masquerade: [eth0]")).toContain("net.ipv6.conf.all.forwarding=1");
    expect(dual("masquerade: []")).not.toContain("net.ipv6.conf.all.forwarding=1");
  });

  test("keeps what is behind it from the world, unless another of its interfaces is open", () => {
    const openOf = (more: string) =>
      exposedAddresses(
        soundTopology(`networks:
  lan: {ipv4: none, ipv6: {subnet: "fd00:1::/64", gateway: r}}
  wan: {ipv4: none, ipv6: "2001:db8:1::/64"}
  side: {ipv4: none, ipv6: "2001:db8:2::/64"}
containers:
  pc: {networks: [lan]}
  r: {networks: {lan: {ipv6_address: "fd00:1::1"}, wan: {gw_priority: 1}, side: {}}, ${more}}
`),
      ).map(({ container }) => container);
    expect(openOf("masquerade: [eth1, eth2]")).not.toContain("pc");
    expect(openOf("masquerade: [eth1]")).toContain("pc");
    expect(openOf("forward: true")).toContain("pc");
    expect(openOf("netns: {pid: 7}, masquerade: [eth1, eth2]")).toContain("pc");
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
