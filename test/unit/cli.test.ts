import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundleCommand, root } from "../../src/build/bundle.mjs";

const good =
  'netgen: 1\nnetworks:\n  front: {ipv4: 172.17.42.1/16}\ncontainers:\n  web: {ipv4_address: 172.17.0.1, mac_address: "02:42:ac:11:00:01"}\n';
const bad = "netgen: 1\nnetworks:\n  front: {mtuu: 1}\n";

const top = mkdtempSync(join(tmpdir(), "netgen-"));
const bundle = join(top, "netgen.cjs");
let folder = "";

beforeAll(() => bundleCommand(bundle));
afterAll(() => rmSync(top, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(top, "case-"));
  writeFileSync(join(folder, "plan.yaml"), good);
  writeFileSync(join(folder, "bad.yaml"), bad);
});

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function netgen(args: readonly string[], input = "", env: Record<string, string> = {}): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

describe("render", () => {
  test("writes the script to standard output and says nothing", () => {
    const { code, out, err } = netgen(["render", "plan.yaml"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^#!\/bin\/sh\n/);
    expect(out).toMatch(/\nmain "\$@"\n$/);
  });

  test("gives the same bytes for the same plan wherever it lies, and for standard input the same plan part", () => {
    const { out } = netgen(["render", "plan.yaml"]);
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub/plan.yaml"), good);
    expect(netgen(["render", join(folder, "sub/plan.yaml")]).out).toBe(out);
    expect(netgen(["render", "-"], `${good}name: plan\n`).code).toBe(0);
  });

  test("needs a name on standard input", () => {
    const { code, out, err } = netgen(["render", "-"], good);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^<stdin>:1:1: error\[NG0211\]: /);
  });

  test("writes nothing beside an error, and leaves the old file as it was", () => {
    const file = join(folder, "setup.sh");
    writeFileSync(file, "old");
    for (const args of [["bad.yaml"], ["bad.yaml", "-o", "setup.sh"], ["bad.yaml", "--as", "json"]]) {
      const { code, out, err } = netgen(["render", ...args]);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain("bad.yaml:3:11: error[NG0202]: ");
    }
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(folder).toSorted()).toEqual(["bad.yaml", "plan.yaml", "setup.sh"]);
  });

  test("-o writes an executable file and nothing to standard output, through links, over what was there", () => {
    const file = join(folder, "setup.sh");
    writeFileSync(file, "old");
    chmodSync(file, 0o600);
    symlinkSync("setup.sh", join(folder, "link"));
    expect(netgen(["render", "plan.yaml", "-o", "link"])).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync(file, "utf8")).toBe(netgen(["render", "plan.yaml"]).out);
    expect(statSync(file).mode & 0o111).toBe(0o111);
    expect(readdirSync(folder).toSorted()).toEqual(["bad.yaml", "link", "plan.yaml", "setup.sh"]);
  });

  test("-o onto a device writes to it and leaves it a device", () => {
    expect(netgen(["render", "plan.yaml", "-o", "/dev/null"]).code).toBe(0);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(netgen(["render", "plan.yaml", "-o", "/dev/full"])).toMatchObject({ code: 2, out: "" });
  });

  test("--as json gives the program, --backend the other firewall", () => {
    const program = JSON.parse(netgen(["render", "plan.yaml", "--as", "json"]).out);
    expect(program).toMatchObject({ version: 1, name: "plan", firewall: { backend: "nftables" } });
    const other = JSON.parse(netgen(["render", "plan.yaml", "--as", "json", "--backend", "iptables"]).out);
    expect(other).toMatchObject({ firewall: { backend: "iptables" } });
  });

  test.each([
    [["render", "plan.yaml", "--as", "cloud-init"], "Allowed choices are script, json"],
    [["render", "plan.yaml", "--backend", "ipchains"], "Allowed choices are nftables, iptables"],
    [["render", "plan.yaml", "--format", "xml"], "Allowed choices are text, json, sarif, github"],
    [["render"], "missing required argument"],
    [["render", "plan.yaml", "bad.yaml"], "too many arguments"],
    [["rendr", "plan.yaml"], "Did you mean render?"],
    [["render", "missing.yaml"], "cannot read missing.yaml: no such file or directory"],
    [["render", "."], "cannot read .: it is a directory"],
    [["render", "plan.yaml", "-o", "."], "cannot write .: it is a directory"],
    [
      ["render", "plan.yaml", "-o", "no/such/folder"],
      "cannot write no/such/folder: no such file or directory",
    ],
    [["validate", "-", "-"], "standard input can be read only once"],
    [["explain", "NG9999"], "there is no code NG9999"],
    [[], "Usage: netgen"],
  ])("%j is a usage error", (args, message) => {
    const { code, out, err } = netgen(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  test("a reader that goes away is no crash", async () => {
    const containers = Array.from({ length: 900 }, (_, index) => `  c${index}: {}\n`).join("");
    writeFileSync(join(folder, "plan.yaml"), `netgen: 1\nnetworks: {front: }\ncontainers:\n${containers}`);
    const child = spawn(process.execPath, [bundle, "render", "plan.yaml"], { cwd: folder });
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((done) => child.on("close", done));
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^netgen: there is no lock file.*\n.*\n$/),
    });
  });

  test("a large script arrives whole through a pipe", () => {
    const containers = Array.from({ length: 900 }, (_, index) => `  c${index}: {}\n`).join("");
    writeFileSync(join(folder, "plan.yaml"), `netgen: 1\nnetworks: {front: }\ncontainers:\n${containers}`);
    netgen(["render", "plan.yaml", "-o", "whole"]);
    const piped = spawnSync(
      "sh",
      ["-c", '"$0" "$1" render plan.yaml | { sleep 0.3; cat; }', process.execPath, bundle],
      {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 1 << 26,
      },
    );
    expect(piped.stdout).toBe(readFileSync(join(folder, "whole"), "utf8"));
  });
});

