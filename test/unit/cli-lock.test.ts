import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundleCommand } from "../../src/build/bundle.mjs";

const plan = `netgen: 1
networks:
  front: {}
containers:
  web: {networks: [front], ports: [80]}
`;
/** Before the others, so that without a lock file everything would be another. */
const longer = plan
  .replace("networks:\n", "networks:\n  new: {}\n")
  .replace("containers:\n", "containers:\n  first: {networks: [front], ports: [81]}\n");

const top = mkdtempSync(join(tmpdir(), "netgen-lock-"));
const bundle = join(top, "netgen.cjs");
let folder = "";

beforeAll(() => bundleCommand(bundle));
afterAll(() => rmSync(top, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(top, "case-"));
  write("plan.yaml", plan);
});

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), "utf8");

function netgen(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

describe("lock", () => {
  test("writes the file beside the plan, says so, and is silent where nothing changes", () => {
    const first = netgen(["lock", "plan.yaml"]);
    expect(first).toMatchObject({ code: 0, out: "" });
    expect(first.err).toMatch(
      /^netgen: wrote plan\.lock\.yaml\n {2}\+ networks\.front\n {2}\+ containers\.web\n$/,
    );
    expect(read("plan.lock.yaml")).toMatch(/^# .*\n# .*\nnetgen_lock: 1\n/);
    expect(statSync(join(folder, "plan.lock.yaml")).mode & 0o111).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(["plan.lock.yaml", "plan.yaml"]);
    const written = statSync(join(folder, "plan.lock.yaml"));
    expect(netgen(["lock", "plan.yaml"])).toEqual({ code: 0, out: "", err: "" });
    expect(statSync(join(folder, "plan.lock.yaml"))).toEqual(written);
  });

  test("is named after the plan and stands in its folder", () => {
    mkdirSync(join(folder, "sub"));
    write("sub/edge.yml", plan);
    expect(netgen(["lock", "sub/edge.yml"]).err).toContain("netgen: wrote sub/edge.lock.yaml\n");
    expect(existsSync(join(folder, "sub/edge.lock.yaml"))).toBe(true);
  });

  test("adds what is new and leaves the lines that are there", () => {
    netgen(["lock", "plan.yaml"]);
    const old = read("plan.lock.yaml").split("\n");
    write("plan.yaml", longer);
    expect(netgen(["lock", "plan.yaml"]).err).toBe(
      "netgen: updated plan.lock.yaml\n  + networks.new\n  + containers.first\n",
    );
    const now = read("plan.lock.yaml").split("\n");
    expect(old.filter((line) => !now.includes(line))).toEqual([]);
    write("plan.yaml", plan);
    expect(netgen(["lock", "plan.yaml"]).err).toBe(
      "netgen: updated plan.lock.yaml\n  - networks.new\n  - containers.first\n",
    );
    expect(read("plan.lock.yaml").split("\n")).toEqual(old);
  });

  test("keeps a file whose comments somebody wrote, as long as its choices hold", () => {
    netgen(["lock", "plan.yaml"]);
    write("plan.lock.yaml", `# ours\n${read("plan.lock.yaml")}`);
    expect(netgen(["lock", "plan.yaml"])).toEqual({ code: 0, out: "", err: "" });
    expect(read("plan.lock.yaml")).toMatch(/^# ours\n/);
  });

  test("leaves the file alone where the plan, or the file, has errors", () => {
    for (const [name, text] of [
      ["plan.yaml", "netgen: 1\nnetworks: {front: {mtuu: 1}}\n"],
      ["plan.lock.yaml", "netgen_lock: 9\n"],
      ["plan.lock.yaml", "\0\u0001"],
    ] as const) {
      write("plan.yaml", plan);
      write("plan.lock.yaml", "netgen_lock: 1\n");
      write(name, text);
      const before = read("plan.lock.yaml");
      const { code, out, err } = netgen(["lock", "plan.yaml"]);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(new RegExp(`^${name.replaceAll(".", "\\.")}:[0-9]+:[0-9]+: error\\[NG`));
      expect(read("plan.lock.yaml")).toBe(before);
    }
  });

  test.each([
    [["lock", "-"], "standard input"],
    [["lock", "missing.yaml"], "cannot read missing.yaml"],
    [["lock"], "missing required argument"],
    [["render", "-", "--frozen"], "standard input"],
  ])("%j is a usage error", (args, message) => {
    const { code, out, err } = netgen(args, `name: x\n${plan}`);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  test("a folder in its place is a usage error", () => {
    mkdirSync(join(folder, "plan.lock.yaml"));
    for (const command of ["lock", "render", "show"]) {
      const { code, out, err } = netgen([command, "plan.yaml"]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain("plan.lock.yaml: it is a directory");
    }
  });
});

describe("with a lock file", () => {
  test("render says which, is silent while it holds, and --frozen passes", () => {
    netgen(["lock", "plan.yaml"]);
    const { code, out, err } = netgen(["render", "--frozen", "plan.yaml"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^# with what plan\.lock\.yaml pins, sha256\n# [0-9a-f]{64}\.$/m);
    expect(netgen(["validate", "plan.yaml"])).toEqual({ code: 0, out: "", err: "" });
  });

  test("what it pins is used by render, show and json, and what is new is picked beside it, with a warning", () => {
    netgen(["lock", "plan.yaml"]);
    write("plan.yaml", longer);
    const warning = /^plan\.yaml:3:3: warning\[NG0217\]: networks\.new is not in the lock file$/m;
    const script = netgen(["render", "plan.yaml"]);
    expect(script.code).toBe(0);
    expect(script.err).toMatch(warning);
    expect(script.out).toContain("# containers.web: 172.17.0.2 on front");
    expect(script.out).toContain("# containers.first: 172.17.0.3 on front");
    expect(netgen(["show", "plan.yaml"]).out).toMatch(/^49153\/tcp \(picked\) .* 172\.17\.0\.2:80 /m);
    expect(netgen(["show", "plan.yaml"]).err).toMatch(warning);
    expect(JSON.stringify(JSON.parse(netgen(["render", "plan.yaml", "--as", "json"]).out))).toContain(
      "172.17.0.3",
    );
  });

  test("--frozen refuses a stale one: nothing is written, and every entry said", () => {
    netgen(["lock", "plan.yaml"]);
    write("setup.sh", "old");
    write("plan.yaml", longer);
    for (const more of [[], ["-o", "setup.sh"], ["--as", "json"]]) {
      const { code, out, err } = netgen(["render", "--frozen", "plan.yaml", ...more]);
      expect({ code, out }).toEqual({ code: 3, out: "" });
      expect(err).toContain("error[NG0217]: networks.new is not in the lock file");
      expect(err).toContain("error[NG0217]: containers.first is not in the lock file");
    }
    expect(read("setup.sh")).toBe("old");
    write("plan.yaml", "netgen: 1\n");
    const gone = netgen(["render", "--frozen", "plan.yaml"]);
    expect(gone).toMatchObject({ code: 3, out: "" });
    expect(gone.err).toMatch(
      /^plan\.lock\.yaml:\d+:\d+: error\[NG0219\]: containers\.web is no longer picked/m,
    );
    const { err } = netgen(["render", "--frozen", "--format", "json", "plan.yaml"]);
    expect(JSON.parse(err)).toMatchObject([{ file: "plan.lock.yaml", severity: "error" }, {}]);
  });

  test("--frozen refuses where there is none, and an error of the plan is an error of the plan", () => {
    const { code, out, err } = netgen(["render", "--frozen", "plan.yaml"]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toBe("netgen: there is no plan.lock.yaml; `netgen lock` writes it\n");
    write("plan.yaml", `${plan}  bad name: {}\n`);
    expect(netgen(["render", "--frozen", "plan.yaml"])).toMatchObject({ code: 1, out: "" });
  });

  test("a file without end in its place is not read to its end", () => {
    spawnSync("ln", ["-s", "/dev/zero", join(folder, "plan.lock.yaml")]);
    const { code, out, err } = netgen(["render", "plan.yaml"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^plan\.lock\.yaml:1:1: error\[NG0105\]: the lock file is larger than/);
  });
});
