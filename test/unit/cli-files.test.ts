import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { useCommand } from "../support/command.ts";

const plan = "netgen: 1\nnetworks: {front: {ipv4: 172.17.42.1/16}}\ncontainers: {web: {}}\n";
const cluster = `netgen: 1
fabric: {kind: switched, subnet: [192.0.2.0/24], routing: bird, bird: {password: secret}}
hosts:
  host[1:2]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}
    containers: {web: {}}
`;
const { netgen, sh, folder } = useCommand({ "plan.yaml": plan, "cluster.yaml": cluster });
const file = (name: string): string => join(folder(), name);

describe("standard output", () => {
  test.each(["render plan.yaml", "show plan.yaml", "schema", "explain NG0401", "--version", "--help"])(
    "full or closed is an error: %s",
    (command) => {
      expect(sh(`netgen ${command} >/dev/full`)).toMatchObject({
        code: 74,
        err: expect.stringMatching(/^netgen: cannot write to standard output: .*no space/m),
      });
      expect(sh(`netgen ${command} >&-`)).toMatchObject({
        code: 74,
        err: expect.stringMatching(/^netgen: standard output is closed$/m),
      });
    },
  );

  test("is not needed where nothing is written to it, and /dev/null takes it", () => {
    expect(sh("netgen validate plan.yaml >&-").code).toBe(0);
    expect(sh("netgen render plan.yaml -o setup.sh >&-").code).toBe(0);
    expect(sh("netgen render plan.yaml >/dev/null").code).toBe(0);
  });

  test("may go away: its reader has seen enough", () => {
    const { code, out, err } = sh("set -o pipefail; netgen explain --format json | head -n 1", "bash");
    expect({ code, out, err }).toEqual({ code: 0, out: "[\n", err: "" });
  });

  test("standard error that is full changes no exit code", () => {
    writeFileSync(file("bad.yaml"), "netgen: 2\n");
    expect(sh("netgen validate bad.yaml 2>/dev/full").code).toBe(1);
    expect(sh("netgen render missing.yaml 2>/dev/full").code).toBe(2);
  });
});

describe("-o over what is read", () => {
  test.each([
    ["plan.yaml", "the plan"],
    ["./sub/../plan.yaml", "the plan"],
    ["link", "the plan"],
    ["plan.lock.yaml", "the plan's lock file"],
    ["sub/back/plan.lock.yaml", "the plan's lock file"],
  ])("%s is refused", (output, what) => {
    mkdirSync(file("sub"));
    symlinkSync("plan.yaml", file("link"));
    symlinkSync("..", file("sub/back"));
    const { code, out, err } = netgen(["render", "plan.yaml", "-o", output]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe(`netgen: refusing to write over ${what}: ${output}\n`);
    expect(readFileSync(file("plan.yaml"), "utf8")).toBe(plan);
  });

  test("a host's script in a cluster's folder is no exception", () => {
    mkdirSync(file("host1"));
    writeFileSync(file("host1/setup.sh"), cluster.replace("netgen: 1", "netgen: 1\nname: plan"));
    const { code, err } = netgen(["render", "host1/setup.sh", "-o", "."]);
    expect({ code, err }).toEqual({
      code: 2,
      err: "netgen: refusing to write over the plan: host1/setup.sh\n",
    });
  });
});

describe("bird.conf", () => {
  const mode = (name: string): number => statSync(file(name)).mode & 0o777;

  test("is its owner's alone, for the password in it; a program is not", () => {
    expect(netgen(["render", "cluster.yaml", "--as", "bird", "-o", "all"]).code).toBe(0);
    expect(netgen(["render", "cluster.yaml", "--as", "bird", "--host", "host1", "-o", "one.conf"]).code).toBe(
      0,
    );
    expect(readFileSync(file("one.conf"), "utf8")).toContain("secret");
    for (const name of ["all/host1/bird.conf", "all/host2/bird.conf", "one.conf"])
      expect([name, mode(name)]).toEqual([name, 0o600]);
  });

  test("becomes so where it was not", () => {
    writeFileSync(file("old.conf"), "", { mode: 0o644 });
    expect(netgen(["render", "cluster.yaml", "--as", "bird", "--host", "host1", "-o", "old.conf"]).code).toBe(
      0,
    );
    expect(mode("old.conf")).toBe(0o600);
  });
});

describe("the remark on the lock file", () => {
  const remark = /^netgen: there is no lock file, so .*\n.*; to pin them: netgen lock plan\.yaml\n$/;

  test("comes once from render and show where something was picked, and from nothing else", () => {
    for (const args of [["render"], ["render", "-o", "setup.sh"], ["show"]])
      expect(netgen([args[0] ?? "", "plan.yaml", ...args.slice(1)]).err).toMatch(remark);
    expect(netgen(["validate", "plan.yaml"]).err).toBe("");
    expect(netgen(["render", "-"], `${plan}name: plan\n`).err).toBe("");
    expect(netgen(["render", "plan.yaml", "--format", "json"]).err).toBe("");
    expect(netgen(["render", "cluster.yaml", "-o", "all"]).err.match(/netgen lock/g)).toHaveLength(1);
  });

  test("does not come where there is a lock file, or nothing to pin", () => {
    expect(netgen(["lock", "plan.yaml"]).code).toBe(0);
    expect(netgen(["show", "plan.yaml"]).err).toBe("");
    const given = "{ipv4_address: 172.17.0.9, mac_address: '02:42:ac:11:00:09'}";
    writeFileSync(file("given.yaml"), plan.replace("web: {}", `web: ${given}`));
    expect(netgen(["show", "given.yaml"]).err).toBe("");
  });

  test("names the plan as a shell takes it", () => {
    writeFileSync(file("it's a plan.yaml"), plan.replace("netgen: 1", "netgen: 1\nname: x"));
    expect(netgen(["show", "it's a plan.yaml"]).err).toContain("netgen lock 'it'\\''s a plan.yaml'\n");
  });
});

describe("the last line of a run with errors", () => {
  test("names the command that explains the first", () => {
    writeFileSync(file("one.yaml"), "netgen: 1\nnetworks: {front: {mtuu: 1}}\n");
    writeFileSync(file("two.yaml"), "netgen: 1\nnetworks: {front: {mtuu: 1, icc: 7}}\n");
    const last = (name: string) => netgen(["validate", name]).err.trimEnd().split("\n").at(-1);
    expect(last("one.yaml")).toBe("1 error; for more about it: netgen explain NG0202");
    expect(last("two.yaml")).toBe("2 errors; for more about the first: netgen explain NG0202");
  });

  test("is not there for warnings alone, or for programs", () => {
    writeFileSync(file("warned.yaml"), plan.replace("{web: {}}", "{web: {publish_all: true}}"));
    expect(netgen(["validate", "warned.yaml"])).toMatchObject({
      code: 0,
      err: expect.not.stringContaining("explain"),
    });
    writeFileSync(file("bad.yaml"), "netgen: 2\n");
    for (const format of ["json", "sarif", "github"])
      expect(netgen(["validate", "bad.yaml", "--format", format]).err).not.toContain("for more about");
  });
});