describe("validate", () => {
  test("is silent about what is right", () => {
    expect(netgen(["validate", "plan.yaml", "plan.yaml"])).toEqual({ code: 0, out: "", err: "" });
  });

  test("says all problems of all plans, on standard error only", () => {
    const { code, out, err } = netgen(["validate", "plan.yaml", "bad.yaml", "-"], "netgen: 2\nname: x\n");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^bad\.yaml:3:11: error\[NG0202\]: [\s\S]*^<stdin>:1:9: error\[NG0210\]: /m);
  });

  test("gives one document for programs", () => {
    const { code, err } = netgen(["validate", "bad.yaml", "bad.yaml", "--format", "json"]);
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject([
      { file: "bad.yaml", code: "NG0202", line: 3, column: 11 },
      { file: "bad.yaml", code: "NG0202" },
    ]);
    expect(JSON.parse(netgen(["validate", "bad.yaml", "--format", "sarif"]).err).version).toBe("2.1.0");
    expect(netgen(["validate", "bad.yaml", "--format", "github"]).err).toMatch(
      /^::error file=bad\.yaml,line=3,/,
    );
  });
});

describe("colour", () => {
  /** Runs with a terminal as standard error: script(1) of util-linux makes one. */
  function onTerminal(args: string, env: Record<string, string> = {}): string {
    const command = `"${process.execPath}" "${bundle}" ${args}`;
    return spawnSync("script", ["-qec", command, "/dev/null"], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env.PATH, TERM: "xterm", ...env },
    }).stdout;
  }
  const sequence = "\u001b[";

  test("is there on a terminal, and nowhere else", () => {
    expect(onTerminal("validate bad.yaml")).toContain(sequence);
    expect(netgen(["validate", "bad.yaml"]).err).not.toContain(sequence);
  });

  test("goes away with --no-color, NO_COLOR and a dumb terminal", () => {
    for (const output of [
      onTerminal("validate --no-color bad.yaml"),
      onTerminal("validate bad.yaml", { NO_COLOR: "1" }),
      onTerminal("validate bad.yaml", { TERM: "dumb" }),
    ]) {
      expect(output).toContain("error[NG0202]");
      expect(output).not.toContain(sequence);
    }
  });
});

describe("the other commands", () => {
  test("show", () => {
    const { code, out, err } = netgen(["show", "plan.yaml"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const part of [
      "front",
      "172.17.0.0/16",
      "172.17.42.1",
      "web",
      "eth0",
      "172.17.0.1/16",
      "02:42:ac:11:00:01",
    ]) {
      expect(out).toContain(part);
    }
    expect(netgen(["show", "bad.yaml"])).toMatchObject({ code: 1, out: "" });
  });

  test("schema", () => {
    const { code, out } = netgen(["schema"]);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(out).properties)).toEqual([
      "netgen",
      "name",
      "host",
      "networks",
      "containers",
      "point_to_point",
      "fabric",
      "hosts",
    ]);
  });
});

describe("bad input", () => {
  const cases = readdirSync(join(root, "golden")).filter((name) =>
    existsSync(join(root, "golden", name, "expect/diagnostics.txt")),
  );

  test.each(cases.filter((name) => /^(yaml|hostile)-/.test(name)))("%s", (name) => {
    const start = performance.now();
    const { code, out, err } = netgen(["render", join(root, "golden", name, "plan.yaml")]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/:[0-9]+:[0-9]+: error\[NG[0-9]{4}\]: /);
    expect(err).not.toMatch(/\n\s+at |Error:/);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test("50 MB, within memory", () => {
    writeFileSync(join(folder, "big.yaml"), Buffer.alloc(50_000_000, "a: b\n"));
    const command = 'ulimit -v 2000000; exec "$0" --max-old-space-size=200 "$1" validate big.yaml';
    const { status, stderr } = spawnSync("sh", ["-c", command, process.execPath, bundle], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^big\.yaml:1:1: error\[NG0105\]: /);
  });

  test("more mistakes than a call can pass on at once, within memory", () => {
    const ports = Array.from({ length: 200_000 }, () => "0").join();
    writeFileSync(join(folder, "wrong.yaml"), `netgen: 1\ncontainers: {web: {ports: [${ports}]}}\n`);
    const { code, out, err } = netgen(["validate", "wrong.yaml"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^wrong\.yaml:1:1: error\[NG0105\]: too many errors to report/);
  }, 60_000);

  test("a file without end is not read to its end", () => {
    const { code, err } = netgen(["validate", "/dev/zero"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^\/dev\/zero:1:1: error\[NG0105\]: /);
  });
});
