import { describe, expect, test } from "vitest";
import type { Group, Ruleset } from "../../src/ir/program.ts";
import type { Step } from "../../src/ir/step.ts";
import { lower } from "../../src/lower/lower.ts";
import type { Family } from "../../src/net/ip.ts";
import { soundTopology } from "../support/topology.ts";

const programOf = (body: string) => lower(soundTopology(body));

function groupOf(body: string, origin: string): Group {
  const found = programOf(body).groups.find((group) => group.origin === origin);
  if (found === undefined) {
    throw new Error(`no group ${origin}`);
  }
  return found;
}

/** Steps of one kind in a group. */
const stepsOf = <K extends Step["kind"]>(body: string, origin: string, kind: K) =>
  groupOf(body, origin).steps.filter((step): step is Extract<Step, { kind: K }> => step.kind === kind);

const sysctlsOf = (body: string, origin: string) =>
  stepsOf(body, origin, "sysctl").map(({ netns, key, value }) => `${netns ?? "host"} ${key}=${value}`);

const routesOf = (body: string, origin: string) =>
  stepsOf(body, origin, "route").map(({ to, via, dev, type }) => [type, to, via, dev].join(" ").trim());

function rulesetOf(body: string, family: Family = "ipv4"): Ruleset {
  const { firewall } = programOf(body);
  if (firewall.backend === "none") {
    throw new Error("no firewall");
  }
  const found = firewall.rulesets.find((ruleset) => ruleset.family === family);
  if (found === undefined) throw new Error(`no rules of ${family}`);
  return found;
}

/** Keys of a set, each with its parts joined; undefined where the ruleset has no such set. */
const linesUnder = (title: string, body: string) =>
  programOf(body).summary.find((section) => section.title === title)?.lines ?? [];

const keysOf = (body: string, name: string) =>
  rulesetOf(body)
    .sets.find((set) => set.name === name)
    ?.elements.map(({ key }) => key.join(" "));

const rulesOf = (body: string, hook: string) =>
  rulesetOf(body)
    .chains.filter((chain) => chain.hook === hook)
    .flatMap(({ rules }) => rules.map(({ name }) => name));

const front = "networks: {front: {ipv4: 172.17.42.1/16}}\n";

describe("the host", () => {
  test("forwards, and the redirects that the kernel then forgets about are named", () => {
    expect(sysctlsOf(front, "host")).toEqual([
      "host net.ipv4.ip_forward=1",
      "host net.ipv4.conf.all.accept_redirects=0",
      "host net.netfilter.nf_conntrack_tcp_be_liberal=1",
    ]);
  });

  test.each([
    ["where that is not wanted", `host: {ip_forward: false}\n${front}`],
    ["where no network has IPv4", "networks: {front: {ipv4: none}}"],
    ["where there is no network", "containers: {web: {}}"],
  ])("is left as it is %s", (_, body) => {
    const ofHost = programOf(body).groups.filter(({ origin }) => origin === "host");
    const kinds = ofHost.flatMap(({ steps }) => steps.map(({ kind }) => kind));
    expect(kinds.filter((kind) => kind !== "hosts" && kind !== "resolver")).toEqual([]);
  });

  test("comes first with its settings, and last with its routes", () => {
    const body = `host: {addresses: [192.0.2.2/24], routes: [{to: default, via: 192.0.2.1, metric: 9}, {to: 10.0.0.0/8, type: blackhole}]}\n${front}containers: {web: {}}`;
    expect(programOf(body).groups.map(({ origin }) => origin)).toEqual([
      ...["host", "host", "host.firewall", "host", "networks.front", "containers.web", "host"],
    ]);
    expect(programOf(body).groups.at(-1)?.steps).toEqual([
      {
        ...{ kind: "route", netns: undefined, type: "unicast", to: "default" },
        ...{ via: "192.0.2.1", dev: undefined, src: undefined, metric: 9 },
      },
      {
        ...{ kind: "route", netns: undefined, type: "blackhole", to: "10.0.0.0/8" },
        ...{ via: undefined, dev: undefined, src: undefined, metric: undefined },
      },
    ]);
  });

  test.each([
    ["looked for where a network leads to the world", front, { kind: "auto" }],
    ["looked for where its MTU is asked for", "networks: {front: {ipv4: none, mtu: auto}}", { kind: "auto" }],
    ["not looked for where nothing needs it", "networks: {front: {ipv4: none}}", { kind: "none" }],
    ["not looked for by an internal network", "networks: {front: {internal: true}}", { kind: "none" }],
    ["the one that is named", "host: {uplink: ens3}", { kind: "name", name: "ens3" }],
  ])("has an uplink that is %s", (_, body, uplink) => {
    expect(programOf(body).uplink).toEqual(uplink);
  });
});

