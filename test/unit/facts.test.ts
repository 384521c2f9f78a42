import { describe, expect, test } from "vitest";
import { tables } from "../../src/cli/show.ts";
import { directPorts } from "../../src/facts/direct-ports.ts";
import { exposedContainers } from "../../src/facts/exposed-containers.ts";
import { forwards } from "../../src/facts/forwards.ts";
import { memo } from "../../src/facts/memo.ts";
import { proxyInterfaces } from "../../src/facts/proxy-interfaces.ts";
import { lower } from "../../src/lower/lower.ts";
import { formatAddress } from "../../src/net/address.ts";
import { codesOf, soundTopology, understandPlan } from "../support/topology.ts";

/** A topology whose diagnostics, warnings among them, are another test's. */
const topologyOf = (body: string) => understandPlan(body).topology;

const fromMac = "host: {addresses: ['2001:db8:5::5054:ff:fe12:3456/64']}\n";

describe("forwards", () => {
  test.each([
    ["a network whose gateway is the host", "networks: {front: {ipv6: '2001:db8:1::/64'}}\n"],
    [
      "a link to a container whose default route it is",
      `containers: {a: {}}
point_to_point:
  - ends: {host: {ipv6_address: 'fd00::1'}, a: {ipv6_address: 'fd00::2', default_route: true}}
`,
    ],
    [
      "a link that a route of a container leaves by",
      `containers: {a: {}}
point_to_point:
  - ends:
      host: {ipv6_address: 'fd00::1'}
      a: {ipv6_address: 'fd00::2', routes: [{to: '2001:db8:9::/64', via: 'fd00::1'}]}
`,
    ],
  ])("IPv6 for %s, and NG0705 warns of an address from router advertisements", (_, body) => {
    expect(forwards(topologyOf(body), "ipv6")).toBe(true);
    expect(codesOf(fromMac + body)).toContain("NG0705");
    expect(codesOf(fromMac.replace("{", "{ip_forward: false, ") + body)).not.toContain("NG0705");
  });

  test("nothing for a link that leads to the host alone", () => {
    const body = `containers: {a: {}}
point_to_point:
  - ends: {host: {ipv6_address: 'fd00::1'}, a: {ipv6_address: 'fd00::2'}}
`;
    expect(forwards(topologyOf(body), "ipv6")).toBe(false);
    expect(codesOf(fromMac + body)).not.toContain("NG0705");
  });
});

describe("proxyInterfaces", () => {
  const plan = (uplink: string, proxies: string) =>
    topologyOf(`host: {uplink: ${uplink}}
networks: {front: {ipv6: {subnet: '2001:db8:1::/64', ndp_proxy: ${proxies}}}}
containers: {web: {}, db: {}}
`);
  const namesIn = (uplink: string, proxies: string) => {
    const { networks, host } = plan(uplink, proxies);
    return networks
      .flatMap((network) => proxyInterfaces(network, host))
      .map((dev) => (dev.kind === "name" ? dev.name : dev.kind));
  };

  test("has each interface once, whichever way it is written", () => {
    expect(namesIn("eth0", "[eth0, uplink]")).toEqual(["eth0"]);
    expect(namesIn("eth0", "[uplink, eth1, eth0]")).toEqual(["eth0", "eth1"]);
    expect(namesIn("auto", "[eth0, uplink]")).toEqual(["eth0", "uplink"]);
    expect(namesIn("auto", "uplink")).toEqual(["uplink"]);
  });

  test("is what the script and `show` say", () => {
    const topology = plan("eth0", "[eth0, uplink]");
    const program = lower(topology);
    const steps = program.groups.flatMap(({ steps: own }) => own);
    const addresses = topology.containers.flatMap(({ endpoints }) =>
      endpoints.flatMap(({ ipv6 }) => (ipv6 ? [formatAddress(ipv6.address)] : [])),
    );
    expect(steps.filter(({ kind }) => kind === "neigh_proxy")).toEqual(
      addresses.map((address) => ({ kind: "neigh_proxy", address, dev: "eth0" })),
    );
    expect(steps.filter((step) => step.kind === "sysctl" && /proxy_ndp/.test(step.key))).toHaveLength(1);
    expect(tables(topology, program)).toMatch(new RegExp(`${addresses[0]} +eth0 +web`));
  });
});

describe("directPorts", () => {
  const dualStack = (from: string) => `networks:
  front: {ipv4: {subnet: 10.1.0.0/24, mode: routed, inbound: published}, ipv6: {subnet: '2001:db8:1::/64', inbound: published}}
containers:
  web: {ports: [{target: 80, published: 8080, from: ${from}}]}
`;
  const addressesOf = (from: string) =>
    directPorts(soundTopology(dualStack(from))).map(({ target }) => formatAddress(target.address));

  test("leaves out a family of which nobody may connect", () => {
    expect(addressesOf("[192.0.2.0/24]")).toEqual(["10.1.0.2"]);
    expect(addressesOf("['2001:db8:7::/48']")).toEqual(["2001:db8:1::242:a01:2"]);
    expect(addressesOf("[192.0.2.0/24, '::/0']")).toHaveLength(2);
  });

  test("nobody is not everybody: no rule lets in a source that the plan does not name", () => {
    const text = JSON.stringify(lower(soundTopology(dualStack("[192.0.2.0/24]"))).firewall);
    expect(text).toContain('["192.0.2.0/24","10.1.0.2","tcp","80"]');
    expect(text).not.toMatch(/"(0\.0\.0\.0|::)\/0","(10\.1\.0\.2|2001:db8:1::242:a01:2)"/);
  });

  test("a container open to nobody by a port is not named as open", () => {
    const topology = soundTopology(
      `host: {published_from: [192.0.2.0/24]}\nnetworks: {front: {ipv4: none, ipv6: {subnet: '2001:db8:1::/64', inbound: published}}, nat: {ipv4: 10.1.0.1/24}}
containers: {web: {networks: [nat, front], ports: ['8080:80']}}\n`,
    );
    expect(topology.publishes.map(({ from }) => from.length)).toEqual([1, 0]);
    expect(exposedContainers(topology).ports).toEqual({ count: 0, names: [] });
    expect(lower(topology).summary.join("\n")).not.toContain("[2001:db8");
  });
});

describe("memo", () => {
  test("asks once for each object, and keeps what is undefined", () => {
    let asked = 0;
    const fact = memo((_: object) => {
      asked++;
      return undefined;
    });
    const [one, other] = [{}, {}];
    fact(one);
    fact(one);
    fact(other);
    expect(asked).toBe(2);
  });
});
