import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codes } from "../../src/diagnostics/codes.ts";
import { useCommand } from "../support/command.ts";

const { netgen, sh, folder } = useCommand({});
const commands = ["render", "validate", "show", "verify", "lock", "schema", "explain", "completion"];

describe("--help", () => {
  test("of netgen lists every command and every exit code", () => {
    const { code, out } = netgen(["--help"]);
    expect(code).toBe(0);
    for (const command of commands) expect(out).toMatch(new RegExp(`^ {2}${command} `, "m"));
    const numbers = [...out.matchAll(/^ {2}([0-9]+) +\S/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual([0, 1, 2, 3, 70, 74]);
  });

  test.each(commands)("%s has an example", (command) => {
    const { code, out } = netgen([command, "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`\\nExamples?:\\n {2}netgen ${command} `));
  });
});

describe("explain", () => {
  test("takes a code in any spelling, and shows the plan that gives it and the one that does not", () => {
    for (const spelling of ["NG0202", "ng0202", "0202"]) {
      const { code, out } = netgen(["explain", spelling]);
      expect(code).toBe(0);
      expect(out).toMatch(
        /^NG0202 \(error\): unknown key\n[\s\S]*\n {2}networks: \{front: \{mtuu: 1400\}\}\n/,
      );
      expect(out).toMatch(/\n {2}networks: \{front: \{mtu: 1400\}\}\n$/);
    }
  });

  test("lists all codes in order", () => {
    const listed = netgen(["explain"])
      .out.trimEnd()
      .split("\n")
      .map((line) => line.slice(0, 6));
    expect(listed).toEqual(Object.keys(codes).toSorted());
  });

  test("as JSON gives plans that can be tried", () => {
    const { code, title, text, example, mended, ...more } = JSON.parse(
      netgen(["explain", "NG0401", "--format", "json"]).out,
    );
    expect({ code, title, more }).toEqual({
      code: "NG0401",
      title: codes.NG0401.title,
      more: { severity: "error" },
    });
    expect(text).toContain("subnet");
    expect(netgen(["validate", "-"], `name: x\n${example}`).err).toContain("error[NG0401]");
    expect(netgen(["validate", "-"], `name: x\n${mended}`)).toEqual({ code: 0, out: "", err: "" });
    const all = JSON.parse(netgen(["explain", "--format", "json"]).out);
    expect(all.map((entry: { code: string }) => entry.code)).toEqual(Object.keys(codes).toSorted());
    expect(all.find((entry: { code: string }) => entry.code === "NG0219")).toMatchObject({
      exampleLock: expect.stringContaining("back"),
      mendedLock: "netgen_lock: 1\n",
    });
  });

  test("of an unknown code names the nearest", () => {
    expect(netgen(["explain", "NG0402x"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean NG0402?"),
    });
    expect(netgen(["explain", "constructor"]).code).toBe(2);
  });
});

describe("completion", () => {
  /** What bash offers for a command line whose last word is being typed. */
  function offered(...words: readonly string[]): readonly string[] {
    writeFileSync(join(folder(), "completion.bash"), netgen(["completion", "bash"]).out);
    const { out, err } = sh(
      `source ./completion.bash; COMP_WORDS=(netgen ${words.map((word) => `'${word}'`).join(" ")})
       COMP_CWORD=${words.length}; _netgen; printf '%s\\n' "\${COMPREPLY[@]}"`,
      "bash",
    );
    expect(err).toBe("");
    return out.split("\n").filter(Boolean);
  }

  test("in bash offers commands, options, choices and codes, and leaves files to the shell", () => {
    expect(offered("")).toEqual([...commands, "help", "--help", "--version"]);
    expect(offered("sc")).toEqual(["schema"]);
    expect(offered("render", "--b")).toEqual(["--backend"]);
    expect(offered("render", "--backend", "")).toEqual(["nftables", "iptables"]);
    expect(offered("render", "plan.yaml", "--format", "s")).toEqual(["sarif"]);
    expect(offered("render", "-o", "")).toEqual([]);
    expect(offered("render", "")).toEqual([]);
    expect(offered("explain", "NG0401")).toEqual(["NG0401"]);
    expect(offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  test.each(["zsh", "fish"])("in %s names every command and option", (shell) => {
    const { code, out } = netgen(["completion", shell]);
    expect(code).toBe(0);
    for (const command of commands) expect(out).toContain(command);
    for (const option of ["backend", "frozen", "output", "host", "no-color"]) expect(out).toContain(option);
    expect(out).toMatch(/nftables iptables/);
  });

  test("for another shell is a usage error", () => {
    expect(netgen(["completion", "tcsh"])).toMatchObject({ code: 2, out: "" });
  });
});

test("--version", () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
  expect(netgen(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});
