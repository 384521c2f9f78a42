import * as z from "zod";
import { planSchema } from "./schema.ts";

/** JSON Schema (draft 7, which editors' YAML modes read) of what this version accepts. */
export function jsonSchema(): unknown {
  return z.toJSONSchema(planSchema, {
    target: "draft-7",
    override: ({ jsonSchema: schema }) => {
      // zod bounds whole numbers by what JavaScript can count to, which says nothing about the plan.
      if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
      if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
    },
  });
}
