import * as z from "zod";

/** Words of any kind, at least one character. */
export const text = z.string().min(1);

/** Adds a key's documentation: what it means, its default, an example. */
export function doc<T extends z.ZodType>(
  schema: T,
  description: string,
  more: { default?: unknown; examples?: unknown[] } = {},
) {
  return schema.optional().meta({ description, ...more });
}
