import { at } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import { problem } from "../diagnostics/report.ts";
import { formatCidr } from "../net/cidr.ts";
import { bitsOf, type Family, families, familyName } from "../net/ip.ts";
import type { ExpandedCluster } from "../plan/expanded.ts";
import type { PlanFabric, PlanPool } from "../plan/fabric.ts";
import { readBird } from "./bird.ts";
import type { Fabric, Pool } from "./cluster.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import { readCidr, readFamilyCidr } from "./read-address.ts";

const owner = "fabric";

/** Names a family's part of the pool among what an error left without a part. */
export const poolOrigin = (family: Family): string => `fabric.pool.${family}`;

/** Names `fabric.subnet` there. */
export const subnetOrigin = "fabric.subnet";

/** Lengths of networks' prefixes where the plan does not say: Docker's advice for IPv6, custom for IPv4. */
const usualLengths: Readonly<Record<Family, number>> = { ipv4: 24, ipv6: 80 };

/** Reads `fabric`; what cannot be read of it is left out. */
export function readFabric({ fabric, hosts }: ExpandedCluster, problems: Problems): Fabric | undefined {
  if (fabric === undefined) {
    return undefined;
  }
  if (fabric.kind === "switched" && (fabric.subnet ?? []).length === 0) {
    const help = "name the subnets of the addresses by which the hosts reach each other";
    const message = "`fabric` lacks the key `subnet`: a switched fabric has one that the hosts share";
    lacks(problems, owner, problem("NG0203", message, at(["fabric"]), { help }));
  }
  if (fabric.pool) checkFamilies(fabric.pool, problems);
  return {
    origin: owner,
    path: ["fabric"],
    kind: fabric.kind,
    subnets: (fabric.subnet ?? []).flatMap((text, index) => {
      const path = ["fabric", "subnet", index];
      const cidr = readCidr({ text, where: at(path), owner: subnetOrigin }, problems);
      return cidr === undefined ? [] : [{ ...cidr, origin: `fabric.subnet[${index}]`, path }];
    }),
    router: readRouter(
      fabric,
      hosts.map(({ place }) => place.host),
      problems,
    ),
    bird: readBird(
      fabric,
      hosts.map(({ place }) => place.host),
      problems,
    ),
    pools: new Map(
      families.flatMap((family): [Family, Pool][] => {
        const pool = fabric.pool && readPool(fabric.pool, family, problems);
        return pool === undefined ? [] : [[family, pool]];
      }),
    ),
  };
}

function readRouter(
  { kind, router }: PlanFabric,
  hosts: readonly string[],
  problems: Problems,
): string | undefined {
  const where = at(["fabric", "router"]);
  if (kind === "switched") {
    const help = "leave it out, or write `kind: routed`";
    return router === undefined
      ? undefined
      : lacks(
          problems,
          owner,
          problem("NG0805", "a switched fabric has no router: every host has all routes", where, { help }),
        );
  }
  if (router === undefined) {
    const message = "`fabric` lacks the key `router`: in a routed fabric one host knows every subnet";
    const help = "name the host under `hosts` that is the router of the others";
    return lacks(problems, owner, problem("NG0203", message, at(["fabric"]), { help }));
  }
  if (hosts.includes(router)) {
    return router;
  }
  const few = hosts.length <= 8 ? `the cluster has the hosts ${hosts.join(", ")}` : undefined;
  const help = didYouMean(router, hosts) ?? few;
  return lacks(
    problems,
    owner,
    problem("NG0805", `router ${shown(router)} is not one of the hosts`, where, { help }),
  );
}