describe("a network", () => {
  test("is a bridge with the gateway's address, and a MAC that is made of it", () => {
    expect(groupOf(front, "networks.front").steps).toEqual([
      { kind: "bridge", name: "front", mac: "02:42:ac:11:2a:01" },
      {
        ...{ kind: "link", netns: undefined, dev: "front", identity: "networks.front" },
        ...{ mtu: 1500, addrgenmode: "none" },
      },
      { kind: "address", netns: undefined, dev: "front", address: "172.17.42.1/16", nodad: false },
      {
        ...{ kind: "sysctl", netns: undefined, key: "net.ipv4.conf.front.forwarding", value: "1" },
        why: "forward IPv4 from it, also where conf.default.forwarding is 0",
      },
    ]);
  });

  test.each([
    ["no gateway", "{ipv4: {subnet: 10.0.0.0/24, gateway: none}}"],
    ["a container for its gateway", "{ipv4: {subnet: 10.0.0.0/24, gateway: r}}"],
    ["no IPv4", "{ipv4: none}"],
  ])("with %s has a bridge with no address, and a MAC made of its name alone", (_, network) => {
    const bodyOf = (name: string) =>
      `networks: {other: {}, ${name}: ${network}}\ncontainers: {r: {networks: [${name}], forward: true}}`;
    const macOf = (name: string) => stepsOf(bodyOf(name), `networks.${name}`, "bridge")[0]?.mac;
    expect(stepsOf(bodyOf("front"), "networks.front", "address")).toEqual([]);
    expect(macOf("front")).toBe("02:42:36:3b:ae:90");
    expect(macOf("back")).not.toBe(macOf("front"));
  });

  test("that is external gets no step, and is used by name", () => {
    const body =
      "networks: {lan: {bridge: br7, external: true, ipv4: 10.0.0.1/24, mtu: 1400}}\ncontainers: {web: {}}";
    expect(groupOf(body, "networks.lan").steps).toEqual([]);
    expect(groupOf(body, "networks.lan").summary).toBe(
      "existing bridge br7, 10.0.0.0/24, gateway 10.0.0.1, nat, mtu 1400",
    );
    expect(stepsOf(body, "containers.web", "bridge_veth").map(({ master }) => master)).toEqual(["br7"]);
    expect(keysOf(body, "masqueraded")).toEqual(["10.0.0.2"]);
    expect(keysOf(body, "external_members")).toEqual(["br7 10.0.0.2"]);
    expect(keysOf(body, "no_inbound_members")).toEqual(["br7 10.0.0.2"]);
    expect(keysOf(body, "bridges")).toBeUndefined();
  });

  test("that is internal has no way out or in: no default route, no translation, and rules", () => {
    const body = "networks: {vault: {internal: true, ipv4: 10.0.0.1/24}}\ncontainers: {web: {}}";
    expect(routesOf(body, "containers.web")).toEqual([]);
    expect(keysOf(body, "masqueraded")).toBeUndefined();
    expect(rulesOf(body, "postrouting")).toEqual([]);
    expect(keysOf(body, "no_inbound")).toEqual(["vault"]);
    expect(keysOf(body, "internal")).toEqual(["vault"]);
    expect(rulesOf(body, "forward")).toEqual([
      "established",
      "allowed",
      "internal",
      "from-ours",
      "no-inbound",
    ]);
  });

  test.each([
    ["nat", "{subnet: 10.0.0.0/24}", ["10.0.0.0/24"], undefined, ["front"]],
    ["snat", "{subnet: 10.0.0.0/24, snat: 192.0.2.9}", undefined, ["10.0.0.0/24"], ["front"]],
    ["routed", "{subnet: 10.0.0.0/24, mode: routed}", undefined, undefined, undefined],
    [
      "routed and closed",
      "{subnet: 10.0.0.0/24, mode: routed, inbound: published}",
      undefined,
      undefined,
      ["front"],
    ],
    ["nat and open", "{subnet: 10.0.0.0/24, inbound: open}", ["10.0.0.0/24"], undefined, undefined],
    ["nat without a gateway", "{subnet: 10.0.0.0/24, gateway: none}", undefined, undefined, ["front"]],
  ])("of mode %s is translated and closed as it says", (_, ipv4, masqueraded, translated, closed) => {
    const body = `networks: {front: {ipv4: ${ipv4}}}`;
    expect(keysOf(body, "masqueraded")).toEqual(masqueraded);
    expect(keysOf(body, "translated")).toEqual(translated);
    expect(keysOf(body, "no_inbound")).toEqual(closed);
    const translates = masqueraded !== undefined || translated !== undefined;
    expect(rulesOf(body, "postrouting").includes("between")).toBe(translates);
  });

  test("whose gateway is a container is not translated by the host, and leads to that container", () => {
    const body =
      "networks: {lan: {ipv4: {subnet: 10.0.0.0/24, gateway: r}}}\ncontainers: {r: {forward: true}, web: {}}";
    expect(keysOf(body, "masqueraded")).toBeUndefined();
    expect(routesOf(body, "containers.web")).toEqual(["unicast default 10.0.0.1 eth0"]);
    expect(routesOf(body, "containers.r")).toEqual([]);
  });

  test("may send to itself and to its peers, whichever of them says so", () => {
    const body = "networks: {a: {peers: [b]}, b: {}, c: {}}";
    expect(keysOf(body, "allowed")).toEqual(["a a", "a b", "b b", "b a", "c c"]);
  });
});

