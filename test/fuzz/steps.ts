import type { Host } from "./host.ts";

// Each of these runs a verb and tells what is wrong with its outcome: nothing where all is as promised.

function told(what: string, { status, out, err }: { status: number; out: string; err: string }): string {
  return [`${what}: exit ${status}`, ...`${out}${err}`.split("\n").slice(0, 6)].join("\n");
}

/** `up` must end with 0; with `changed`, its last line must say that many changes. */
export function upFails(host: Host, script: string, changed?: number): readonly string[] {
  const ended = host.apply(script, "up");
  const right = changed === undefined || ended.out.trimEnd().endsWith(`: changed=${changed}`);
  return ended.status === 0 && right ? [] : [told(changed === undefined ? "up" : "second up", ended)];
}

/** `check` must end with 0 and say nothing. */
export function checkFails(host: Host, script: string, of = "check"): readonly string[] {
  const ended = host.apply(script, "check");
  return ended.status === 0 && ended.out === "" && ended.err === "" ? [] : [told(of, ended)];
}

/** `down` must end with 0 and leave the host as it was found. */
export function downFails(host: Host, script: string): readonly string[] {
  const ended = host.apply(script, "down");
  if (ended.status !== 0) {
    return [told("down", ended)];
  }
  const difference = host.differsFrom(host.found);
  return difference.length === 0 ? [] : ["after down, not as found:", ...difference];
}
