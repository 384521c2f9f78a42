import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../support/tools.ts";

const root = join(import.meta.dirname, "../..");

/** BIRD of Debian's package bird2; throws, with what to do, where there is none. */
const bird = join(
  execFileSync(join(root, "test/e2e/bird.sh"), ["--fetch"], { encoding: "utf8" }).trim(),
  "bird",
);

describe("BIRD takes each configuration of the golden cases", () => {
  const files = readdirSync(join(root, "golden"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("/bird.conf"),
  );

  test("there are some", () => expect(files.length).toBeGreaterThan(5));

  test.each(files)("%s", (file) => {
    expect(run([bird, "-p", "-c", join(root, "golden", file)])).toEqual({ status: 0, out: "", err: "" });
  });
});