describe("a container", () => {
  const sysctls = (fields: string) => sysctlsOf(`${front}containers: {web: ${fields}}`, "containers.web");

  test("of its own has no IPv6 at all; in somebody's namespace its interfaces have none", () => {
    expect(sysctls("{}")).toEqual([
      "web net.ipv6.conf.all.disable_ipv6=1",
      "web net.ipv4.conf.eth0.arp_notify=1",
    ]);
    expect(sysctls("{netns: {external: blue}}")).toEqual([
      "blue net.ipv6.conf.eth0.disable_ipv6=1",
      "blue net.ipv4.conf.eth0.arp_notify=1",
    ]);
    expect(sysctls("{netns: {pid: 7}, networks: {front: {interface_name: lan.7}}}")).toEqual([
      "web net/ipv6/conf/lan.7/disable_ipv6=1",
      "web net/ipv4/conf/lan.7/arp_notify=1",
    ]);
    expect(sysctls("{netns: {external: blue}, networks: []}")).toEqual([]);
  });

  test("has its own sysctls, which win", () => {
    const own = "{net.ipv6.conf.all.disable_ipv6: false, net.ipv4.ip_default_ttl: 9}";
    expect(sysctls(`{forward: true, sysctls: ${own}}`)).toEqual([
      "web net.ipv6.conf.all.disable_ipv6=0",
      "web net.ipv4.conf.eth0.arp_notify=1",
      "web net.ipv4.ip_forward=1",
      "web net.ipv4.ip_default_ttl=9",
    ]);
  });

  test.each([
    ["{}", [{ kind: "netns", name: "web", from: { kind: "new" } }], "web", ""],
    ["{netns: blue}", [{ kind: "netns", name: "blue", from: { kind: "new" } }], "blue", ""],
    ["{netns: {external: blue}}", [], "blue", ", in the existing namespace blue"],
    ["{netns: {path: /run/x}}", [], "/run/x", ", in the existing namespace /run/x"],
    [
      "{netns: {pid: 7}}",
      [{ kind: "netns", name: "web", from: { kind: "pid", pid: 7 } }],
      "web",
      ", in the namespace of process 7",
    ],
    [
      "{netns: {docker: db1}}",
      [{ kind: "netns", name: "web", from: { kind: "docker", container: "db1" } }],
      "web",
      ", in the namespace of docker container db1",
    ],
  ])("of %s is where it says, and the loopback of others is theirs", (fields, steps, netns, where) => {
    const body = `${front}containers: {web: ${fields}}`;
    expect(stepsOf(body, "containers.web", "netns")).toEqual(steps);
    expect(stepsOf(body, "containers.web", "bridge_veth").map((veth) => veth.netns)).toEqual([netns]);
    const isOwn = steps.some(({ from }) => from.kind === "new");
    const links = stepsOf(body, "containers.web", "link").map(({ dev }) => dev);
    expect(links).toEqual(["web.eth0", ...(isOwn ? ["lo"] : []), "eth0"]);
    expect(groupOf(body, "containers.web").summary).toBe(`172.17.0.1 on front${where}`);
  });

  test("has both ends of its pair marked, with the network's MTU, and takes no IPv6 address on the bridge's side", () => {
    const body = "networks: {front: {mtu: auto}}\ncontainers: {web: {}}";
    const identity = "containers.web.networks.front";
    expect(stepsOf(body, "containers.web", "link")).toEqual([
      { kind: "link", netns: undefined, dev: "web.eth0", identity, mtu: "auto", addrgenmode: "none" },
      {
        kind: "link",
        netns: "web",
        dev: "lo",
        identity: "containers.web",
        mtu: undefined,
        addrgenmode: undefined,
      },
      { kind: "link", netns: "web", dev: "eth0", identity, mtu: "auto", addrgenmode: undefined },
    ]);
  });

  test("leaves by the network of the highest priority, and its own routes come after that", () => {
    const body =
      "networks: {a: {ipv4: 10.0.0.1/24}, b: {ipv4: 10.1.0.1/24}}\ncontainers: {web: {networks: {a: {}, b: {gw_priority: 1}}, routes: [{to: 10.9.0.0/16, via: 10.0.0.7}]}}";
    expect(routesOf(body, "containers.web")).toEqual([
      "unicast default 10.1.0.1 eth1",
      "unicast 10.9.0.0/16 10.0.0.7",
    ]);
    expect(groupOf(body, "containers.web").summary).toBe("10.0.0.2 on a, 10.1.0.2 on b");
  });

  test("without a network has loopback, and says so", () => {
    const { summary, steps } = groupOf("containers: {web: {}}", "containers.web");
    expect(summary).toBe("loopback only");
    expect(steps.map(({ kind }) => kind)).toEqual(["netns", "sysctl", "link", "hostname", "hosts"]);
  });
});

