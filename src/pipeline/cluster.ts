import { renderBird } from "../backends/bird.ts";
import type { Provenance } from "../backends/script.ts";
import { lowerBird } from "../lower/bird.ts";
import type { ValidPlan } from "../plan/read.ts";
import type { Cluster, Member } from "../topology/cluster.ts";
import {
  choicesOfHost,
  staleCollector,
  stalenessOfHost,
  stalenessOfOutline,
} from "../topology/stale-cluster.ts";
import type { Topology } from "../topology/topology.ts";
import { compileTopology } from "./host.ts";
import { type UnderstoodCluster, understandHosts } from "./hosts.ts";
import type { OpenLock } from "./lock.ts";
import type { CompileOptions } from "./options.ts";
import { type Resolved, upToDate } from "./resolved.ts";
import type { Compiled } from "./result.ts";

/** Resolves and checks a plan of many hosts: all of them, the one that is asked for, or only their names. */
export function resolveCluster(
  { value: plan, keysOf }: ValidPlan,
  { name, backend, host, namesOnly }: CompileOptions,
  lock: OpenLock | undefined,
): Resolved {
  const pins = lock?.cluster;
  const asked = namesOnly ? "none" : host === undefined ? "all" : { host };
  const stale = staleCollector();
  const onHost = (member: Member, topology: Topology): void => {
    if (pins) stale.add(stalenessOfHost(member, topology, pins.choicesOf(member.name)));
  };
  const understood = understandHosts({ plan, keysOf, name, backend, asked, pins, onHost });
  const { hosts, cluster, diagnostics } = understood;
  return {
    diagnostics,
    hosts,
    staleness: () => {
      if (pins === undefined || cluster === undefined) return upToDate;
      const others = host === undefined ? [] : cluster.members.filter((member) => member.name !== host);
      for (const member of others) stale.add(stalenessOfOutline(member, pins.outlineOf(member.name)));
      return stale.all(cluster, pins.hosts);
    },
    compile: (provenance) =>
      cluster === undefined || (host !== undefined && hosts?.includes(host) !== true)
        ? { ok: true, kind: "names" }
        : compileCluster(understood, cluster, host, provenance),
  };
}

function compileCluster(
  { opened, topologyOf }: UnderstoodCluster,
  cluster: Cluster,
  host: string | undefined,
  provenance: () => Provenance,
): Compiled {
  const members = new Map(cluster.members.map((member) => [member.name, member]));
  const soundHost = (name: string): { readonly member: Member; readonly topology: Topology } => {
    const [member, topology] = [members.get(name), topologyOf(name)];
    if (member === undefined || topology === undefined)
      throw new Error(`the cluster has no sound host ${name}`);
    return { member, topology };
  };
  const compileHost = (name: string) => compileTopology(soundHost(name).topology, provenance());
  const choicesOf = (name: string) => {
    const { member, topology } = soundHost(name);
    return choicesOfHost(member, topology);
  };
  const speakerOf = lowerBird(cluster);
  const ofCluster = {
    cluster,
    opened,
    ...(speakerOf && { birdOf: (name: string) => renderBird(speakerOf(name), provenance()) }),
  };
  return host === undefined
    ? { ok: true, kind: "cluster", ...ofCluster, compileHost, choicesOfHost: choicesOf }
    : { ok: true, kind: "host", ...ofCluster, ...compileHost(host) };
}
