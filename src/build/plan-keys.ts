import { jsonSchema } from "../plan/json-schema.ts";

/**
 * The keys of the plan language in reading order, from the JSON Schema that `netgen schema` prints. The man page
 * netgen-plan(5) is made of them, and a test holds docs/language.md against them.
 */

/** The part of JSON Schema that the plan's schema uses. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** One key of a mapping. */
export interface PlanKey {
  readonly name: string;
  readonly required: boolean;
  /** What the value may be, as in "string or list of strings". */
  readonly form: string;
  readonly description: string;
  /** Undefined where the schema names none. */
  readonly default?: unknown;
  readonly examples: readonly unknown[];
}

/** One mapping of the plan, such as `networks.NAME`. */
export interface PlanSection {
  /** Where it stands: NAME is any name, [] any entry of a list. The plan itself has an empty path. */
  readonly path: string;
  readonly keys: readonly PlanKey[];
}

/** Every mapping of the plan language, each before those that it holds; equal ones are given once. */
export function planSections(): readonly PlanSection[] {
  const seen = new Set<string>();
  return sectionsOf("", [jsonSchema() as Schema], seen);
}

function sectionsOf(path: string, schemas: readonly Schema[], seen: Set<string>): PlanSection[] {
  const forms = schemas.flatMap(alternatives);
  const mappings = forms.filter((form) => form.properties !== undefined);
  const text = JSON.stringify(mappings);
  const known = seen.has(text);
  if (mappings.length > 0) seen.add(text);
  const own =
    mappings.length === 0 || known
      ? []
      : [{ path, keys: mappings.flatMap((form) => keysOf(form, mappings.length > 1)) }];
  const held = known ? [] : mappings.flatMap((form) => Object.entries(form.properties ?? {}));
  return [
    ...own,
    ...held.flatMap(([name, value]) => sectionsOf(path === "" ? name : `${path}.${name}`, [value], seen)),
    ...forms.flatMap(({ additionalProperties: value }) =>
      value ? sectionsOf(`${path}.NAME`, [value], seen) : [],
    ),
    ...forms.flatMap(({ items }) => (items ? sectionsOf(`${path}[]`, [items], seen) : [])),
  ];
}

const alternatives = (schema: Schema): readonly Schema[] => schema.anyOf?.flatMap(alternatives) ?? [schema];

/** @param oneOfSeveral whether other mappings may stand in its place: then none of its keys has to be there */
function keysOf(form: Schema, oneOfSeveral: boolean): PlanKey[] {
  return Object.entries(form.properties ?? {}).map(([name, value]) => ({
    name,
    required: !oneOfSeveral && (form.required?.includes(name) ?? false),
    form: formOf(value),
    description: value.description ?? "",
    ...("default" in value ? { default: value.default } : {}),
    examples: value.examples ?? [],
  }));
}

function formOf(schema: Schema): string {
  return [...new Set(alternatives(schema).map(formOfOne))].filter((form) => form !== "null").join(" or ");
}

function formOfOne({ type, const: only, enum: words, items, minimum, maximum }: Schema): string {
  if (only !== undefined) return String(only);
  if (words !== undefined) return words.join(", ");
  switch (type) {
    case "array":
      return `list (${items ? formOf(items) : "any"})`;
    case "object":
      return "mapping";
    case "integer":
    case "number":
      return minimum === undefined || maximum === undefined ? "number" : `number, ${minimum} to ${maximum}`;
    case "boolean":
      return "true or false";
    default:
      return type ?? "any";
  }
}
