import { at } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import { problem } from "../diagnostics/report.ts";
import type { PlanFabric } from "../plan/fabric.ts";
import type { Bird } from "./cluster.ts";
import { lacks, type Problems, shown } from "./problems.ts";

const owner = "fabric";

/** A full mesh has n × (n − 1) / 2 sessions: beyond so many hosts the first two are reflectors. */
const meshLimit = 16;

/** Hosts in a full mesh that somebody asks for, up to which nothing is said. */
const meshWarning = 64;

/** No autonomous system's: RFC 7607; AS_TRANS, RFC 6793; RFC 7300. */
const reservedNumbers: readonly number[] = [0, 23_456, 65_535, 4_294_967_295];

/** RFC 5398. */
const documentationNumbers = [
  [64_496, 64_511],
  [65_536, 65_551],
] as const;

/** linux/tcp.h, TCP_MD5SIG_MAXKEYLEN; in bytes. */
const keyLimit = 80;

/** Reads `routing` and `bird`; undefined where scripts set the routes. */
export function readBird(fabric: PlanFabric, hosts: readonly string[], problems: Problems): Bird | undefined {
  const { routing, bird, kind } = fabric;
  if (routing !== "bird") {
    const help = "write `routing: bird` beside it, or leave it out";
    const message = "`bird` configures BIRD, but the scripts set the routes";
    return (
      bird && lacks(problems, owner, problem("NG0850", message, at(["fabric", "bird"], "key"), { help }))
    );
  }
  const many = kind === "switched" && hosts.length > meshLimit;
  const reflectors = readReflectors(fabric, hosts, problems);
  if (kind === "switched" && bird?.reflectors?.length === 0 && hosts.length > meshWarning) {
    const message = `${hosts.length} hosts without reflectors have ${(hosts.length * (hosts.length - 1)) / 2} sessions with each other`;
    const help = `name two reflectors, or leave the key out to have ${hosts.slice(0, 2).join(" and ")}`;
    problems.found.push(problem("NG0857", message, at(["fabric", "bird", "reflectors"]), { help }));
  }
  return {
    as: readNumber(bird?.as, problems),
    password: readPassword(bird?.password, problems),
    reflectors: reflectors ?? (many ? hosts.slice(0, 2) : []),
  };
}

function readNumber(as: number | undefined, problems: Problems): number {
  if (as === undefined) return 64512;
  const where = at(["fabric", "bird", "as"]);
  const help = "64512 to 65534 and 4200000000 to 4294967294 are for private use";
  if (reservedNumbers.includes(as)) {
    lacks(problems, owner, problem("NG0855", `${as} is a reserved AS number`, where, { help }));
  } else if (documentationNumbers.some(([first, last]) => first <= as && as <= last)) {
    problems.found.push(problem("NG0856", `${as} is a number for documentation`, where, { help }));
  }
  return as;
}

function readPassword(password: string | undefined, problems: Problems): string | undefined {
  if (password === undefined) return undefined;
  const bytes = Buffer.byteLength(password);
  const where = at(["fabric", "bird", "password"]);
  if (bytes < 1 || bytes > keyLimit) {
    const message = `a password of ${bytes} bytes: the kernel takes 1 to ${keyLimit} for a TCP session`;
    return lacks(problems, owner, problem("NG0851", message, where));
  }
  if (/["\p{Cc}]/u.test(password)) {
    const message =
      "a password with a double quote or a control character, which BIRD's configuration cannot hold";
    return lacks(problems, owner, problem("NG0851", message, where));
  }
  return password;
}

function readReflectors(
  { bird, kind }: PlanFabric,
  hosts: readonly string[],
  problems: Problems,
): readonly string[] | undefined {
  const path = ["fabric", "bird", "reflectors"];
  if (bird?.reflectors !== undefined && kind === "routed") {
    const message =
      "a routed fabric has no reflectors: hosts tell their routes to the router, and learn none";
    return lacks(problems, owner, problem("NG0852", message, at(path, "key")));
  }
  return bird?.reflectors?.filter((name, index, all) => {
    const where = at([...path, index]);
    if (!hosts.includes(name)) {
      const few = hosts.length <= 8 ? `the cluster has the hosts ${hosts.join(", ")}` : undefined;
      const help = didYouMean(name, hosts) ?? few;
      lacks(
        problems,
        owner,
        problem("NG0852", `reflector ${shown(name)} is not one of the hosts`, where, { help }),
      );
      return false;
    }
    if (all.indexOf(name) < index) {
      lacks(problems, owner, problem("NG0852", `${name} is a reflector already`, where));
      return false;
    }
    return true;
  });
}
