import type { Compilation } from "../compile.ts";
import type { Choices } from "../lock/choices.ts";
import { choicesOf } from "../topology/choices.ts";
import { say } from "./output.ts";
import type { CompiledPlan, ReportOptions } from "./plan.ts";

/**
 * Remarks that there is no lock file although something of a container was picked, which a later change of the plan
 * may move. Said for people only: the other formats hold diagnostics and nothing else.
 */
export function remarkOnLock(
  plan: string,
  { compilation, lock }: CompiledPlan,
  { format }: ReportOptions,
): void {
  if (plan === "-" || lock !== undefined || format !== "text" || !picksAnything(compilation)) return;
  say(
    "netgen: there is no lock file, so a later change of the plan may move the addresses, MACs and ports\n" +
      `that were picked here; to pin them: netgen lock ${quoted(plan)}\n`,
  );
}

function picksAnything({ topology, hosts = [], choicesOfHost }: Compilation): boolean {
  if (topology !== undefined) return isPicked(choicesOf(topology));
  return choicesOfHost !== undefined && hosts.some((host) => isPicked(choicesOfHost(host)));
}

/** Whether an address, a MAC or a port of a container was picked. */
const isPicked = ({ containers, links }: Choices): boolean =>
  [...containers.values()].some(
    ({ networks, ports }) =>
      ports.size > 0 ||
      [...networks.values()].some(({ addresses, mac }) => addresses.ipv4 ?? addresses.ipv6 ?? mac),
  ) || links.some(({ ends }) => ends.some(({ name, mac }) => name !== "host" && mac));

/** A path as a POSIX shell takes it. */
const quoted = (path: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
