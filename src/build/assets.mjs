import { readFileSync } from "node:fs";
import Handlebars from "handlebars";

const root = new URL("../../", import.meta.url);

/** Helpers that templates may call; any other name is an error when the build precompiles them. */
const helpers = JSON.parse(readFileSync(new URL("templates/helpers.json", root), "utf8"));

const templateOptions = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(helpers.map((/** @type {string} */ name) => [name, true])),
};

const packageJson = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

/** Names that the build replaces by values; src/build/assets.d.ts declares them. */
export const define = { NETGEN_VERSION: JSON.stringify(packageJson.version) };

/** Files that are imported for what they say, not for what they do. */
export const assetPattern = /\.(hbs|sh|awk)$/;

/**
 * A file of words as a module: a Handlebars template becomes its precompiled form (the bundle holds the runtime
 * only), anything else its text.
 * @param {string} path absolute
 * @returns {string} an ES module whose default export is the template specification or the text
 */
export function assetModule(path) {
  const text = readFileSync(path, "utf8");
  if (!path.endsWith(".hbs")) return `export default ${JSON.stringify(text)};\n`;
  try {
    return `export default ${Handlebars.precompile(text, templateOptions)};\n`;
  } catch (error) {
    throw new Error(`${path}: ${error} (templates/helpers.json lists the helpers)`);
  }
}

/** The same for vitest: a Vite plugin. */
export const vitePlugin = {
  name: "netgen-assets",
  enforce: /** @type {const} */ ("pre"),
  /** @param {string} id */
  load(id) {
    const path = id.split("?")[0] ?? id;
    return assetPattern.test(path) ? assetModule(path) : undefined;
  },
};

/** The same for the bundle: an esbuild plugin. @type {import("esbuild").Plugin} */
export const esbuildPlugin = {
  name: "netgen-assets",
  setup(build) {
    build.onLoad({ filter: assetPattern }, ({ path }) => ({ contents: assetModule(path), loader: "js" }));
  },
};
