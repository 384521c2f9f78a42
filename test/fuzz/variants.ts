import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { mutations } from "./mutations.ts";
import { base } from "./plan.ts";
import { pick, type Random } from "./random.ts";

/** The base plan with some mutations, rendered. */
export interface Variant {
  /** The mutations that made it: `interface renamed + iptables`; the base plan is `base`. */
  readonly name: string;
  /** Path of its script; the plan lies beside it. */
  readonly script: string;
}

/** Renders variants, each once. */
export interface Variants {
  /** The variant of these mutations; throws where they make no sound plan. */
  of(names: readonly string[]): Variant;
  /** A sound variant of one to three mutations; every second one has iptables rules. */
  any(random: Random): Variant;
}

interface Compiled {
  readonly script?: string;
  readonly diagnostics: readonly { readonly message: string }[];
}

/**
 * Variants as a build of netgen renders them.
 *
 * @param dist the folder of the build, with index.js
 * @param folder where scripts and plans go
 */
export async function variantsIn(dist: string, folder: string): Promise<Variants> {
  const { compile }: { compile: (plan: string, options: { file: string }) => Compiled } = await import(
    pathToFileURL(join(dist, "index.js")).href
  );
  const known = new Map<string, Variant>();
  const of = (names: readonly string[]): Variant => {
    const name = names.join(" + ") || "base";
    const made = known.get(name);
    if (made !== undefined) {
      return made;
    }
    const plan = structuredClone(base);
    for (const edit of names.flatMap((mutation) => mutations[mutation] ?? fail(`no mutation ${mutation}`))) {
      edit(plan);
    }
    const stem = join(folder, String(known.size));
    const text = JSON.stringify(plan, undefined, 1);
    const { script, diagnostics } = compile(text, { file: `${stem}.yaml` });
    if (script === undefined) {
      fail(`${name}: ${diagnostics.map(({ message }) => message).join("; ")}`);
    }
    writeFileSync(`${stem}.yaml`, `# ${name}\n${text}\n`);
    writeFileSync(`${stem}.sh`, script);
    const variant = { name, script: `${stem}.sh` };
    known.set(name, variant);
    return variant;
  };
  return { of, any: (random) => anyOf(of, random) };
}

function anyOf(of: Variants["of"], random: Random): Variant {
  const others = Object.keys(mutations).filter((name) => name !== "iptables");
  for (;;) {
    const names = new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, others)));
    try {
      return of([...names, ...(random() < 0.5 ? ["iptables"] : [])]);
    } catch {
      // Two mutations that do not go together, such as two of one key; others do.
    }
  }
}

function fail(message: string): never {
  throw new Error(message);
}
