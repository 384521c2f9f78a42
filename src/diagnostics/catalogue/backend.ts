import type { Catalogue } from "./entry.ts";

/** NG09…: part of the plan language, but not available. */
export const backendCodes = {
  NG0901: {
    title: "not supported by this version",
    severity: "error",
    explanation: `The key belongs to the plan language, but this version of netgen does not support it
yet. It is refused because a script without it would not be what the plan asks for.
Remove the key, or use a later version (\`netgen --version\` prints yours).`,
    example: `
host: {coexist: [docker]}`,
    mend: [["coexist: [docker]", ""]],
  },
} as const satisfies Catalogue;
