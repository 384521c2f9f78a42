import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleManPages, root } from "./bundle.mjs";

/** Writes docs/man anew from the help texts and the schema (`npm run man`). */
const work = mkdtempSync(join(tmpdir(), "netgen-man-"));
try {
  const bundle = join(work, "man-pages.mjs");
  await bundleManPages(bundle);
  const { manPages } = await import(pathToFileURL(bundle).href);
  const folder = join(root, "docs/man");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(manPages)) writeFileSync(join(folder, name), text);
} finally {
  rmSync(work, { recursive: true });
}
