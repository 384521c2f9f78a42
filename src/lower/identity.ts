/**
 * What a link is known by in its alias: its place in the plan, which no other link has. Names may hold dots, and
 * `containers.a.networks.b.networks.c` could be two places; a name's own dots are written as slashes.
 */
export const identityOf = (...path: readonly string[]): string =>
  path.map((name) => name.replaceAll(".", "/")).join(".");
