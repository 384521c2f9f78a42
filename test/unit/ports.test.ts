import { describe, expect, test } from "vitest";
import { costs } from "../../src/backends/cost.ts";
import { lower } from "../../src/lower/lower.ts";
import { formatAddress } from "../../src/net/address.ts";
import { formatCidr } from "../../src/net/cidr.ts";
import { formatPorts, parsePorts } from "../../src/net/port.ts";
import { codesOf, soundTopology, understandPlan } from "../support/topology.ts";

const front = "networks: {front: {ipv4: 10.1.0.1/24}}\n";

/** `address:ports/protocol > container:ports` of every published port. */
const published = (body: string) =>
  understandPlan(body).topology.publishes.map(
    ({ address, host, protocol, container, target }) =>
      `${address ? formatAddress(address) : "*"}:${formatPorts(host)}/${protocol} > ${container}:${formatPorts(target.ports)}`,
  );

const ofWeb = (ports: string, more = "") => published(`${front}containers: {web: {ports: ${ports}${more}}}`);

describe("ports as text", () => {
  test.each([
    ["80", { first: 80, last: 80 }],
    ["3000-3005", { first: 3000, last: 3005 }],
    ["65535", { first: 65535, last: 65535 }],
  ])("%s", (text, value) => {
    expect(parsePorts(text)).toEqual({ ok: true, value });
    expect(formatPorts(value)).toBe(text);
  });

  test.each([
    ["", "syntax"],
    ["080", "syntax"],
    ["-80", "syntax"],
    ["80-", "syntax"],
    ["1-2-3", "syntax"],
    ["+80", "syntax"],
    ["0", "bounds"],
    ["1-65536", "bounds"],
    ["90-80", "reversed"],
  ])("not %j", (text, fault) => {
    expect(parsePorts(text)).toEqual({ ok: false, fault });
  });
});

describe("entries of ports", () => {
  test.each([
    ['["8080:80"]', ["*:8080/tcp > web:80"]],
    ['["192.0.2.1:8080:80/udp"]', ["192.0.2.1:8080/udp > web:80"]],
    ['["192.0.2.1::80"]', ["192.0.2.1:49153/tcp > web:80"]],
    ['["0.0.0.0:8080:80"]', ["*:8080/tcp > web:80"]],
    ['["80"]', ["*:49153/tcp > web:80"]],
    ["[80, 81]", ["*:49153/tcp > web:80", "*:49154/tcp > web:81"]],
    ['["8000-8002:80-82"]', ["*:8000-8002/tcp > web:80-82"]],
    ['["8000-8002:80", "8000:1"]', ["*:8001/tcp > web:80", "*:8000/tcp > web:1"]],
    ['["80-81/sctp"]', ["*:49153/sctp > web:80", "*:49154/sctp > web:81"]],
    ["[{target: 80}]", ["*:49153/tcp > web:80"]],
    ['[{target: "80-81", published: "90-91", host_ip: 127.0.0.1}]', ["127.0.0.1:90-91/tcp > web:80-81"]],
  ])("%s", (ports, expected) => {
    expect(ofWeb(ports)).toEqual(expected);
  });

  test("picked ports keep out of what any container names, on all addresses and on one", () => {
    const body = `${front}containers:
  a: {ports: [80, "192.0.2.1::80", 80/udp]}
  b: {ports: ["49153:1", "192.0.2.1:49154:1", "192.0.2.2:49155:1"]}`;
    expect(published(body).slice(0, 3)).toEqual([
      "*:49156/tcp > a:80",
      "192.0.2.1:49155/tcp > a:80",
      "*:49153/udp > a:80",
    ]);
  });

  test("publish_all leaves out what ports publishes, and counts a port once", () => {
    const more = ', expose: [80, "80-82", 80/udp], publish_all: true';
    expect(ofWeb('["8080:81"]', more)).toEqual([
      "*:8080/tcp > web:81",
      "*:49153/tcp > web:80",
      "*:49154/tcp > web:82",
      "*:49153/udp > web:80",
    ]);
  });
});

