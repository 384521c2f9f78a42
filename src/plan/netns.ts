import * as z from "zod";
import { text } from "./doc.ts";

/** The namespace of a container: a name, or how one that exists is found. */
export const netns = z.union([
  text,
  z.strictObject({
    external: text.meta({ description: "Entry under /run/netns that exists already.", examples: ["blue"] }),
  }),
  z.strictObject({
    path: text.meta({ description: "File that holds the namespace.", examples: ["/proc/4711/ns/net"] }),
  }),
  z.strictObject({
    pid: z
      .int()
      .min(1)
      .meta({ description: "Process that lives in the namespace.", examples: [4711] }),
  }),
  z.strictObject({
    docker: text.meta({
      description: "Name or id of a Docker container, looked up when the script runs.",
      examples: ["db1"],
    }),
  }),
]);
