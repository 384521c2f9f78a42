import { check } from "../check/check.ts";
import { endsElsewhere } from "../check/cluster/address-elsewhere.ts";
import { checkCluster } from "../check/cluster/check.ts";
import { collector } from "../diagnostics/dedupe.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { type ExposedContainers, exposedContainers } from "../facts/exposed-containers.ts";
import { type Choices, nothingPinned } from "../lock/choices.ts";
import { expandHost, type KeysOf } from "../plan/expand.ts";
import { expandCluster } from "../plan/expand-cluster.ts";
import type { Plan } from "../plan/schema.ts";
import type { Cluster, Member } from "../topology/cluster.ts";
import { surroundingsOf } from "../topology/cluster-routes.ts";
import type { PinnedHosts } from "../topology/pinned-prefixes.ts";
import type { Firewall, Topology } from "../topology/topology.ts";
import { understand } from "../topology/understand.ts";
import { understandCluster } from "../topology/understand-cluster.ts";

/** The plan of a cluster, and what is asked of it. */
export interface ClusterRequest {
  readonly plan: Plan;
  readonly keysOf: KeysOf;
  /** Name of a plan that has no `name` of its own. */
  readonly name: string | undefined;
  readonly backend: Firewall | undefined;
  /** The hosts that are looked at as a whole: all of them, one after the other, or one. */
  readonly asked: "all" | "none" | { readonly host: string };
  /** What the lock file has, where there is one. */
  readonly pins?: PinnedCluster | undefined;
  /** Is told of each host that is looked at as a whole and has no error. */
  readonly onHost?: ((member: Member, topology: Topology) => void) | undefined;
}

/** A lock file of a cluster, host by host. */
export interface PinnedCluster {
  readonly outlineOf: PinnedHosts;
  readonly choicesOf: (host: string) => Choices | undefined;
}

/** A cluster understood and checked. */
export interface UnderstoodCluster {
  /** Names of its hosts; undefined where they cannot be told. */
  readonly hosts: readonly string[] | undefined;
  readonly cluster: Cluster | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What is open to the world, of each host that was looked at as a whole. */
  readonly opened: ReadonlyMap<string, ExposedContainers>;
  /** A host of it, understood anew with every call, so that a large cluster is never held as a whole. */
  readonly topologyOf: (host: string) => Topology | undefined;
}

/**
 * Understands what the hosts of a cluster have to know of each other, then the hosts themselves: all, or the one that
 * is asked for. Problems inside of the others are then not looked for.
 */
export function understandHosts(request: ClusterRequest): UnderstoodCluster {
  const { plan, keysOf, name } = request;
  const expanded = expandCluster(plan, keysOf, name);
  if (expanded.value === undefined) {
    return {
      hosts: undefined,
      cluster: undefined,
      diagnostics: expanded.diagnostics,
      ...notLookedAt,
    };
  }
  if (request.asked === "none") {
    const hosts = expanded.value.hosts.map(({ place }) => place.host);
    return { hosts, cluster: undefined, diagnostics: expanded.diagnostics, ...notLookedAt };
  }
  const { value: cluster, diagnostics } = understandCluster(expanded.value, request.pins?.outlineOf);
  const members = new Map(cluster.members.map((member) => [member.name, member]));
  const ofCluster = [...expanded.diagnostics, ...diagnostics, ...checkCluster(cluster)];
  const found = collector();
  found.add(ofCluster);
  const further = endsElsewhere(cluster);
  const ofHost = (member: Member) => understandHost(request, cluster, member, further);
  const all = ofCluster.some(isOfFabric) ? firstOfEach(cluster.members) : cluster.members;
  const asked = request.asked === "all" ? all : [members.get(request.asked.host)];
  const opened = new Map<string, ExposedContainers>();
  for (const member of asked) {
    if (member === undefined) continue;
    const { value, diagnostics } = ofHost(member);
    found.add(diagnostics);
    if (value === undefined) continue;
    opened.set(member.name, exposedContainers(value));
    if (!hasErrors(diagnostics)) request.onHost?.(member, value);
  }
  return {
    hosts: [...members.keys()],
    cluster,
    diagnostics: found.all,
    opened,
    topologyOf: (host) => {
      const member = members.get(host);
      return member && ofHost(member).value;
    },
  };
}

/** An error of what connects the hosts: no host is sound then, and none is compiled. */
const isOfFabric = ({ severity, where }: Diagnostic): boolean =>
  severity === "error" && "place" in where && where.place.path[0] === "fabric";

/** Of each range of hosts the first: what is wrong with all of them, so that thousands are not looked at in vain. */
function firstOfEach(members: readonly Member[]): readonly Member[] {
  const seen = new Set<string>();
  return members.filter(({ path }) => {
    const key = path.join("\n");
    return !seen.has(key) && seen.add(key);
  });
}

const notLookedAt = { opened: new Map<string, ExposedContainers>(), topologyOf: () => undefined };

function understandHost(
  { keysOf, backend, pins }: ClusterRequest,
  cluster: Cluster,
  member: Member,
  further: (topology: Topology) => readonly Diagnostic[],
): { readonly value: Topology | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { outline } = member;
  const expanded = expandHost(outline.value, cluster.name, outline.place, keysOf);
  if (expanded.value === undefined) {
    return { value: undefined, diagnostics: expanded.diagnostics };
  }
  const host = { ...expanded.value.host, ...(backend === undefined ? {} : { firewall: backend }) };
  const understood = understand(
    { ...expanded.value, host },
    pins?.choicesOf(member.name) ?? nothingPinned,
    surroundingsOf(cluster, member),
  );
  return {
    value: understood.value,
    diagnostics: [
      ...expanded.diagnostics,
      ...understood.diagnostics,
      ...check(understood.value),
      ...further(understood.value),
    ],
  };
}
