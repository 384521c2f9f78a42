import type { Path } from "../diagnostics/diagnostic.ts";
import type { Holder } from "./foreign.ts";
import { withinHost } from "./within-host.ts";

/** What a mapping of the plan is, for messages. */
export function holderName(whole: Path): string {
  const { holder, rest: path } = withinHost(whole);
  if (path.length === 0) return holder.length === 0 ? "the plan" : "a host of a cluster";
  const kind = holderKind(whole);
  if (kind !== undefined && kind !== "host" && kind !== "family") return names[kind];
  if (path.length === 2 && path[0] === "point_to_point") return "a point-to-point link";
  if (path.length === 4 && path[0] === "point_to_point") return "an end";
  return `\`${path.at(-1)}\``;
}

const names = {
  plan: "the plan",
  network: "a network",
  container: "a container",
  attachment: "a container's network",
  route: "a route",
  port: "a port",
} as const;

/** Which of the mappings it is that other programs have under another form. */
export function holderKind(whole: Path): Holder | undefined {
  const { rest: path } = withinHost(whole);
  const [section, , inner] = path;
  if (path.length === 0) return "plan";
  if (path.length === 1 && section === "host") return "host";
  if (path.at(-2) === "routes") return "route";
  if (path.at(-2) === "ports") return "port";
  if (path.length === 2 && section === "networks") return "network";
  if (path.length === 2 && section === "containers") return "container";
  if (path.length === 3 && section === "networks" && (inner === "ipv4" || inner === "ipv6")) return "family";
  if (path.length === 4 && section === "containers" && inner === "networks") return "attachment";
  return undefined;
}
