import type { Catalogue } from "./entry.ts";

/** NG09…: a wish that is part of the plan language and that what is there cannot fulfil. */
export const backendCodes = {
  NG0901: {
    title: "not built by this version",
    severity: "error",
    explanation: `The key belongs to the plan language, and this version of netgen does not build what it
asks for. It is refused, because a script that leaves a wish out is worse than no
script. Take the key out, or wait for a later version (\`netgen --version\`).`,
  },
} as const satisfies Catalogue;
