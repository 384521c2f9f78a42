import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { engine } from "../../src/render/engine.ts";
import { run } from "../support/tools.ts";

/** What `ip -N -d -j` says of the host, a line a question, and what the plan and the record are. */
interface Case {
  /** Lines of the plan that is wanted. */
  readonly plan: string;
  readonly links?: readonly object[];
  readonly addresses?: readonly object[];
  readonly routes?: readonly object[];
  /** Sysctls of the host by their path under /proc/sys. */
  readonly sysctls?: Readonly<Record<string, string>>;
  /** The plan of the record. */
  readonly made?: string;
  /** Values before the first change, by their fact. */
  readonly found?: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), "netgen-engine-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = engine.slice(engine.indexOf("<<'AWK'\n") + 8, engine.indexOf("\nAWK\n") + 1);
const awks: readonly (readonly [string, ...string[]])[] = [["mawk"], ["gawk"], ["busybox", "awk"]];
let count = 0;

/** Compares as the script does, without a kernel: differences, commands for ip in their order, and refusals. */
function compare(awk: readonly [string, ...string[]], purpose: "up" | "check" | "down", given: Case) {
  const work = join(folder, String(++count));
  const [now, state] = [join(work, "1"), join(work, "state")];
  mkdirSync(join(now, "record"), { recursive: true });
  mkdirSync(state);
  const put = (path: string, text: string) => writeFileSync(join(work, path), text);
  put("engine.awk", program);
  // Nothing is looked at: what would be seen stands there already.
  put("inside.sh", "exit 0\n");
  put("own", given.plan);
  put("1/entries", "4 1000 /proc/self/ns/net\n");
  put(
    "1/look.host",
    [given.links, given.addresses, given.routes, []]
      .map((said) => `${JSON.stringify(said ?? [])}\n`)
      .join(""),
  );
  put("1/records", "");
  const values = Object.entries(given.sysctls ?? {}).map(([path, value]) => `@sysctl ${path} ${value}\n`);
  put("1/out.0", `@netns -\n${values.join("")}@end -\n`);
  if (given.made !== undefined) put("state/plan", given.made);
  put(
    "state/found",
    Object.entries(given.found ?? {})
      .map(([fact, value]) => `${fact}\t${value}\t\n`)
      .join(""),
  );
  const environment = {
    ...{ work, now, state, purpose, workers: "1", dry_run: "no", plan_name: "test", plan_firewall: "none" },
    ...{
      plan_uplink: "none",
      plan_resolv_conf: "",
      plan_bird: "",
      wanted: purpose === "down" ? "/dev/null" : join(work, "own"),
    },
  };
  const [first, ...rest] = awk;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const { status, err } = run(["env", ...variables, first, ...rest, "-f", join(work, "engine.awk")]);
  expect([status, err]).toEqual([0, ""]);
  const read = (file: string) => (existsSync(join(now, file)) ? readFileSync(join(now, file), "utf8") : "");
  const linesOf = (file: string) =>
    read(file)
      .split("\n")
      .filter((line) => line !== "");
  const commands = ["undo.host", "ensure.host"].flatMap((units) =>
    linesOf(units).flatMap((unit) => {
      const [, , path = ""] = unit.split("\t");
      const file = path.slice(now.length + 1);
      return [...linesOf(`${file}.ip`), ...linesOf(`${file}.steps`)];
    }),
  );
  return {
    report: linesOf("report"),
    commands: commands.map((line) => line.replace(/ # .*/, "")),
    refused: linesOf("refused"),
  };
}

const bridge = {
  ...{ ifindex: 7, ifname: "front", flags: ["BROADCAST", "UP"], mtu: 1500, address: "02:42:0a:01:00:01" },
  ...{
    inet6_addr_gen_mode: "none",
    ifalias: "netgen:test:networks.front",
    linkinfo: { info_kind: "bridge" },
  },
};

const address = {
  ...{ ifindex: 7, ifname: "front" },
  addr_info: [{ family: "inet", local: "10.1.0.1", prefixlen: 24 }],
};

const plan = `# networks.front: bridge front
link add name front address 02:42:0a:01:00:01 type bridge
link set dev front alias netgen:test:networks.front
link set dev front mtu 1500 up
addr replace 10.1.0.1/24 dev front
`;

test("the engine does not grow: its budget of 1,500 lines, and 17,000 bytes a script, is not kept yet", () => {
  const golden = readFileSync(
    join(import.meta.dirname, "../../golden/document-docker0/expect/setup.sh"),
    "utf8",
  );
  expect(engine.split("\n").length).toBeLessThan(2800);
  expect(gzipSync(golden.replace(/^# --- engine[\s\S]*/m, "") + engine, { level: 9 }).length).toBeLessThan(
    38_500,
  );
});

describe.each(awks.map((awk) => [awk.join(" "), awk] as const))("the comparison, in %s", (_, awk) => {
  test("of a host that is as planned finds nothing", () => {
    const given = { plan, links: [bridge], addresses: [address], made: plan };
    expect(compare(awk, "check", given)).toEqual({ report: [], commands: [], refused: [] });
  });

  test("of a host without it makes all of it, in the order of the plan", () => {
    expect(compare(awk, "up", { plan })).toEqual({
      report: ["missing networks.front: link front"],
      commands: plan.split("\n").slice(1, -1),
      refused: [],
    });
  });

  test.each<[string, Case, string[], string[]]>([
    [
      "an MTU",
      { plan, links: [{ ...bridge, mtu: 1400 }], addresses: [address], made: plan },
      ["differs networks.front: mtu of front is 1400, not 1500"],
      ["link set dev front mtu 1500 up"],
    ],
    [
      "a link that is down loses what the kernel drops with it",
      { plan, links: [{ ...bridge, flags: ["BROADCAST"] }], addresses: [address], made: plan },
      ["differs networks.front: front is down, not up"],
      ["link set dev front mtu 1500 up", "addr replace 10.1.0.1/24 dev front"],
    ],
    [
      "a MAC, which the line that makes the link says",
      { plan, links: [{ ...bridge, address: "02:00:00:00:00:09" }], addresses: [address], made: plan },
      ["differs networks.front: address of front is 02:00:00:00:00:09, not 02:42:0a:01:00:01"],
      ["link set dev front address 02:42:0a:01:00:01"],
    ],
    [
      "an address of somebody's own on our link",
      {
        ...{ plan, links: [bridge], made: plan },
        addresses: [
          {
            ...address,
            addr_info: [...address.addr_info, { family: "inet", local: "10.9.0.1", prefixlen: 32 }],
          },
        ],
      },
      ["unexpected networks.front: address 10.9.0.1/32 on front"],
      ["addr del 10.9.0.1/32 dev front", "addr replace 10.1.0.1/24 dev front"],
    ],
    [
      "one that a DHCP client gave stays",
      {
        ...{ plan, links: [bridge], made: plan },
        addresses: [
          {
            ...address,
            addr_info: [
              ...address.addr_info,
              { family: "inet", local: "10.9.0.1", prefixlen: 32, protocol: "dhcp" },
            ],
          },
        ],
      },
      [],
      [],
    ],
  ])("finds and mends %s", (_name, given, report, commands) => {
    expect(compare(awk, "up", given)).toEqual({ report, commands, refused: [] });
  });

  test("refuses a link of that name that is somebody else's", () => {
    const { refused } = compare(awk, "up", { plan, links: [{ ...bridge, ifalias: "mine" }] });
    expect(refused).toEqual([
      "networks.front: an interface front exists already, and this plan did not make it; remove it or choose another name",
    ]);
  });

  test("puts a sysctl back to what was found, and deletes the links that were made", () => {
    const made = `# host: forwarding\nsysctl -w net.ipv4.ip_forward=1\n${plan}`;
    const given = {
      ...{ plan: made, made, links: [bridge], addresses: [address] },
      ...{ sysctls: { "net/ipv4/ip_forward": "1" }, found: { "- sysctl net/ipv4/ip_forward": "0" } },
    };
    expect(compare(awk, "down", given)).toEqual({
      report: [
        "unexpected networks.front: link front",
        "unexpected host: sysctl net/ipv4/ip_forward is 1, and was 0 before",
      ],
      commands: ["link delete dev front", "sysctl host - net/ipv4/ip_forward 0"],
      refused: [],
    });
  });

  test("refuses a subnet that the host routes elsewhere", () => {
    const route = {
      type: "1",
      dst: "10.0.0.0/8",
      gateway: "192.0.2.1",
      dev: "eth0",
      protocol: "4",
      table: "254",
    };
    expect(compare(awk, "up", { plan, routes: [route] }).refused).toEqual([
      "networks.front: 10.1.0.1/24 overlaps 10.0.0.0/8, which the host routes elsewhere (10.0.0.0/8 via 192.0.2.1 dev eth0 proto static); choose another subnet",
    ]);
  });
});
