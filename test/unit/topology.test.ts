import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/net/address.ts";
import { formatCidr } from "../../src/net/cidr.ts";
import { canonicalSysctl } from "../../src/topology/sysctl.ts";
import type { Topology } from "../../src/topology/topology.ts";
import { containerOf, soundTopology, understandPlan } from "../support/topology.ts";

/** "network interface address" of each place of a container; a star where its default route leaves. */
const places = (topology: Topology, name: string): string[] =>
  containerOf(topology, name).endpoints.map(({ network, interfaceName, ipv4, defaultGateway }) => {
    const via = defaultGateway.ipv4 === undefined ? "" : ` via ${formatAddress(defaultGateway.ipv4)}`;
    return `${network} ${interfaceName} ${ipv4 ? formatAddress(ipv4.address) : "-"}${via}`;
  });

const two = "networks: {front: {ipv4: 172.17.42.1/16}, back: {ipv4: 172.18.42.1/16}}";

describe("the default route", () => {
  test.each([
    ["[front, back]", ["front eth0 172.17.0.1 via 172.17.42.1", "back eth1 172.18.0.1"]],
    ["[back, front]", ["back eth0 172.18.0.1 via 172.18.42.1", "front eth1 172.17.0.1"]],
    [
      "{front: {}, back: {gw_priority: 1}}",
      ["front eth0 172.17.0.1", "back eth1 172.18.0.1 via 172.18.42.1"],
    ],
    [
      "{front: {gw_priority: -1}, back: {}}",
      ["front eth0 172.17.0.1", "back eth1 172.18.0.1 via 172.18.42.1"],
    ],
    [
      "{front: {gw_priority: 7}, back: {gw_priority: 7}}",
      ["front eth0 172.17.0.1 via 172.17.42.1", "back eth1 172.18.0.1"],
    ],
  ])("of networks %s", (networks, expected) => {
    expect(places(soundTopology(`${two}\ncontainers: {web: {networks: ${networks}}}`), "web")).toEqual(
      expected,
    );
  });

  test.each([
    ["gateway: none", ["front eth0 172.17.0.1"]],
    ["gateway: 172.17.0.5", ["front eth0 172.17.0.1 via 172.17.0.5"]],
    ["gateway: router", ["front eth0 172.17.0.2 via 172.17.0.1"]],
  ])("of a network with %s", (gateway, expected) => {
    const topology = soundTopology(`
networks: {front: {ipv4: {subnet: 172.17.0.0/16, ${gateway}}}}
containers: {web: {}, router: {forward: true}}`);
    expect(places(topology, "web")).toEqual(expected);
  });

  test("does not lead into an internal network, nor back to a gateway itself", () => {
    const topology = soundTopology(`
networks:
  vault: {ipv4: 10.1.0.1/24, internal: true}
  lan: {ipv4: {subnet: 10.2.0.0/24, gateway: router}, internal: true}
containers: {keys: {networks: [vault]}, router: {networks: [lan], forward: true}, pc: {networks: [lan]}}`);
    expect(places(topology, "keys")).toEqual(["vault eth0 10.1.0.2"]);
    expect(places(topology, "router")).toEqual(["lan eth0 10.2.0.1"]);
    expect(places(topology, "pc")).toEqual(["lan eth0 10.2.0.2 via 10.2.0.1"]);
  });

  test.each([
    ["{to: default, via: 172.17.0.9}", false],
    ["{to: 0.0.0.0/0, via: 172.17.0.9, metric: 0}", false],
    ["{to: default, type: blackhole}", false],
    ["{to: default, via: 172.17.0.9, metric: 100}", true],
    ["{to: 0.0.0.0/1, via: 172.17.0.9}", true],
  ])("beside a route %s", (route, kept) => {
    const topology = soundTopology(`
networks: {front: {ipv4: 172.17.42.1/16}}
containers: {web: {routes: [${route}]}}`);
    expect(containerOf(topology, "web").endpoints[0]?.defaultGateway.ipv4 !== undefined).toBe(kept);
  });
});

describe("interface names", () => {
  test.each([
    ["{front: {interface_name: lan0}, back: {}}", ["lan0", "eth1"]],
    ["{front: {interface_name: eth1}, back: {}}", ["eth1", "eth0"]],
    ["{front: {}, back: {interface_name: eth0}}", ["eth1", "eth0"]],
  ])("of %s", (networks, expected) => {
    const topology = soundTopology(`${two}\ncontainers: {web: {networks: ${networks}}}`);
    expect(containerOf(topology, "web").endpoints.map(({ interfaceName }) => interfaceName)).toEqual(
      expected,
    );
  });

  test("on the host depend on no other container", () => {
    const names = (others: string) =>
      containerOf(
        soundTopology(`networks: {front: {}}\ncontainers: {${others}a-container-of-long-name: {}}`),
        "a-container-of-long-name",
      ).endpoints.map(({ hostInterfaceName }) => hostInterfaceName);
    expect(names("a-container-of-long-nose: {}, ")).toEqual(names(""));
  });
});

