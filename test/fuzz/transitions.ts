import { type Change, changes } from "./corpus.ts";
import type { Host } from "./host.ts";
import { pick } from "./random.ts";
import type { Shape } from "./shape.ts";
import { checkFails, downFails, upFails } from "./steps.ts";
import type { Variant } from "./variants.ts";
import type { Work } from "./work.ts";

/** How many plans are applied, one over the other, before `down` is tried. */
const walkLength = 8;
/** Variants that one pool of walks goes to and fro between: what each makes is looked up once. */
const poolSize = 10;

/**
 * Changes one plan into another on a host that stays, and compares with a host that never had the first: `up` ends with 0,
 * `check` is silent, a second `up` does nothing, the state is that of a first `up`; `down` leaves the host as found.
 */
export function transitions(work: Work): void {
  const walk = new Walk(work);
  const fixed = work.only ? [work.only] : changes.flatMap(withBothBackends);
  for (const change of work.share<Change>(fixed)) {
    const from = work.variants.of(change.from);
    walk.begin(from);
    walk.step(work.variants.of(change.to), change.meanwhile);
  }
  walk.down();
  while (work.goesOn()) {
    const pool = Array.from({ length: poolSize }, () => work.variants.any(work.random));
    for (let steps = 1; steps <= 3 * poolSize && work.goesOn(); steps += 1) {
      walk.step(pick(work.random, pool));
      if (steps % walkLength === 0) {
        walk.down();
      }
    }
  }
  walk.down();
  walk.end();
}

function withBothBackends(change: Change): readonly Change[] {
  const { from, to } = change;
  return [change, { ...change, from: [...from, "iptables"], to: [...to, "iptables"] }];
}

/** A host that plans are changed on, and one that each plan is applied to afresh. */
class Walk {
  readonly #work: Work;
  readonly #shapes = new Map<string, Shape>();
  #host: Host | undefined;
  #fresh: Host | undefined;
  /** The plan in force on the host. */
  #last: Variant | undefined;

  constructor(work: Work) {
    this.#work = work;
  }

  /** Puts a plan in force, on a new host if it cannot be done on this one. */
  begin(variant: Variant): void {
    if (this.#last !== variant && !this.step(variant)) {
      this.step(variant);
    }
  }

  /** Changes the plan in force into another one; false, and a new host next time, where that goes wrong. */
  step(variant: Variant, meanwhile?: string): boolean {
    const expected = this.#shapeOf(variant);
    this.#host ??= this.#work.host();
    const host = this.#host;
    if (meanwhile !== undefined) {
      host.run(["sh", "-c", meanwhile]);
    }
    const problems = [
      ...upFails(host, variant.script),
      ...checkFails(host, variant.script),
      ...upFails(host, variant.script, 0),
    ];
    const difference = host.differsFrom(expected);
    if (difference.length > 0) {
      problems.push("not as after a first up:", ...difference);
    }
    const from = this.#last?.name ?? "nothing";
    this.#work.report.tell(`${from} -> ${meanwhile ? `${meanwhile} -> ` : ""}${variant.name}`, problems);
    this.#last = variant;
    const isKept = this.#keep(problems);
    // What sysctls were before is lost with the record, so that down would leave them.
    if (meanwhile?.includes("/run/netgen")) this.#renew();
    return isKept;
  }

  /** Takes the plan in force down. */
  down(): void {
    if (this.#host === undefined || this.#last === undefined) {
      return;
    }
    const problems = downFails(this.#host, this.#last.script);
    this.#work.report.tell(`down of ${this.#last.name}`, problems);
    this.#last = undefined;
    this.#keep(problems);
  }

  end(): void {
    this.#host?.end();
    this.#fresh?.end();
  }

  #keep(problems: readonly string[]): boolean {
    if (problems.length === 0) {
      return true;
    }
    this.#renew();
    return false;
  }

  /** The next plan is put in force on a new host. */
  #renew(): void {
    this.#host?.end();
    this.#host = undefined;
    this.#last = undefined;
  }

  /** What a host holds after a first `up`. */
  #shapeOf(variant: Variant): Shape {
    const known = this.#shapes.get(variant.name);
    if (known !== undefined) {
      return known;
    }
    this.#fresh ??= this.#work.host();
    const problems = [...upFails(this.#fresh, variant.script)];
    const shape = this.#fresh.shape();
    problems.push(...(this.#fresh.apply(variant.script, "down").status === 0 ? [] : ["down fails"]));
    this.#shapes.set(variant.name, shape);
    if (problems.length > 0) {
      this.#work.report.tell(`first up of ${variant.name}`, problems);
      this.#fresh.end();
      this.#fresh = undefined;
    }
    return shape;
  }
}