describe("conflicts", () => {
  const codes = (a: string, b: string) =>
    codesOf(`${front}containers: {a: {ports: ["${a}"]}, b: {ports: ["${b}"]}}`);

  test.each([
    ["80:1", "80:2"],
    ["80:1", "192.0.2.1:80:2"],
    ["127.0.0.1:80:1", "80:2"],
    ["80-90:80-90", "85:1"],
    ["192.0.2.1:80:1", "192.0.2.1:79-80:1-2"],
  ])("%s and %s", (a, b) => {
    expect(codes(a, b)).toEqual(["NG0622"]);
  });

  test.each([
    ["80:1", "80:1/udp"],
    ["192.0.2.1:80:1", "192.0.2.2:80:1"],
    ["80-90:80-90", "91:1"],
  ])("none between %s and %s", (a, b) => {
    expect(codes(a, b)).toEqual([]);
  });
});

describe("sources", () => {
  const sources = (body: string) =>
    soundTopology(body).publishes.map(({ from }) => (from === "any" ? from : from.map(formatCidr)));

  test("the narrowest place counts, and 0.0.0.0/0 lifts a wider one", () => {
    const body = `host: {published_from: [192.0.2.1]}
networks: {front: {ipv4: 10.1.0.1/24}, back: {ipv4: 10.2.0.1/24, published_from: [192.0.2.2]}}
containers:
  a: {networks: [front], ports: ["1:1"]}
  b: {networks: [back], ports: ["2:1"]}
  c: {networks: [back], ports: ["3:1", {target: 1, published: 4, from: [192.0.2.4]}], published_from: [192.0.2.3]}
  d: {networks: [back], ports: ["5:1"], published_from: [0.0.0.0/0, 192.0.2.3]}`;
    expect(sources(body)).toEqual([
      ["192.0.2.1/32"],
      ["192.0.2.2/32"],
      ["192.0.2.3/32"],
      ["192.0.2.4/32"],
      "any",
    ]);
  });

  test("a source that another one holds is left out", () => {
    const list = "[10.0.0.0/8, 10.1.0.0/16, 10.0.0.0/8, 192.0.2.1]";
    expect(sources(`${front}containers: {a: {ports: ["1:1"], published_from: ${list}}}`)).toEqual([
      ["10.0.0.0/8", "192.0.2.1/32"],
    ]);
  });
});

test("ports lead through the network of the default route, or the first that they can lead through", () => {
  const networks =
    "networks: {inner: {ipv4: 10.1.0.1/24, internal: true}, a: {ipv4: 10.2.0.1/24}, b: {ipv4: 10.3.0.1/24}}";
  const through = (attached: string) =>
    soundTopology(`${networks}\ncontainers: {web: {networks: ${attached}, ports: [80]}}`).publishes[0]
      ?.network;
  expect(through("[inner, a, b]")).toBe("a");
  expect(through("{inner: {}, a: {}, b: {gw_priority: 1}}")).toBe("b");
});

describe("cost", () => {
  const cost = (count: number) => {
    const numbers = `001:${String(count).padStart(3, "0")}`;
    const { firewall } = lower(soundTopology(`${front}containers: {"c[${numbers}]": {ports: ["1{n}:80"]}}`));
    if (firewall.backend === "none") throw new Error("no rules");
    const [nftables, iptables] = [costs(firewall, "nftables")[0], costs(firewall, "iptables")[0]];
    if (nftables === undefined || iptables === undefined) throw new Error("no rules of IPv4");
    return { nftables: nftables.opening, iptables: iptables.opening, within: iptables.within };
  };

  test("of nftables it is the same for any number of ports; of iptables it grows with the root", () => {
    const [few, many] = [cost(10), cost(200)];
    expect(many.nftables).toBe(few.nftables);
    expect(many.within).toBe(few.within);
    expect(many.iptables - few.iptables).toBeLessThan(4 * Math.ceil(Math.sqrt(200)));
    expect(many.iptables).toBeGreaterThan(few.iptables);
  });
});
