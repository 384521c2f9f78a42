import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundleCommand } from "../../src/build/bundle.mjs";

const host = (name: string, last: number, containers = "web: {}") => `  ${name}:
    host: {addresses: [192.0.2.${last}/24]}
    networks: {front: {ipv4: {mode: routed}}}
    containers: {${containers}}
`;
const head = `netgen: 1
fabric:
  kind: switched
  subnet: [192.0.2.0/24]
  pool: {ipv4: 10.0.0.0/8, per_host: 16, per_network: 24}
  routing: bird
hosts:
`;
const cluster = head + host("a", 1) + host("b", 2);
/** Before the others, so that without a lock file everything would be another. */
const longer = head + host("new", 3) + host("b", 2, "first: {}, web: {}") + host("a", 1);

const top = mkdtempSync(join(tmpdir(), "netgen-lock-cluster-"));
const bundle = join(top, "netgen.cjs");
let folder = "";

beforeAll(() => bundleCommand(bundle));
afterAll(() => rmSync(top, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(top, "case-"));
  write("plan.yaml", cluster);
});

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), "utf8");

function netgen(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return { code: status, out: stdout, err: stderr };
}

/** A script without the hashes of the plan and the lock file. */
const withoutHashes = (script: string) => script.replaceAll(/\b[0-9a-f]{64}\b/g, "HASH");

describe("lock of a cluster", () => {
  test("writes one file, says which hosts came, and is silent where nothing changes", () => {
    expect(netgen("lock", "plan.yaml")).toEqual({
      code: 0,
      out: "",
      err: "netgen: wrote plan.lock.yaml\n  + hosts.a\n  + hosts.b\n",
    });
    expect(readdirSync(folder).toSorted()).toEqual(["plan.lock.yaml", "plan.yaml"]);
    const written = statSync(join(folder, "plan.lock.yaml"));
    expect(netgen("lock", "plan.yaml")).toEqual({ code: 0, out: "", err: "" });
    expect(readdirSync(folder).toSorted()).toEqual(["plan.lock.yaml", "plan.yaml"]);
    const { ino, mtimeMs } = statSync(join(folder, "plan.lock.yaml"));
    expect([ino, mtimeMs]).toEqual([written.ino, written.mtimeMs]);
  });

  test("adds what is new, and leaves the lines that are there; takes out what is gone", () => {
    netgen("lock", "plan.yaml");
    const old = read("plan.lock.yaml");
    write("plan.yaml", longer);
    expect(netgen("lock", "plan.yaml").err).toBe(
      "netgen: updated plan.lock.yaml\n  + hosts.b.containers.first\n  + hosts.new\n",
    );
    const now = read("plan.lock.yaml").split("\n");
    expect(old.split("\n").filter((line) => !now.includes(line))).toEqual([]);
    write("plan.yaml", cluster);
    expect(netgen("lock", "plan.yaml").err).toBe(
      "netgen: updated plan.lock.yaml\n  - hosts.new\n  - hosts.b.containers.first\n",
    );
    expect(read("plan.lock.yaml")).toBe(old);
  });

  test("leaves the file alone where the plan, or the file, has errors", () => {
    for (const [name, text] of [
      ["plan.yaml", cluster.replace("web: {}", "web: {networks: [fornt]}")],
      ["plan.lock.yaml", "netgen_lock: 1\nnetworks: {}\n"],
      [
        "plan.lock.yaml",
        "netgen_lock: 1\nhosts:\n  a:\n    prefix:\n      ipv4: 10.0.0.0/16\n<<<<<<< ours\n",
      ],
    ] as const) {
      write("plan.yaml", cluster);
      write("plan.lock.yaml", "netgen_lock: 1\n");
      write(name, text);
      const before = read("plan.lock.yaml");
      const { code, out, err } = netgen("lock", "plan.yaml");
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(new RegExp(`^${name.replaceAll(".", "\\.")}:[0-9]+:[0-9]+: error\\[NG`, "m"));
      expect(read("plan.lock.yaml")).toBe(before);
      expect(readdirSync(folder).toSorted()).toEqual(["plan.lock.yaml", "plan.yaml"]);
    }
  });
});

