import * as z from "zod";
import { doc, text } from "./doc.ts";

const one = z.union([text, z.array(text)]);

export const hostname = doc(
  text,
  "The name by which the container knows itself, up to 64 letters, digits and `_ . -`. Default: its own in the plan.",
  { examples: ["www", "mail.example.com"] },
);

/** The resolver's keys, of a container and of the host. */
export const resolver = {
  dns: doc(one, "Name servers. Default: those of the host when the script runs, less loopback ones.", {
    examples: ["192.0.2.53", ["192.0.2.53", "192.0.2.54"]],
  }),
  dns_search: doc(
    one,
    "Domains in which a bare name is looked up; `.` alone: in none. Default: the host's when the script runs.",
    { examples: [["example.com"], "."] },
  ),
  dns_opt: doc(
    z.array(text),
    "Options as resolv.conf(5) has them. Default: the host's when the script runs.",
    {
      examples: [["ndots:2", "use-vc"]],
    },
  ),
};

export const extraHosts = doc(
  z.union([z.array(text), z.record(z.string(), one)]),
  "More names for /etc/hosts: `NAME:ADDRESS` or `NAME=ADDRESS`, or a mapping. `host-gateway` is the host's address of each family on the container's first network that has one.",
  {
    default: [],
    examples: [["printer:192.0.2.9", "host.docker.internal:host-gateway"], { printer: "192.0.2.9" }],
  },
);

export const aliases = doc(
  z.array(text),
  "More names of the container, for all containers of this network and for itself.",
  { default: [], examples: [["www", "api.internal"]] },
);
