import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Located, locateBy } from "../diagnostics/located.ts";
import { problem } from "../diagnostics/report.ts";
import { shown } from "../diagnostics/shown.ts";
import { families } from "../net/ip.ts";
import { type Bytes, bytesOf } from "./bytes.ts";
import type { Choices } from "./choices.ts";
import { contradictions, overlapping } from "./contradictions.ts";
import { openDocument } from "./document.ts";
import { hasVersion } from "./read.ts";
import { type HostPins, readHostChoices, readHostOutline } from "./read-choices.ts";
import { entriesOf, type Found } from "./values.ts";

/** A lock file of a cluster. Of its hosts only the prefixes and networks are held. */
export interface ClusterLock {
  /** In the order of the file; none where they cannot be told. */
  readonly hosts: readonly string[];
  /** What other hosts have to know; undefined where nothing is pinned, or where it cannot be relied upon. */
  readonly outlineOf: (host: string) => HostPins | undefined;
  /** All that is pinned for a host, read anew with every call. */
  readonly choicesOf: (host: string) => Choices | undefined;
  /** What was found wrong with the parts that were read so far. */
  readonly problems: () => readonly Diagnostic[];
  /** Diagnostics with their places in the file, and the lines that they begin on. */
  readonly locate: (diagnostics: readonly Diagnostic[]) => LocatedLines;
}

export interface LocatedLines {
  readonly diagnostics: readonly Located[];
  readonly text: ReadonlyMap<number, string>;
}

/** Reads what all hosts of a cluster have to know of a lock file; what each has inside is read when it is asked for. */
export function readClusterLock(file: string | Uint8Array | Bytes): ClusterLock {
  const document = openDocument(bytesOf(file));
  const found: Found = [];
  const sound = document.hosts !== undefined && hasVersion(document.top, found);
  if (sound) lookAtTop(document.top, found);
  const outlines = new Map<string, HostPins>();
  for (const host of sound ? (document.hosts ?? []) : []) {
    const own: Found = [];
    const pins = readHostOutline(document.valueOf(host, "outline"), ["hosts", host], own);
    if (own.length === 0) outlines.set(host, pins);
    found.push(...own);
  }
  found.push(...prefixesTwice(outlines));
  const said = new Set<string>();
  const choicesOf = (host: string): Choices | undefined => {
    if (!outlines.has(host)) return undefined;
    const own: Found = [];
    const before = document.problems.length;
    const choices = readHostChoices(document.valueOf(host, "all"), ["hosts", host], own);
    if (own.every(({ code }) => code === "NG0216")) own.push(...contradictions(choices, ["hosts", host]));
    if (!said.has(host)) found.push(...own);
    said.add(host);
    return own.length === 0 && document.problems.length === before ? choices : undefined;
  };
  return {
    hosts: sound ? (document.hosts ?? []) : [],
    outlineOf: (host) => outlines.get(host),
    choicesOf,
    problems: () => [...document.problems, ...found],
    locate: (diagnostics) => {
      const located = locateBy(diagnostics, document.rangeOf);
      const lines = new Set(located.map(({ range }) => range.start.line));
      return { diagnostics: located, text: new Map([...lines].map((line) => [line, document.lineAt(line)])) };
    },
  };
}

/** What is beside the hosts; that of a plan of one host is told apart. */
function lookAtTop(top: unknown, found: Found): void {
  const keys = ["netgen_lock", "hosts"];
  const one = ["networks", "containers", "point_to_point"];
  for (const [key, value] of entriesOf(top, [], found)) {
    if (one.includes(key)) {
      const help = "delete it, or move it away, to have everything picked again";
      const message = "the lock file is of a plan of one host, and the plan is of a cluster";
      found.push(problem("NG0214", message, at([key], "key"), { help }));
      return;
    }
    if (!keys.includes(key)) {
      const help = `what there is: ${keys.join(", ")}`;
      found.push(
        problem("NG0214", `a lock file of a cluster has no key ${shown(key)} here`, at([key], "key"), {
          help,
        }),
      );
    } else if (key === "hosts") entriesOf(value, ["hosts"], found);
  }
}

/** Prefixes of hosts that overlap. */
const prefixesTwice = (outlines: ReadonlyMap<string, HostPins>): Diagnostic[] =>
  families.flatMap((family) =>
    overlapping(
      [...outlines].map(([name, { prefixes }]) => ({
        name,
        cidr: prefixes[family],
        path: ["hosts", name, "prefix", family],
      })),
      "the prefix",
    ),
  );
