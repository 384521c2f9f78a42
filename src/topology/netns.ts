import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Entry, ExpandedContainer } from "../plan/expanded.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import type { Namespace } from "./topology.ts";

/** PID_MAX_LIMIT of include/linux/threads.h, on 64 bits. */
const PID_MAX = 4194304;

/** A file name that `ip netns` takes and that passes through every language of the script unharmed. */
const ENTRY_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** Reads `netns` in any of its five forms. The entry of a namespace that is found has the container's name. */
export function readNetns(entry: Entry<ExpandedContainer>, problems: Problems): Namespace {
  const { name, path, value, origin } = entry;
  const written = value.netns;
  if (written === undefined) {
    return { kind: "own", name, given: undefined };
  }
  const own = [...path, "netns"];
  const refuse = (message: string, key?: string): void => {
    const where = at(key === undefined ? own : [...own, key]);
    lacks(problems, origin, problem("NG0312", message, where));
  };
  const given = at(own);
  if (typeof written === "string") {
    if (!ENTRY_NAME.test(written)) {
      refuse(`${shown(written)} cannot be an entry under /run/netns`);
    }
    return { kind: "own", name: written, given };
  }
  if ("external" in written) {
    if (!ENTRY_NAME.test(written.external)) {
      refuse(`${shown(written.external)} cannot be an entry under /run/netns`, "external");
    }
    return { kind: "external", name: written.external, given };
  }
  if ("path" in written) {
    if (!isPath(written.path)) {
      refuse(
        `${shown(written.path)} is not an absolute path of letters, digits and _ . , : / @ = + % -`,
        "path",
      );
    }
    return { kind: "path", name, target: written.path, given };
  }
  if ("pid" in written) {
    if (written.pid > PID_MAX) {
      refuse(`${written.pid} is not a pid: the highest is ${PID_MAX}`, "pid");
    }
    return { kind: "pid", name, pid: written.pid, given };
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(written.docker)) {
    refuse(`${shown(written.docker)} is not a name or an id of a Docker container`, "docker");
  }
  return { kind: "docker", name, container: written.docker, given };
}

/** Absolute, shorter than PATH_MAX, and a plain word: ip(8) cuts the lines of a batch at spaces and at `#`. */
const isPath = (text: string): boolean => /^\/[A-Za-z0-9_.,:/@=+%-]*$/.test(text) && text.length < 4096;
