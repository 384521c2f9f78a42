import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { define, vitePlugin } from "../src/build/assets.mjs";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  define,
  plugins: [vitePlugin],
  test: {
    include: ["test/**/*.test.ts"],
    globals: false,
    pool: "threads",
    testTimeout: 30_000,
    setupFiles: ["test/support/seed.ts"],
  },
});
