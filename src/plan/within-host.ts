import type { Path } from "../diagnostics/diagnostic.ts";

/**
 * A path of the plan in two parts: where the host that it leads into is described (nothing in a plan of one host,
 * `hosts` and a key in a cluster), and the rest, which is then the same for both.
 */
export function withinHost(path: Path): { readonly holder: Path; readonly rest: Path } {
  const depth = path[0] === "hosts" && path.length >= 2 ? 2 : 0;
  return { holder: path.slice(0, depth), rest: path.slice(depth) };
}