function readPool(pool: PlanPool, family: Family, problems: Problems): Pool | undefined {
  const key = family;
  const text = pool[key];
  if (text === undefined) {
    return undefined;
  }
  const where = at(["fabric", "pool", key]);
  const origin = poolOrigin(family);
  const prefix = readFamilyCidr({ text, where, owner: origin }, key, problems);
  const lengths = prefix && readLengths(pool, family, prefix.length, problems);
  if (prefix === undefined || lengths === undefined) {
    return undefined;
  }
  const [perHost, perNetwork] = lengths;
  const wrong = (where: Pool["given"]["perHost"], message: string, note: string): undefined =>
    lacks(
      problems,
      origin,
      problem("NG0807", message, where, {
        related: [{ where: at(["fabric", "pool", key]), message: note }],
      }),
    );
  const bits = bitsOf(family);
  if (perHost.length < prefix.length || perHost.length > bits) {
    const why =
      perHost.length > bits ? `longer than the ${bits} bits of ${familyName(family)}` : `wider than the pool`;
    return wrong(
      perHost.where,
      `a /${perHost.length} for each host is ${why}`,
      `it is ${formatCidr(prefix)}`,
    );
  }
  if (perNetwork.length < perHost.length || perNetwork.length > bits) {
    const why =
      perNetwork.length > bits
        ? `longer than the ${bits} bits of ${familyName(family)}`
        : `wider than each host's /${perHost.length}`;
    return wrong(perNetwork.where, `a /${perNetwork.length} for each network is ${why}`, "the pool is this");
  }
  return {
    prefix,
    perHost: perHost.length,
    perNetwork: perNetwork.length,
    given: { prefix: where, perHost: perHost.where, perNetwork: perNetwork.where },
  };
}

/** Says which lengths are of a family that the pool has no prefix of: nothing could have them. */
function checkFamilies(pool: PlanPool, problems: Problems): void {
  if (pool.ipv4 === undefined && pool.ipv6 === undefined) {
    const help = "write one beside the lengths, as in ipv6: 2001:db8::/48";
    const message = "`pool` has neither an IPv4 nor an IPv6 prefix";
    lacks(problems, owner, problem("NG0203", message, at(["fabric", "pool"]), { help }));
    return;
  }
  for (const name of ["per_host", "per_network"] as const) {
    const value = pool[name];
    for (const key of ["ipv4", "ipv6"] as const) {
      if (typeof value !== "object" || value[key] === undefined || pool[key] !== undefined) continue;
      const message = `\`${name}\` has a length for ${familyName(key)}, and the pool has no prefix of that family`;
      const help = `leave \`${key}\` out here, or give the pool one`;
      lacks(problems, owner, problem("NG0807", message, at(["fabric", "pool", name, key], "key"), { help }));
    }
  }
}

interface Length {
  readonly length: number;
  readonly where: Pool["given"]["perHost"];
}

/** `per_host` and `per_network` for one family; a number alone is for a pool of one family. */
function readLengths(
  pool: PlanPool,
  family: Family,
  whole: number,
  problems: Problems,
): readonly [Length, Length] | undefined {
  const key = family;
  const both = pool.ipv4 !== undefined && pool.ipv6 !== undefined;
  const one = (name: "per_host" | "per_network", usual: number | undefined): Length | undefined => {
    const value = pool[name];
    const path = ["fabric", "pool", name];
    const length = typeof value === "number" ? value : value?.[key];
    if (typeof value === "number" && both) {
      const message = `\`${name}\`: the pool has both families, and each has a length of its own`;
      const help = `write ${name}: {ipv4: …, ipv6: …}`;
      return lacks(problems, poolOrigin(family), problem("NG0807", message, at(path), { help }));
    }
    if (length === undefined && usual === undefined) {
      const message = `\`${name}\` lacks the key \`${key}\`: the pool has a prefix of that family`;
      return lacks(problems, poolOrigin(family), problem("NG0203", message, at(path)));
    }
    return {
      length: length ?? usual ?? whole,
      where: at(
        value === undefined ? ["fabric", "pool", key] : typeof value === "number" ? path : [...path, key],
      ),
    };
  };
  const perHost = one("per_host", undefined);
  const usual = perHost && Math.max(perHost.length, usualLengths[family]);
  const perNetwork = perHost && one("per_network", usual);
  return perHost && perNetwork && [perHost, perNetwork];
}
