import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundleCommand } from "../../src/build/bundle.mjs";

const cluster = `netgen: 1
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host[1:3]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}
    containers: {web: {}}
`;

const top = mkdtempSync(join(tmpdir(), "netgen-"));
const bundle = join(top, "netgen.cjs");
let folder = "";

beforeAll(() => bundleCommand(bundle));
afterAll(() => rmSync(top, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(top, "case-"));
  writeFileSync(join(folder, "plan.yaml"), cluster);
  writeFileSync(join(folder, "one.yaml"), "netgen: 1\nnetworks: {front: {}}\n");
  writeFileSync(join(folder, "broken.yaml"), cluster.replace("web: {}", "web: {networks: [fornt]}"));
});

function netgen(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

describe("render of a cluster", () => {
  test.each([[[]], [["-o", "-"]], [["--as", "json"]]])(
    "without a host or a folder is a usage error that lists the hosts: %j",
    (options) => {
      const { code, out, err } = netgen("render", "plan.yaml", ...options);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain("--host HOST");
      expect(err).toContain("host1 host2 host3");
    },
  );

  test("of one host goes to standard output, or into a file", () => {
    const { code, out, err } = netgen("render", "plan.yaml", "--host", "host2");
    expect([code, err]).toEqual([0, expect.stringMatching(/^netgen: there is no lock file.*\n.*\n$/)]);
    expect(out).toContain("# The network of plan plan on its host host2.");
    expect(out).toContain("route replace 10.3.0.0/24 via 192.0.2.3 proto 110");
    expect(netgen("render", "plan.yaml", "--host", "host2", "-o", "two.sh").code).toBe(0);
    expect(readFileSync(join(folder, "two.sh"), "utf8")).toBe(out);
  });

  test("of a host that there is not says which may have been meant", () => {
    const { code, out, err } = netgen("render", "plan.yaml", "--host", "hots2");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(": did you mean `host2`? Its hosts are host1 host2 host3\n");
  });

  test.each(["render", "show"])("two hosts are a usage error of %s, not the last of them", (command) => {
    const { code, out, err } = netgen(command, "plan.yaml", "--host", "host1", "--host", "host2");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("It is given twice");
  });

  test("a plan of one host has no use for --host", () => {
    const { code, out, err } = netgen("render", "one.yaml", "--host", "a");
    expect([code, out, err]).toEqual([2, "", "netgen: one.yaml is a plan of one host: leave --host out\n"]);
  });

  test("-o makes a folder of each host, with an executable script, and nothing else", () => {
    const { code, out, err } = netgen("render", "plan.yaml", "-o", "all/scripts");
    expect([code, out, err]).toEqual([
      0,
      "",
      expect.stringMatching(/^netgen: there is no lock file.*\n.*\n$/),
    ]);
    expect(readdirSync(join(folder, "all/scripts"), { recursive: true }).toSorted()).toEqual([
      ...["host1", "host1/setup.sh", "host2", "host2/setup.sh", "host3", "host3/setup.sh"],
    ]);
    expect(statSync(join(folder, "all/scripts/host1/setup.sh")).mode & 0o111).not.toBe(0);
    expect(readFileSync(join(folder, "all/scripts/host3/setup.sh"), "utf8")).toBe(
      netgen("render", "plan.yaml", "--host", "host3").out,
    );
  });

  test("--as json writes the program of each", () => {
    expect(netgen("render", "plan.yaml", "--as", "json", "-o", "all").code).toBe(0);
    const program = JSON.parse(readFileSync(join(folder, "all/host1/program.json"), "utf8"));
    expect([program.version, program.name, program.host]).toEqual([1, "plan", "host1"]);
  });

  test("writes nothing beside an error in any host, and nothing where a file stands", () => {
    expect(netgen("render", "broken.yaml", "-o", "all").code).toBe(1);
    expect(existsSync(join(folder, "all"))).toBe(false);
    const { code, err } = netgen("render", "plan.yaml", "-o", "one.yaml");
    expect(code).toBe(2);
    expect(err).toContain("cannot write into one.yaml/host1");
  });
});

describe("the other commands, of a cluster", () => {
  test("validate looks at every host", () => {
    expect(netgen("validate", "plan.yaml")).toEqual({ code: 0, out: "", err: "" });
    const { code, err } = netgen("validate", "broken.yaml");
    expect(code).toBe(1);
    expect(err.match(/error\[NG0305\]/g)).toHaveLength(1);
  });

  test("show is of all hosts, or of one", () => {
    expect(netgen("show", "plan.yaml").out).toContain("a cluster of 3 hosts, switched on 192.0.2.0/24");
    expect(netgen("show", "plan.yaml", "--host", "host1").out).toContain("plan plan, host host1:");
    expect(netgen("show", "plan.yaml", "--host", "host9").code).toBe(2);
  });
});