describe("with the lock file of a cluster", () => {
  const outputs = (name: string) => [
    netgen("render", "plan.yaml", "--host", name).out,
    netgen("render", "plan.yaml", "--host", name, "--as", "bird").out,
  ];

  test("every output names it, and --frozen passes", () => {
    netgen("lock", "plan.yaml");
    expect(netgen("render", "--frozen", "plan.yaml", "-o", "scripts")).toEqual({ code: 0, out: "", err: "" });
    expect(netgen("render", "--frozen", "--as", "bird", "plan.yaml", "-o", "scripts").code).toBe(0);
    for (const name of ["a", "b"]) {
      const [script, bird] = outputs(name);
      for (const text of [script, bird])
        expect(text).toMatch(/^# with what plan\.lock\.yaml pins, sha256\n# [0-9a-f]{64}\.$/m);
      expect(read(`scripts/${name}/setup.sh`)).toBe(script);
      expect(read(`scripts/${name}/bird.conf`)).toBe(bird);
    }
    expect(netgen("validate", "plan.yaml")).toEqual({ code: 0, out: "", err: "" });
  });

  test("hosts that come and move change no other host's script but for the hashes", () => {
    netgen("lock", "plan.yaml");
    const before = outputs("a");
    write("plan.yaml", longer);
    const [script = "", bird = ""] = outputs("a");
    expect(withoutHashes(script)).toBe(withoutHashes(before[0] ?? ""));
    expect(bird).toContain("10.0.0.0/24");
    expect(netgen("show", "plan.yaml").out).toMatch(/^new +192\.0\.2\.3\/24 +10\.2\.0\.0\/16 /m);
    expect(netgen("show", "plan.yaml", "--host", "b").out).toMatch(/10\.1\.0\.2\/24/);
  });

  test("--frozen refuses a stale or absent one, for all hosts and for one: nothing is written", () => {
    const absent = netgen("render", "--frozen", "plan.yaml", "-o", "scripts");
    expect(absent).toEqual({
      code: 3,
      out: "",
      err: "netgen: there is no plan.lock.yaml; `netgen lock` writes it\n",
    });
    netgen("lock", "plan.yaml");
    write("plan.yaml", longer);
    for (const more of [
      ["-o", "scripts"],
      ["--as", "bird", "-o", "scripts"],
      ["--host", "a"],
      ["--host", "a", "--as", "bird"],
    ]) {
      const { code, out, err } = netgen("render", "--frozen", "plan.yaml", ...more);
      expect({ code, out }).toEqual({ code: 3, out: "" });
      expect(err).toContain("error[NG0217]: hosts.new is not in the lock file");
      expect(err.includes("hosts.b.containers.first")).toBe(more[0] !== "--host");
    }
    write("plan.yaml", head + host("a", 1));
    const gone = netgen("render", "--frozen", "plan.yaml", "--host", "a");
    expect(gone).toMatchObject({ code: 3, out: "" });
    expect(gone.err).toMatch(/^plan\.lock\.yaml:\d+:3: error\[NG0219\]: hosts\.b is no longer picked/m);
    expect(readdirSync(folder).toSorted()).toEqual(["plan.lock.yaml", "plan.yaml"]);
  });

  test("a host's carved subnet that no longer fits is said with --host of another", () => {
    netgen("lock", "plan.yaml");
    write("plan.lock.yaml", read("plan.lock.yaml").replace("subnet: 10.1.0.0/24", "subnet: 10.7.0.0/24"));
    const { code, err } = netgen("render", "--frozen", "plan.yaml", "--host", "a");
    expect(code).toBe(3);
    expect(err).toContain(
      "10.7.0.0/24 no longer fits; hosts.b.networks.front.ipv4.subnet is 10.1.0.0/24 now",
    );
  });
});

describe("a lock file that is larger than a plan may be", () => {
  /** Written by hand in a moment; all of it is stale but what is of a and b. */
  const padding = Array.from(
    { length: 20_000 },
    (_, index) =>
      `  x${index}:\n    prefix:\n      ipv4: 10.${100 + (index >> 8)}.${index & 255}.0/24\n${"    # so that it is large\n".repeat(8)}`,
  ).join("");

  test("is read host by host, and its places are found", () => {
    netgen("lock", "plan.yaml");
    write("plan.lock.yaml", read("plan.lock.yaml") + padding);
    expect(statSync(join(folder, "plan.lock.yaml")).size).toBeGreaterThan(4 << 20);
    const { code, err } = netgen("validate", "plan.yaml");
    expect(code).toBe(0);
    const line = read("plan.lock.yaml").split("\n").indexOf("  x7:") + 1;
    expect(err).toContain(`plan.lock.yaml:${line}:3: warning[NG0219]: hosts.x7 is no longer picked`);
    expect(err).toContain(`${String(line).padStart(5)} |   x7:\n`);
    expect(err).toContain("19000 more stale entries not shown");
    expect(err.match(/NG0219/g)).toHaveLength(1000);
  }, 20_000);

  test.each([
    ["<<<<<<< ours\n", "error[NG0214]: a merge was begun here"],
    ["  a:\n", "error[NG0103]: the host a stands twice"],
    ["networks: {}\n", "error[NG0214]: this line is not as `netgen lock` writes it"],
  ])(
    "says where it is not laid out as it was written: %j",
    (text, message) => {
      netgen("lock", "plan.yaml");
      write("plan.lock.yaml", read("plan.lock.yaml") + padding + text);
      const { code, err } = netgen("validate", "plan.yaml");
      expect(code).toBe(1);
      const line = read("plan.lock.yaml").split("\n").length - 1;
      expect(err).toMatch(new RegExp(`^plan\\.lock\\.yaml:${line}:1: `));
      expect(err).toContain(message);
    },
    20_000,
  );
});
