import { at, type Diagnostic, type Where } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Entry, ExpandedContainer } from "../plan/expanded.ts";
import { lacks, type Problems } from "./problems.ts";
import type { SharedStack } from "./topology.ts";
import { unknownContainer } from "./unknown.ts";

type Container = Entry<ExpandedContainer>;

export interface NetworkModes {
  /** The containers, those with a mode without networks and without what contradicts it. */
  readonly entries: readonly Container[];
  /** By name: containers that have no network stack of their own. */
  readonly shared: ReadonlyMap<string, SharedStack>;
}

/** Reads every `network_mode`: what it contradicts is refused, and each container:NAME followed to its end. */
export function readNetworkModes(containers: readonly Container[], problems: Problems): NetworkModes {
  const stacks = stacksOf(containers, problems);
  const shared = new Map<string, SharedStack>();
  for (const entry of containers) {
    const stack = sharedStack(entry, stacks.get(entry.name));
    if (stack !== undefined) {
      shared.set(entry.name, stack);
    }
  }
  return { entries: containers.map((entry) => withoutContradictions(entry, problems)), shared };
}

/**
 * Keys that a mode contradicts, in the order of plan.md: a stack that is shared has what its owner has, and a namespace
 * with loopback only has no network. Every key of a container is here, so that a new one cannot be forgotten.
 */
const contradicted: Readonly<
  Record<
    Exclude<keyof ExpandedContainer, "network_mode">,
    { readonly none: boolean; readonly shared: boolean }
  >
> = {
  netns: { none: false, shared: true },
  networks: { none: true, shared: true },
  ipv4_address: { none: true, shared: true },
  ipv6_address: { none: true, shared: true },
  mac_address: { none: true, shared: true },
  routes: { none: false, shared: true },
  sysctls: { none: false, shared: true },
  forward: { none: false, shared: true },
  masquerade: { none: false, shared: true },
  hostname: { none: false, shared: true },
  dns: { none: false, shared: true },
  dns_search: { none: false, shared: true },
  dns_opt: { none: false, shared: true },
  extra_hosts: { none: false, shared: true },
  ports: { none: true, shared: true },
  expose: { none: true, shared: true },
  publish_all: { none: true, shared: true },
  published_from: { none: true, shared: true },
  links: { none: true, shared: true },
};

type ContradictedKey = keyof typeof contradicted;

function withoutContradictions(entry: Container, problems: Problems): Container {
  const { network_mode: mode, ...value } = entry.value;
  if (mode === undefined) {
    return entry;
  }
  const kind = mode === "none" ? "none" : "shared";
  const keys = (Object.keys(contradicted) as ContradictedKey[]).filter((key) => contradicted[key][kind]);
  const rest = Object.fromEntries(
    Object.entries(value).filter(([key]) => !keys.some((contradiction) => contradiction === key)),
  );
  for (const key of keys.filter((name) => asks(value[name]))) {
    lacks(problems, entry.origin, contradiction(entry, key, mode));
  }
  return { ...entry, value: { ...rest, networks: [] } };
}

/** Whether a value asks for anything: `[]`, `{}` and `false` do not. */
function asks(value: unknown): boolean {
  if (value === undefined || value === false) {
    return false;
  }
  return typeof value !== "object" || value === null || Object.keys(value).length > 0;
}

function contradiction(entry: Container, key: string, mode: string): Diagnostic {
  const why = {
    none: "has loopback only",
    host: "uses the host's network stack",
    other: `shares the namespace of ${mode.slice("container:".length)}`,
  }[mode === "none" || mode === "host" ? mode : "other"];
  const related = [{ where: modeOf(entry), message: `\`network_mode: ${mode}\` is given here` }];
  const message = `\`${key}\` is given for ${entry.name}, which ${why}`;
  return problem("NG0316", message, at([...entry.path, key], "key"), { related, help: helpOf(key, mode) });
}

function helpOf(key: string, mode: string): string {
  if (mode === "none") {
    return "take one of the two out";
  }
  const owner = mode === "host" ? "host" : mode.slice("container:".length);
  return key === "routes" || (key !== "netns" && mode !== "host")
    ? `take one of the two out, or write \`${key}\` at ${owner}`
    : "take one of the two out";
}

const modeOf = (entry: Container): Where => at([...entry.path, "network_mode"]);

/** Where `container:NAME` leads in the end; `nowhere`: into an error, which is said at its place. */
type Stack =
  | { readonly kind: "host" }
  | { readonly kind: "own"; readonly name: string }
  | { readonly kind: "nowhere" };

/** Follows every container:NAME to the stack that it lives on; each container is passed once. */
function stacksOf(containers: readonly Container[], problems: Problems): ReadonlyMap<string, Stack> {
  const byName = new Map(containers.map((entry) => [entry.name, entry]));
  const found = new Map<string, Stack>();
  for (const entry of containers) {
    const passed = new Map<string, Container>();
    let current = entry;
    let stack = found.get(current.name) ?? ownStack(current);
    while (stack === undefined) {
      passed.set(current.name, current);
      const name = targetOf(current);
      const next = byName.get(name);
      if (next === undefined) {
        lacks(problems, current.origin, unknownContainer(name, modeOf(current), byName, problems));
        stack = { kind: "nowhere" };
      } else if (passed.has(name)) {
        const members = [...passed.values()];
        lacks(problems, next.origin, cycle(members.slice(members.indexOf(next))));
        stack = { kind: "nowhere" };
      } else {
        current = next;
        stack = found.get(name) ?? ownStack(next);
      }
    }
    for (const { name, origin } of [...passed.values(), current]) {
      found.set(name, stack);
      if (stack.kind === "nowhere") {
        problems.incomplete.add(origin);
      }
    }
  }
  return found;
}

/** The stack of a container that shares nobody's; undefined for one that does. */
function ownStack({ name, value }: Container): Stack | undefined {
  if (value.network_mode === "host") {
    return { kind: "host" };
  }
  return value.network_mode === undefined || value.network_mode === "none"
    ? { kind: "own", name }
    : undefined;
}

const targetOf = ({ value }: Container): string => value.network_mode?.slice("container:".length) ?? "";

function sharedStack(entry: Container, stack: Stack | undefined): SharedStack | undefined {
  const given = modeOf(entry);
  if (stack?.kind === "host") {
    return { kind: "host", given };
  }
  if (ownStack(entry) !== undefined) {
    return undefined;
  }
  return { kind: "container", container: stack?.kind === "own" ? stack.name : targetOf(entry), given };
}

function cycle(members: readonly Container[]): Diagnostic {
  const [first, ...others] = members;
  if (first === undefined) {
    throw new Error("a cycle of nobody");
  }
  const message =
    others.length === 0
      ? `${first.name} shares its own namespace`
      : `${first.name} is to share the namespace of ${targetOf(first)}, which leads back to ${first.name}`;
  const related = others.slice(0, 3).map((other) => ({
    where: modeOf(other),
    message: `${other.name} shares that of ${targetOf(other)}`,
  }));
  const help = others.length === 0 ? "name another container" : "one of them needs a namespace of its own";
  return problem("NG0317", message, modeOf(first), { related, help });
}
