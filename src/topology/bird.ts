import { at } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import { problem } from "../diagnostics/report.ts";
import type { PlanFabric } from "../plan/fabric.ts";
import type { Bird } from "./cluster.ts";
import { lacks, type Problems, shown } from "./problems.ts";

const owner = "fabric";

/** A full mesh has n × (n − 1) / 2 sessions: beyond so many hosts the first two are reflectors. */
const meshLimit = 16;

/** linux/tcp.h, TCP_MD5SIG_MAXKEYLEN; in bytes. */
const keyLimit = 80;

/** Reads `routing` and `bird`; undefined where scripts set the routes. */
export function readBird(fabric: PlanFabric, hosts: readonly string[], problems: Problems): Bird | undefined {
  const { routing, bird, kind } = fabric;
  if (routing !== "bird") {
    const help = "write `routing: bird` beside it, or leave it out";
    const message = "`bird` says how BIRD brings the routes, and the scripts set them";
    return (
      bird && lacks(problems, owner, problem("NG0850", message, at(["fabric", "bird"], "key"), { help }))
    );
  }
  const many = kind === "switched" && hosts.length > meshLimit;
  return {
    as: bird?.as ?? 64512,
    password: readPassword(bird?.password, problems),
    reflectors: readReflectors(fabric, hosts, problems) ?? (many ? hosts.slice(0, 2) : []),
  };
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
        problem("NG0852", `reflector ${shown(name)} is none of the hosts`, where, { help }),
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