describe("networks", () => {
  test.each([
    ["10.0.0.0/24", "10.0.0.0/24 10.0.0.1"],
    ["10.0.0.7/24", "10.0.0.0/24 10.0.0.7"],
    ["10.0.0.0/31", "10.0.0.0/31 10.0.0.0"],
    ["10.0.0.1/31", "10.0.0.0/31 10.0.0.1"],
    ["10.0.0.9/32", "10.0.0.9/32 10.0.0.9"],
    ["auto", "172.17.0.0/16 172.17.0.1"],
    ["{subnet: 10.0.0.0/24}", "10.0.0.0/24 10.0.0.1"],
    ["{mode: routed}", "172.17.0.0/16 172.17.0.1"],
  ])("ipv4: %s", (ipv4, expected) => {
    const network = soundTopology(`networks: {front: {ipv4: ${ipv4}}}`).networks[0]?.ipv4;
    const gateway = network?.gateway.kind === "host" ? formatAddress(network.gateway.address) : "";
    expect(network && `${formatCidr(network.subnet)} ${gateway}`).toBe(expected);
  });

  test("are closed in nat mode and open in routed mode, unless they say otherwise", () => {
    const inbound = (ipv4: string) =>
      soundTopology(`networks: {front: {ipv4: {subnet: 10.0.0.0/24, ${ipv4}}}}`).networks[0]?.ipv4?.inbound;
    expect(inbound("mode: nat")).toBe("published");
    expect(inbound("mode: routed")).toBe("open");
    expect(inbound("mode: nat, inbound: open")).toBe("open");
    expect(inbound("mode: routed, inbound: published")).toBe("published");
  });

  test("are peers when one of them says so", () => {
    const { networks } = soundTopology("networks: {a: {}, b: {peers: [c, a]}, c: {peers: [b]}}");
    expect(networks.map(({ peers }) => peers)).toEqual([["b"], ["a", "c"], ["b"]]);
  });

  test("are found by a container that names none, if there is one", () => {
    expect(places(soundTopology("networks: {front: {}}\ncontainers: {web: {}}"), "web")).toHaveLength(1);
    expect(places(soundTopology("containers: {web: {}}"), "web")).toEqual([]);
    expect(
      places(soundTopology("networks: {a: {}, b: {}}\ncontainers: {web: {networks: []}}"), "web"),
    ).toEqual([]);
  });
});

test("MACs without IPv4 differ by host, network and container", () => {
  const { containers } = soundTopology(`
networks: {a: {ipv4: none}, b: {ipv4: none}}
containers: {x: {networks: [a, b]}, y: {networks: [a]}}`);
  const macs = containers.flatMap(({ endpoints }) => endpoints.map(({ mac }) => mac));
  expect(new Set(macs).size).toBe(3);
  expect(macs.every((mac) => /^02:42(:[0-9a-f]{2}){4}$/.test(mac))).toBe(true);
});

test.each([
  ["net.ipv4.ip_forward", "net.ipv4.ip_forward"],
  ["net/ipv4/ip_forward", "net.ipv4.ip_forward"],
  ["net.ipv4.conf.eth0/100.rp_filter", "net/ipv4/conf/eth0.100/rp_filter"],
  ["net/ipv4/conf/eth0.100/rp_filter", "net/ipv4/conf/eth0.100/rp_filter"],
  ["kernel.panic", undefined],
  ["net", undefined],
  ["net.ipv4", undefined],
  ["net..ipv4.x", undefined],
  ["net/../kernel/panic", undefined],
  ["net.//.x", undefined],
  ["net.ipv4.conf.-x.y", undefined],
  ["net.ipv4.x y", undefined],
  ["net.ipv4.x\n", undefined],
])("sysctl %j is %s", (written, canonical) => {
  expect(canonicalSysctl(written)).toBe(canonical);
});

test("ten thousand containers on a /8 are understood in a moment", () => {
  const networks = Array.from({ length: 10 }, (_, i) => `  n${i}: {ipv4: 1${i}.0.0.0/8}`).join("\n");
  const containers = Array.from({ length: 10 }, (_, i) => `  c${i}x[1:1000]: {networks: [n${i}]}`).join("\n");
  const before = performance.now();
  const { topology, diagnostics } = understandPlan(`networks:\n${networks}\ncontainers:\n${containers}`);
  expect(diagnostics).toEqual([]);
  expect(topology.containers).toHaveLength(10_000);
  expect(performance.now() - before).toBeLessThan(5000);
});

describe("network_mode", () => {
  test.each([
    ["host", "ipv4_address", "10.0.0.9"],
    ["host", "ipv6_address", "'2001:db8::9'"],
    ["none", "ipv6_address", "'2001:db8::9'"],
    ["'container:a'", "ipv6_address", "'2001:db8::9'"],
  ])("%s contradicts %s", (mode, key, value) => {
    const body = `containers: {a: {network_mode: none}, b: {network_mode: ${mode}, ${key}: ${value}}}`;
    const said = understandPlan(body).diagnostics.map(({ code, message }) => `${code} ${message}`);
    expect(said).toEqual([expect.stringMatching(new RegExp(`^NG0316 \`${key}\` is given for b, `))]);
  });

  const stackOf = (body: string, name: string) => {
    const { kind, ...rest } = containerOf(soundTopology(body), name).netns;
    return "container" in rest ? `${kind} ${rest.container}` : kind;
  };

  test("follows container:NAME to the container that has a namespace", () => {
    const body =
      'containers: {c: {network_mode: "container:b"}, b: {network_mode: "container:a"}, a: {network_mode: none}}';
    expect(["a", "b", "c"].map((name) => stackOf(body, name))).toEqual(["own", "container a", "container a"]);
  });

  test("ends at the host's stack where that is what is shared", () => {
    const body = 'containers: {b: {network_mode: "container:a"}, a: {network_mode: host}}';
    expect(["a", "b"].map((name) => stackOf(body, name))).toEqual(["host", "host"]);
  });

  test("none is on no network, though the plan has only one", () => {
    expect(
      places(soundTopology("networks: {front: {}}\ncontainers: {a: {network_mode: none}}"), "a"),
    ).toEqual([]);
  });

  test("a long chain is followed once", () => {
    const links = Array.from({ length: 10_000 }, (_, i) => `  c${i + 1}: {network_mode: "container:c${i}"}`);
    const body = `containers:\n${links.reverse().join("\n")}\n  c0: {}`;
    expect(stackOf(body, "c10000")).toBe("container c0");
  });
});
