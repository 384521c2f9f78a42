import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { define, esbuildPlugin } from "./assets.mjs";

/** Root of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  define,
  plugins: [esbuildPlugin],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
};

/** What an ES module needs on top. @type {esbuild.BuildOptions} */
const moduleOptions = {
  minifyWhitespace: false,
  format: "esm",
  // Parts of what is bundled are CommonJS and require modules of Node.
  banner: {
    js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
  },
};

/**
 * The command as one file; CommonJS starts fastest, and what a command line does not need is not evaluated.
 * @param {string} outfile
 */
export async function bundleCommand(outfile) {
  await esbuild.build({
    ...common,
    entryPoints: ["src/main.ts"],
    format: "cjs",
    outfile,
    banner: { js: "#!/usr/bin/env node" },
  });
}

/**
 * The library as one ES module, which Node ≥ 20.19 gives to `require` as well.
 * @param {string} outfile
 */
export async function bundleLibrary(outfile) {
  await esbuild.build({ ...common, ...moduleOptions, entryPoints: ["src/index.ts"], outfile });
}

/**
 * The man pages as a module that exports their text.
 * @param {string} outfile
 */
export async function bundleManPages(outfile) {
  await esbuild.build({ ...common, ...moduleOptions, entryPoints: ["src/build/man-pages.ts"], outfile });
}
