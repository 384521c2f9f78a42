import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { bundleCommand } from "../../src/build/bundle.mjs";

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * The bundled command, in a new folder for each test that holds the given files.
 *
 * @returns `netgen` runs it, `sh` runs a shell script in which "$netgen" is it, `folder` is where both run
 */
export function useCommand(files: Readonly<Record<string, string>>) {
  const top = mkdtempSync(join(tmpdir(), "netgen-"));
  const bundle = join(top, "netgen.cjs");
  let folder = "";
  beforeAll(() => bundleCommand(bundle));
  afterAll(() => rmSync(top, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(top, "case-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });

  function run(command: string, args: readonly string[], input = ""): Ran {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: folder,
      input,
      encoding: "utf8",
      maxBuffer: 1 << 26,
      env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" },
    });
    return { code: status, out: stdout, err: stderr };
  }
  return {
    netgen: (args: readonly string[], input?: string): Ran => run(process.execPath, [bundle, ...args], input),
    sh: (script: string, shell = "sh"): Ran =>
      run(shell, [
        ...(shell === "bash" ? ["--norc"] : []),
        "-c",
        `netgen() { '${process.execPath}' '${bundle}' "$@"; }\n${script}`,
      ]),
    folder: (): string => folder,
  };
}