describe("the header", () => {
  test("names networks, containers, what the world reaches, and all that changes on the host", () => {
    const body =
      "networks: {a: {ipv4: {subnet: 10.0.0.0/24, snat: 192.0.2.1}, peers: [b]}, b: {ipv4: {subnet: 10.1.0.0/24, mode: routed}, mtu: auto}, c: {ipv4: none, internal: true}}\ncontainers: {web: {networks: [a], ports: [53:53/udp, 80:80]}, db: {networks: [b]}}";
    expect(programOf(body).summary).toEqual([
      {
        title: "Networks",
        lines: [
          "networks.a: bridge a, 10.0.0.0/24, gateway 10.0.0.1, nat from 192.0.2.1, mtu 1500, peers b",
          "networks.b: bridge b, 10.1.0.0/24, gateway 10.1.0.1, routed, open to the world, mtu of the uplink ($uplink_mtu), peers a",
          "networks.c: bridge c, no IPv4, internal, mtu 1500",
        ],
      },
      { title: "Containers", lines: ["containers.web: 10.0.0.2 on a", "containers.db: 10.1.0.2 on b"] },
      {
        title: "Open to the world",
        lines: ["containers.web: 53/udp, 80/tcp", "containers.db: every port of 10.1.0.2"],
      },
      {
        title: "Settings of the host",
        lines: [
          "net.ipv4.ip_forward=1: forward IPv4 between interfaces",
          "net.ipv4.conf.all.accept_redirects=0: a router takes no redirects",
          "net.ipv4.conf.$uplinks.forwarding=1: also on interfaces with a default route where it was switched off",
          "net.netfilter.nf_conntrack_tcp_be_liberal=1: a TCP segment outside of the window is still part of its connection",
          "IPv6 forwarding stays as it is",
          "networks.a: net.ipv4.conf.a.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0",
          "networks.a: net.ipv4.conf.a.route_localnet=1, let 127.0.0.1 reach published ports",
          "networks.b: net.ipv4.conf.b.forwarding=1, forward IPv4 from it, also where conf.default.forwarding is 0",
        ],
      },
      {
        title: "Firewall",
        lines: [
          "table inet netgen-test",
          "table inet netgen_user, for rules of your own: made if missing, first in line, never emptied",
        ],
      },
      {
        title: "Files",
        lines: [
          "/etc/netns/NAME/hostname, hosts and resolv.conf for each container; what was there is kept in /etc/netns/.netgen-test",
          "name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4",
          "/run/netgen/test: what was made, until down or the next boot",
        ],
      },
      {
        title: "Kernel",
        lines: [
          "it loads its modules for bridges, veth pairs and nftables when they are first used",
          "conntrack entries of UDP ports that lead elsewhere than before are deleted",
        ],
      },
    ]);
  });

  test("says what stays as it is, and has no title without lines", () => {
    expect(programOf("host: {firewall: none}").summary).toEqual([
      { title: "Open to the world", lines: ["nothing"] },
      {
        title: "Settings of the host",
        lines: ["IPv4 forwarding stays as it is", "IPv6 forwarding stays as it is"],
      },
      { title: "Firewall", lines: ["none: no rule is made or touched"] },
      { title: "Files", lines: ["/run/netgen/test: what was made, until down or the next boot"] },
      {
        title: "Kernel",
        lines: ["it loads its modules for bridges and veth pairs when they are first used"],
      },
    ]);
  });

  test("names twelve containers, and counts the others", () => {
    const containers = (count: number) =>
      linesUnder("Containers", `networks: {f: {}}\ncontainers: {"web[1:${count}]": {}}`);
    expect(containers(12).at(-1)).toBe("containers.web12: 172.17.0.13 on f");
    expect(containers(14)).toHaveLength(13);
    expect(containers(14).at(-1)).toBe("and 2 more, each under its own comment below");
  });

  test("names the host that it is for, its routes, br_netfilter, and the user's chain of each tool", () => {
    const body = `host: {firewall: iptables, addresses: [192.0.2.2/24], routes: [{to: default, via: 192.0.2.1}, {to: 10.0.0.0/8, type: blackhole}]}
networks: {f: {icc: false, ipv6: "2001:db8::/64"}}`;
    expect(linesUnder("Settings of the host", body)[0]).toBe(
      "it has 192.0.2.2; the script refuses any other host",
    );
    expect(linesUnder("Routes of the host", body)).toEqual(["default via 192.0.2.1", "blackhole 10.0.0.0/8"]);
    expect(linesUnder("Firewall", body)).toEqual([
      "chains NG_test_* of iptables and ip6tables, with one jump from each built-in chain that they serve",
      "chain NETGEN-USER of iptables and ip6tables, for rules of your own: made if missing, first in line, never emptied",
    ]);
    expect(linesUnder("Kernel", body)).toContain("br_netfilter is loaded, for networks with `icc: false`");
  });
});

