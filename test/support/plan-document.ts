/** A plan as a document, before it is text: lists of pairs where names stand, so that their order is kept. */
export interface PlanDocument {
  readonly host: Fields;
  readonly networks: readonly (readonly [string, Fields])[];
  readonly containers: readonly (readonly [string, Fields])[];
  readonly links: readonly Fields[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** The document as YAML: one entry a line, JSON's spelling inside, which YAML 1.2 has too. */
export function textOf({ host, networks, containers, links }: PlanDocument): string {
  const section = (name: string, entries: PlanDocument["networks"]) =>
    entries.length === 0
      ? []
      : [`${name}:`, ...entries.map(([key, value]) => `  ${JSON.stringify(key)}: ${flow(value)}`)];
  return [
    "netgen: 1",
    `host: ${flow(host)}`,
    ...section("networks", networks),
    ...section("containers", containers),
    ...(links.length === 0 ? [] : ["point_to_point:", ...links.map((link) => `  - ${flow(link)}`)]),
    "",
  ].join("\n");
}

/** A Map is a mapping whose keys keep their order even where they look like numbers. */
function flow(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(flow).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const pairs = [...(value instanceof Map ? value : Object.entries(value))];
  const known = pairs.filter(([, inner]) => inner !== undefined);
  return `{${known.map(([key, inner]) => `${JSON.stringify(key)}: ${flow(inner)}`).join(", ")}}`;
}
