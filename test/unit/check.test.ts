import { describe, expect, test } from "vitest";
import { codesOf, understandPlan } from "../support/topology.ts";

/** The golden cases hold what each rule says. Here is what none of them says: the neighbour that is sound. */
describe("nothing is wrong with", () => {
  test.each([
    [
      "an external bridge that is the uplink",
      "host: {uplink: br0}\nnetworks: {br0: {external: true, ipv4: 10.0.0.1/24}}",
    ],
    [
      "a gateway that stands among the host's addresses",
      "host: {addresses: [10.0.0.1/24]}\nnetworks: {br0: {external: true, ipv4: 10.0.0.1/24}}",
    ],
    [
      "two networks in one subnet of which the host holds one",
      "networks: {a: {ipv4: 10.0.0.0/24}, b: {ipv4: {subnet: 10.0.0.0/24, gateway: none}}}",
    ],
    [
      "a reserved address that is given",
      "networks: {a: {ipv4: {subnet: 10.0.0.0/24, reserved: [10.0.0.9]}}}\ncontainers: {c: {ipv4_address: 10.0.0.9}}",
    ],
    [
      "an address outside of the range and inside of the subnet",
      "networks: {a: {ipv4: {subnet: 10.0.0.0/24, ip_range: 10.0.0.128/25}}}\ncontainers: {c: {ipv4_address: 10.0.0.9}}",
    ],
    [
      "one address on two networks",
      "networks: {a: {ipv4: {subnet: 10.0.0.0/24, gateway: none}}, b: {ipv4: {subnet: 10.0.0.0/24, gateway: none}}}\ncontainers: {c: {networks: {a: {ipv4_address: 10.0.0.9}}}, d: {networks: {b: {ipv4_address: 10.0.0.9}}}}",
    ],
    [
      "the gateway's address on the container that is the gateway",
      "networks: {a: {ipv4: {subnet: 10.0.0.0/24, gateway: r}}}\ncontainers: {r: {ipv4_address: 10.0.0.1, forward: true}}",
    ],
    [
      "a gateway whose name is a number",
      'networks: {a: {ipv4: {subnet: 10.0.0.0/24, gateway: "10"}}}\ncontainers: {"10": {ipv4_address: 10.0.0.1, forward: true}}',
    ],
    [
      "a gateway whose namespace others made",
      "networks: {a: {ipv4: {subnet: 10.0.0.0/24, gateway: r}}}\ncontainers: {r: {netns: {pid: 1}}}",
    ],
    [
      "a next hop behind a device route",
      "networks: {a: {}}\ncontainers: {c: {routes: [{to: 10.9.9.9/32, dev: eth0}, {to: 10.0.0.0/8, via: 10.9.9.9}]}}",
    ],
    [
      "a next hop and an interface of a namespace that others made",
      "networks: {a: {}}\ncontainers: {c: {netns: {docker: x}, routes: [{to: 10.0.0.0/8, via: 10.9.9.9}, {to: 11.0.0.0/8, dev: wg0}, {to: 12.0.0.0/8, via: 10.9.9.9, src: 10.9.9.1}]}}",
    ],
    [
      "a next hop of a host whose addresses are not given",
      "host: {routes: [{to: 10.0.0.0/8, via: 192.0.2.1}]}",
    ],
    [
      "a next hop by an interface of the host that the plan does not know",
      "host: {addresses: [192.0.2.10/24], routes: [{to: 10.0.0.0/8, via: 192.0.2.1, dev: wg0}]}",
    ],
    [
      "routes to one destination with different metrics",
      "networks: {a: {}}\ncontainers: {c: {routes: [{to: 10.0.0.0/8, dev: eth0}, {to: 10.0.0.0/8, dev: eth0, metric: 5}, {to: 172.17.0.0/16, dev: eth0, metric: 5}]}}",
    ],
    [
      "IPv6 routes to one destination beside one without a metric",
      'networks: {a: {ipv6: "fd00::/64"}}\ncontainers: {c: {routes: [{to: "fd01::/64", dev: eth0, metric: 512}, {to: "fd01::/64", dev: eth0}, {to: "fd01::/64", dev: eth0, metric: 1025}, {to: "::/0", via: "fd00::9", metric: 512}]}}',
    ],
    [
      "documentation addresses on a host whose addresses are private",
      'host: {addresses: [10.0.0.1/24, "fd00::1/64"]}\nnetworks: {a: {ipv4: {subnet: 192.0.2.0/24, mode: routed}, ipv6: "2001:db8::/64"}}',
    ],
    [
      "a port whose sources are of one of the container's two families",
      'networks: {a: {ipv6: "fd00::/64"}}\ncontainers: {c: {ports: ["80:80"], published_from: [10.0.0.0/8]}}',
    ],
    ["peers that name each other", "networks: {a: {peers: [b]}, b: {peers: [a]}}"],
    ["the bounds of the MTU", "networks: {a: {mtu: 68}, b: {mtu: 65535}, c: {mtu: auto}}"],
    ["as many containers as a bridge has ports", 'networks: {a: {}}\ncontainers: {"c[1:1023]": {}}'],
    [
      "forwarding that is switched on twice over",
      "networks: {a: {}}\ncontainers: {c: {forward: true, sysctls: {net.ipv4.ip_forward: 1}}}",
    ],
    [
      "a closed network without rules, if all is open",
      "host: {firewall: none}\nnetworks: {a: {ipv4: {mode: routed}}}",
    ],
    [
      "the same MAC on two networks",
      "networks: {a: {}, b: {}}\ncontainers: {c: {networks: {a: {mac_address: 02:00:00:00:00:01}, b: {mac_address: 02:00:00:00:00:01}}}}",
    ],
    ["a container that is on no network", "networks: {a: {}, b: {}}\ncontainers: {c: {networks: []}}"],
  ])("%s", (_, body) => {
    expect(codesOf(body)).toEqual([]);
  });
});

