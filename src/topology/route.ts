import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { parseAddress } from "../net/address.ts";
import { cidrOfAddress } from "../net/cidr.ts";
import { type Cidr, familyName, type IpAddress } from "../net/ip.ts";
import type { PlanRoute } from "../plan/schema.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import { readAddress, readCidr, type Written } from "./read-address.ts";
import type { Origin, Route } from "./topology.ts";

/** An address of a route, as written and as read. */
interface Part {
  readonly key: "to" | "via" | "src";
  readonly text: string;
  readonly address: IpAddress;
}

/** `default`, of the family that the route's next hop or source has; IPv4 where it has neither. */
const defaultOf = (address: IpAddress | undefined): Cidr => ({
  address: { family: address?.family ?? "ipv4", value: 0n },
  length: 0,
});

/** Reads `routes` of a container or of the host; one that cannot be read is left out. */
export function readRoutes(
  list: readonly PlanRoute[] | undefined,
  owner: Origin,
  problems: Problems,
): Route[] {
  return (list ?? []).flatMap((written, index) => {
    const route = readRoute(
      written,
      { origin: `${owner.origin}.routes[${index}]`, path: [...owner.path, "routes", index] },
      owner,
      problems,
    );
    return route === undefined ? [] : [route];
  });
}

function readRoute(written: PlanRoute, place: Origin, owner: Origin, problems: Problems): Route | undefined {
  const text = (key: "to" | "via" | "src", value: string) => ({
    text: value,
    where: at([...place.path, key]),
    owner: owner.origin,
  });
  const { type = "unicast" } = written;
  const via = written.via === undefined ? undefined : readAddress(text("via", written.via), problems);
  const src = written.src === undefined ? undefined : readAddress(text("src", written.src), problems);
  const to =
    written.to === "default" ? defaultOf(via ?? src) : readDestination(text("to", written.to), problems);
  const unread =
    to === undefined ||
    (via === undefined && written.via !== undefined) ||
    (src === undefined && written.src !== undefined);
  if (unread) {
    return undefined;
  }
  const parts: Part[] = [
    ...(written.to === "default" ? [] : [{ key: "to" as const, text: written.to, address: to.address }]),
    ...(via === undefined ? [] : [{ key: "via" as const, text: written.via ?? "", address: via }]),
    ...(src === undefined ? [] : [{ key: "src" as const, text: written.src ?? "", address: src }]),
  ];
  const clash = familyProblem(parts, place);
  if (clash !== undefined) {
    return lacks(problems, owner.origin, clash);
  }
  return { ...place, to, type, via, dev: written.dev, metric: written.metric, src };
}

/** A subnet, or an address alone, which is a subnet of one, as ip-route(8) has it. */
function readDestination(written: Written, problems: Problems): Cidr | undefined {
  const alone = parseAddress(written.text);
  return alone.ok ? cidrOfAddress(alone.value) : readCidr(written, problems);
}

/** A route whose parts are of two families. */
function familyProblem(parts: readonly Part[], place: Origin): Diagnostic | undefined {
  const [first] = parts;
  const stranger = parts.find(({ address }) => address.family !== first?.address.family);
  if (first === undefined || stranger === undefined) {
    return undefined;
  }
  const [a, b] = [`${shown(stranger.text)} is ${familyName(stranger.address.family)}`, shown(first.text)];
  const where = at([...place.path, stranger.key]);
  return problem("NG0502", `${a}, and ${b} is ${familyName(first.address.family)}`, where);
}
