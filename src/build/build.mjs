import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { bundleCommand, bundleLibrary, root } from "./bundle.mjs";

/**
 * dist/netgen.cjs: the command, one file. dist/index.js and dist/types: the library, for import and for require.
 */
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
await Promise.all([bundleCommand(join(dist, "netgen.cjs")), bundleLibrary(join(dist, "index.js"))]);
chmodSync(join(dist, "netgen.cjs"), 0o755);
declareTypes();
writeFileSync(
  join(dist, "THIRD-PARTY-LICENSES"),
  licenses(["commander", "handlebars", "ipaddr.js", "yaml", "zod"]),
);

/**
 * @param {string[]} packages what the bundles hold of others
 * @returns {string} their licences, as each of them asks to be kept
 */
function licenses(packages) {
  return packages
    .map((name) => `${name}\n\n${readFileSync(join(root, "node_modules", name, "LICENSE"), "utf8")}`)
    .join("\n\n");
}

/** Writes the library's declarations: those that index.d.ts needs, and no others. */
function declareTypes() {
  const all = join(dist, "all-types");
  const command = ["node_modules/typescript/bin/tsc", "-p", "src/build/tsconfig.json", "--outDir", all];
  const tsc = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
  if (tsc.status !== 0) process.exit(1);
  for (const file of reachable(join(all, "index.d.ts"), new Set())) {
    cpSync(file, join(dist, "types", relative(all, file)));
  }
  rmSync(all, { recursive: true });
}

/**
 * @param {string} file a declaration file
 * @param {Set<string>} seen
 * @returns {Set<string>} it and every declaration file that it imports
 */
function reachable(file, seen) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, target] of readFileSync(file, "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)) {
    reachable(resolve(dirname(file), String(target).replace(/\.(js|ts)$/, ".d.ts")), seen);
  }
  return seen;
}