describe("only the root is said of", () => {
  test.each([
    [
      "a subnet that cannot be read",
      "networks: {a: {ipv4: 10.0.0/24}}\ncontainers: {c: {ipv4_address: 10.9.9.9, routes: [{to: 10.0.0.0/8, via: 10.7.7.7}]}}",
      ["NG0402"],
    ],
    [
      "an unknown network",
      "networks: {a: {}}\ncontainers: {c: {networks: [b], routes: [{to: 10.0.0.0/8, via: 10.7.7.7, dev: eth0, src: 10.1.1.1}]}}",
      ["NG0305"],
    ],
    [
      "a range outside of its subnet",
      "networks: {a: {ipv4: {subnet: 10.0.0.0/24, ip_range: 10.1.0.0/24}}}\ncontainers: {c: {routes: [{to: 10.0.0.0/8, via: 10.0.0.9}]}}",
      ["NG0411"],
    ],
    [
      "a range that is exhausted",
      "networks: {a: {ipv4: 10.0.0.0/31}}\ncontainers: {c: {}, d: {routes: [{to: 10.9.0.0/16, via: 10.0.0.0}]}}",
      ["NG0413"],
    ],
    [
      "a gateway that nobody is",
      "networks: {a: {ipv4: {subnet: 10.0.0.0/24, gateway: x}}}\ncontainers: {c: {}}",
      ["NG0306"],
    ],
    [
      "a gateway that cannot be read",
      "networks: {a: {ipv4: {subnet: 10.0.0.0/30, gateway: 10.0.0.300}}}\ncontainers: {c: {}, d: {}, e: {}}",
      ["NG0402"],
    ],
    ["a subnet of everything", "networks: {a: {ipv4: 0.0.0.0/0}, b: {ipv4: 10.0.0.0/24}}", ["NG0414"]],
    [
      "an address given twice, and the MAC made of it",
      "networks: {a: {ipv4: 10.0.0.0/24}}\ncontainers: {c: {ipv4_address: 10.0.0.9}, d: {ipv4_address: 10.0.0.9}}",
      ["NG0406"],
    ],
    [
      "sources that cannot be read",
      "networks: {a: {}}\ncontainers: {c: {ports: [80], published_from: [x]}}",
      ["NG0402"],
    ],
    [
      "sources of a network that cannot be read",
      'networks: {a: {published_from: ["10.0.0.1/8"]}}\ncontainers: {c: {ports: [80]}}',
      ["NG0404"],
    ],
    ["a bridge for two networks", "networks: {a: {bridge: br0}, b: {bridge: br0}}", ["NG0308"]],
    [
      "a name for two interfaces of a container",
      "networks: {a: {}, b: {}}\ncontainers: {c: {networks: {a: {interface_name: x}, b: {interface_name: x}}}}",
      ["NG0303"],
    ],
    [
      "an interface's name that cannot be",
      "networks: {a: {}}\ncontainers: {c: {networks: {a: {interface_name: x/y}}, routes: [{to: 10.0.0.0/8, dev: x/y}]}}",
      ["NG0301", "NG0301"],
    ],
    ["a whole range of containers", 'networks: {a: {}}\ncontainers: {"c[1:9]": {networks: [b]}}', ["NG0305"]],
  ])("%s", (_, body, codes) => {
    expect(codesOf(body)).toEqual(codes);
  });
});

describe("default_route to an end without an address", () => {
  test.each([
    ["ipv4_address: 10.1.1.1, ", "`ipv4_address`"],
    ["ipv6_address: 'fd00::1', ", "`ipv6_address`"],
    ["", "`ipv4_address` or `ipv6_address`"],
    ["ipv4_address: 10.1.1.1, ipv6_address: 'fd00::1', ", "`ipv4_address` or `ipv6_address`"],
  ])("asks for one of the families that the end has: %s", (address, keys) => {
    const body = `containers: {a: {}, b: {}}\npoint_to_point: [{ends: {a: {${address}default_route: true}, b: {}}}]`;
    expect(understandPlan(body).diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ["NG0426", `give the other end an address: ${keys}`],
    ]);
  });
});
