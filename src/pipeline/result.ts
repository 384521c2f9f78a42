import type { Located } from "../diagnostics/located.ts";
import type { ExposedContainers } from "../facts/exposed-containers.ts";
import type { Program } from "../ir/program.ts";
import type { Choices } from "../lock/choices.ts";
import type { Cluster } from "../topology/cluster.ts";
import type { Topology } from "../topology/topology.ts";

/** What there is of one host. */
export interface CompiledHost {
  /** What will exist: networks, containers, addresses, routes. */
  readonly topology: Topology;
  /** What is to be ensured: the form behind `--as json`. */
  readonly program: Program;
  /** The shell script. */
  readonly script: string;
}

/** What there is of a cluster beside its hosts. */
export interface CompiledCluster {
  /** What its hosts know of each other. */
  readonly cluster: Cluster;
  /** Containers that the world reaches, of the host that was asked for, or of each. */
  readonly opened: ReadonlyMap<string, ExposedContainers>;
  /** With `routing: bird`: the configuration of BIRD 2 for a host of it. */
  readonly birdOf?: (host: string) => string;
}

/** The hosts of a cluster, compiled one by one: nothing of them is kept, so that it takes no more memory than one. */
export interface HostCompiler {
  /** @throws for a host that the cluster does not have */
  readonly compileHost: (host: string) => CompiledHost;
  /** What was picked for a host, which `clusterLockOf` writes down. */
  readonly choicesOfHost: (host: string) => Choices;
}

/** What there is to say about a plan, whether or not it can be compiled. */
export interface PlanReport {
  /** Every problem of the plan, in the order of the text. */
  readonly diagnostics: readonly Located[];
  /** The plan's text as the diagnostics' positions count it, with an asterisk for each character of a password. */
  readonly text: string;
  /** The same of the lock file, there if one was given. Its errors count as the plan's. */
  readonly lock?: LockReport;
  /** Of a cluster: the names of its hosts, in the order of the plan; undefined where they cannot be told. */
  readonly hosts?: readonly string[];
}

/** What there is to say about a lock file. */
export interface LockReport {
  readonly diagnostics: readonly Located[];
  /** Its text; of a cluster's, the lines that diagnostics begin on, by number. */
  readonly text: string | ReadonlyMap<number, string>;
}

/** What the other kinds of results have. */
type Without<Parts> = { readonly [Part in keyof Parts]?: undefined };

/** There are errors: nothing is compiled. */
interface Failed extends Without<CompiledHost>, Without<CompiledCluster>, Without<HostCompiler> {
  readonly ok: false;
}

/** A plan of one host, or the host of a cluster that was asked for, with what there is of that. */
interface OneHost extends CompiledHost, Partial<CompiledCluster>, Without<HostCompiler> {
  readonly ok: true;
  readonly kind: "host";
}

/** All hosts of a cluster. */
interface AllHosts extends CompiledCluster, HostCompiler, Without<CompiledHost> {
  readonly ok: true;
  readonly kind: "cluster";
}

/** Only the names of a cluster's hosts: as `namesOnly` asks, or since the host that was asked for is not one of them. */
interface NamesOnly extends Without<CompiledHost>, Without<CompiledCluster>, Without<HostCompiler> {
  readonly ok: true;
  readonly kind: "names";
}

/** What a plan compiles to, without what there is to say about it. */
export type Compiled = OneHost | AllHosts | NamesOnly;

/** What a plan compiles to: `ok` if and only if neither the plan nor its lock file has an error. */
export type Compilation = PlanReport & (Compiled | Failed);
