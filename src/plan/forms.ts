import * as z from "zod";
import type { Path } from "../diagnostics/diagnostic.ts";
import { planSchema } from "./schema.ts";

/** What zod's schemas say about a place of the plan, in words for people. */

type Schema = z.core.$ZodType;

/** The alternatives of a schema: one unless it is a union; optional, nullable and the like are seen through. */
export function alternatives(schema: Schema): readonly Schema[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return alternatives(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  return [schema];
}

/** The alternatives for the value at a path; none where the language has no such place. */
export function formsAt(path: Path): readonly Schema[] {
  let forms = alternatives(planSchema);
  for (const step of path) {
    forms = forms.flatMap((form) => {
      if (form instanceof z.ZodObject) {
        const inner: Schema | undefined = form.shape[String(step)];
        return inner === undefined ? [] : alternatives(inner);
      }
      if (form instanceof z.ZodRecord) return typeof step === "string" ? alternatives(form.valueType) : [];
      if (form instanceof z.ZodArray) return typeof step === "number" ? alternatives(form.element) : [];
      return [];
    });
  }
  return forms;
}

/** Keys that the mapping at a path may have; empty where any name is one. */
export function keysAt(path: Path): readonly string[] {
  return formsAt(path).flatMap((form) => (form instanceof z.ZodObject ? Object.keys(form.shape) : []));
}

/** Words that may stand at a path. */
export function wordsOf(forms: readonly Schema[]): readonly string[] {
  return forms.flatMap((form) => {
    if (form instanceof z.ZodEnum) return form.options.map(String);
    if (form instanceof z.ZodLiteral) return [...form.values].map(String);
    return [];
  });
}

export type Kind = "text" | "number" | "truth" | "list" | "mapping" | "nothing";

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "mapping";
  if (typeof value === "boolean") return "truth";
  return typeof value === "number" ? "number" : "text";
}

/** The kind of value that a form takes. */
export function kindOfForm(form: Schema): Kind {
  if (form instanceof z.ZodObject || form instanceof z.ZodRecord) return "mapping";
  if (form instanceof z.ZodArray) return "list";
  if (form instanceof z.ZodBoolean) return "truth";
  if (form instanceof z.ZodNumber) return "number";
  if (form instanceof z.ZodLiteral) return kindOf([...form.values][0]);
  return "text";
}

/** "text or a mapping", "one of `nat`, `routed`". */
export function expected(forms: readonly Schema[]): string {
  const words = wordsOf(forms).map((word) => `\`${word}\``);
  const kinds = new Set(forms.filter((form) => wordsOf([form]).length === 0).map(kindOfForm));
  const parts = [...kinds].map((kind) => kindNames[kind]);
  if (words.length > 0) parts.push(words.length > 2 ? `one of ${words.join(", ")}` : words.join(" or "));
  return parts.join(" or ");
}

const kindNames: Record<Kind, string> = {
  text: "text",
  number: "a whole number",
  truth: "true or false",
  list: "a list",
  mapping: "a mapping",
  nothing: "nothing",
};

/** "a list", "the text `yes`", "the number 7". */
export function found(value: unknown): string {
  switch (kindOf(value)) {
    case "text": {
      const text = String(value);
      return text === "" ? "empty text" : `the text \`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\``;
    }
    case "number":
      return `the number ${value}`;
    case "truth":
      return `the boolean ${value}`;
    case "list":
      return "a list";
    case "mapping":
      return "a mapping";
    case "nothing":
      return "nothing";
  }
}
