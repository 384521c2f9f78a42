import { jsonSchema } from "../plan/json-schema.ts";
import { ExitCode } from "./exit.ts";
import { print } from "./output.ts";

/** `netgen schema`. */
export async function schema(): Promise<number> {
  print(`${JSON.stringify(jsonSchema(), undefined, 2)}\n`);
  return ExitCode.fine;
}