describe("the header, with IPv6", () => {
  const body = (containers: string) =>
    `host: {uplink: eth0}\nnetworks: {f: {ipv4: none, ipv6: {subnet: "2001:db8::/64", ndp_proxy: [eth0, uplink, eth1]}}, g: {}}\ncontainers: {${containers}}`;

  test("says that the host forwards, and where it answers for how many containers; the network's comment says where", () => {
    const plan = body("web: {networks: [f]}, db: {networks: [f, g]}, far: {networks: [g]}");
    const settings = linesUnder("Settings of the host", plan);
    expect(settings).toContain("net.ipv6.conf.all.forwarding=1: forward IPv6 between interfaces");
    expect(settings).toContain(
      "networks.f: neighbour solicitations are answered on eth0 and eth1 for 2 containers",
    );
    expect(linesUnder("Files", plan)).toContain(
      "name servers are the host's; if it names none, Google's: 8.8.8.8 and 8.8.4.4, over IPv6 2001:4860:4860::8888 and 2001:4860:4860::8844",
    );
    expect(groupOf(plan, "networks.f").summary).toMatch(
      /, neighbour solicitations for its containers are answered on eth0 and eth1$/,
    );
    expect(groupOf(plan, "containers.web").summary).toMatch(/ on f, open to the world$/);
    expect(groupOf(plan, "containers.db").summary).toMatch(
      / on f, 172\.17\.0\.\d on g, open to the world at 2001:db8::[0-9a-f:]+$/,
    );
    expect(groupOf(plan, "containers.far").summary).not.toMatch("open");
  });

  test("names twelve containers that are open to the world, and counts the others", () => {
    const open = (count: number) => {
      const plan = body(`"web[1:${count}]": {networks: [f]}`);
      return linesUnder("Open to the world", plan);
    };
    expect(open(12)).toHaveLength(12);
    expect(open(12).at(-1)).toMatch(/^containers\.web12: every port of 2001:/);
    expect(open(14)).toHaveLength(13);
    expect(open(14).at(-1)).toBe("and 2 more, see `open to the world` at each container below");
  });
});

test("no rule asks for a set that is not there, and names fit into those of iptables' chains", () => {
  const bodies = [
    "host: {}",
    front,
    "networks: {a: {internal: true}, b: {external: true, ipv4: 10.0.0.1/24, internal: true}, c: {ipv4: {mode: routed}}}\ncontainers: {web: {networks: [a, b, c]}}",
  ];
  for (const body of bodies) {
    const { sets, chains } = rulesetOf(body);
    const rules = chains.flatMap(({ rules }) => rules);
    const asked = rules.flatMap(({ matches, verdict }) => [
      ...matches.flatMap((match) => ("set" in match ? [match.set] : [])),
      ...(verdict.kind === "snat" ? [verdict.map] : []),
    ]);
    expect(new Set(asked)).toEqual(new Set(sets.map(({ name }) => name)));
    expect(sets.every(({ elements }) => elements.length > 0)).toBe(true);
    expect(rules.filter(({ name }) => !/^[a-z-]{1,12}$/.test(name))).toEqual([]);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  }
});
