import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Entry, ExpandedContainer } from "../plan/expanded.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import type { Container } from "./topology.ts";

/** Reads a container's `sysctls`; one that cannot be read is left out. */
export function readSysctls(entry: Entry<ExpandedContainer>, problems: Problems): Container["sysctls"] {
  const path = [...entry.path, "sysctls"];
  return Object.entries(entry.value.sysctls ?? {}).flatMap(([written, given]) => {
    const own = [...path, written];
    const key = canonicalSysctl(written);
    if (key === undefined) {
      lacks(
        problems,
        entry.origin,
        problem("NG0313", `${shown(written)} is not a sysctl under net`, at(own, "key"), {
          help: "write it as sysctl(8) has it, as in net.ipv4.tcp_syncookies",
        }),
      );
    }
    const value = textOf(given);
    const fault = faultOf(value);
    if (fault !== undefined) {
      lacks(problems, entry.origin, problem("NG0314", fault, at(own)));
    }
    if (key === undefined || fault !== undefined) {
      return [];
    }
    return [{ origin: `${entry.origin}.sysctls.${key}`, path: own, key, value }];
  });
}

/**
 * One spelling of a sysctl's name: dots separate; or slashes, where a name in it holds a dot, as that of a VLAN's
 * interface does. As sysctl(8) has it, whichever of the two comes first in the text separates, and the other one
 * stands for a dot: `net.ipv4.conf.eth0/100.mtu` is `net/ipv4/conf/eth0.100/mtu`. Undefined for what is not under
 * `net` or leads out of it.
 */
export function canonicalSysctl(text: string): string | undefined {
  const separator = text.match(/[./]/)?.[0] ?? ".";
  const parts = text.split(separator).map((part) => part.replaceAll("/", "."));
  const sound = parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(part));
  if (!sound || parts[0] !== "net" || parts.length < 3) {
    return undefined;
  }
  return parts.join(parts.some((part) => part.includes(".")) ? "/" : ".");
}

/** What is written; spaces around it mean nothing to the kernel. */
const textOf = (given: string | number | boolean): string =>
  typeof given === "boolean" ? (given ? "1" : "0") : String(given).replace(/^ +| +$/g, "");

/** Why a text is no value: it has to be one line, and on a line of the script a comment begins at `#`. */
function faultOf(text: string): string | undefined {
  if (text === "") {
    return "a sysctl cannot be set to an empty value";
  }
  if (text.includes("#")) {
    return `${shown(text)} holds #, which begins a comment in the script`;
  }
  const isLine = !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text);
  return isLine ? undefined : `${shown(text)} is not one line of text`;
}
