import * as z from "zod";
import { doc, text } from "./doc.ts";

const sources = z.array(text);
export const publishAddress = doc(
  text,
  "Address of the host on which `ports` entries without one listen. Default: all of them.",
  { examples: ["192.0.2.10", "127.0.0.1"] },
);
export const publishedFrom = doc(
  sources,
  "Only these sources outside reach published ports; the narrowest list counts: a port's, a container's, its network's, the host's. Default: any.",
  { examples: [["192.0.2.0/24"]] },
);

const protocol = z.enum(["tcp", "udp", "sctp"]);
export const portNumber = z.int().min(1).max(65535);

export const port = z.union([
  text,
  portNumber,
  z.strictObject({
    target: z
      .union([portNumber, text])
      .meta({ description: "Port of the container, or a range.", examples: [80, "3000-3005"] }),
    published: doc(
      z.union([portNumber, text]),
      "Port of the host; a range for a range of targets, or to pick one from. Default: picked from `publish_range`.",
      { examples: [8080, "8000-8005"] },
    ),
    host_ip: doc(text, "Address of the host. Default: that of `publish_address`.", {
      examples: ["192.0.2.10"],
    }),
    protocol: doc(protocol, "Transport protocol.", { default: "tcp" }),
    from: doc(sources, "Only these sources outside reach it. Default: those of `published_from`.", {
      examples: [["192.0.2.0/24"]],
    }),
  }),
]);

export type PlanPort = z.infer<typeof port>;
