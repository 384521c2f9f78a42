import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type FixedFault, faults as fixedFaults, type Mode, modes } from "./corpus.ts";
import type { Host } from "./host.ts";
import { pick } from "./random.ts";
import { checkFails, downFails, upFails } from "./steps.ts";
import type { Variant } from "./variants.ts";
import type { Work } from "./work.ts";

/** Tools that go wrong: those that touch the network, and those that keep the record. */
const tools = [
  ...["ip", "nft", "sysctl", "modprobe", "nsenter", "conntrack"],
  ...["iptables", "iptables-restore", "iptables-save", "ip6tables", "ip6tables-restore", "ip6tables-save"],
  ...["mv", "rm", "mkdir", "cat"],
];

/** Faults at one change of the plan before another one is drawn. */
const faultsAtOneChange = 12;

/**
 * Something goes wrong at the Nth call of a tool while one plan is changed into another. `up` that fails by itself must
 * leave the first plan in force; the next `up` must converge at its first try, or `down` leave the host as found.
 */
export function faults(work: Work): void {
  const tried = new Tried(work);
  if (work.only !== undefined) {
    everyFault(tried, work, work.only);
    return;
  }
  for (const fault of work.share(fixedFaults.flatMap(withBothBackends))) {
    const change = tried.begin(fault.from, fault.to);
    const calls = change?.calls.flatMap((call, index) => (fault.at.test(call) ? [index + 1] : [])) ?? [];
    for (const at of spread(calls, fault.most)) {
      tried.fault(fault.mode, at);
    }
    tried.finish();
  }
  while (work.goesOn()) {
    const change = tried.begin(work.variants.any(work.random), work.variants.any(work.random));
    for (let n = 0; change !== undefined && n < faultsAtOneChange && work.goesOn(); n += 1) {
      tried.fault(pick(work.random, modes), 1 + Math.floor(work.random() * change.calls.length));
    }
    tried.finish();
  }
  tried.end();
}

/** Each way to go wrong at each call of one change. */
function everyFault(tried: Tried, work: Work, { from, to }: NonNullable<Work["only"]>): void {
  const calls = tried.begin(from, to)?.calls ?? [];
  for (const [mode, at] of work.share(
    modes.flatMap((each) => calls.map((_, index) => [each, index + 1] as const)),
  )) {
    tried.fault(mode, at);
  }
  tried.finish();
  tried.end();
}

function withBothBackends(fault: FixedFault): readonly FixedFault[] {
  const { from, to } = fault;
  return to.includes("iptables")
    ? [fault]
    : [fault, { ...fault, from: [...from, "iptables"], to: [...to, "iptables"] }];
}

/** At most some of the elements, from the first to the last. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, (all.length - 1) / Math.max(1, most - 1));
  return all.filter((_, index) => Math.round(Math.round(index / step) * step) === index).slice(0, most);
}

/** One change of the plan, and what its tools are asked for without a fault. */
interface Change {
  readonly from: Variant;
  readonly to: Variant;
  /** Each as fault.sh logs it, without its number. */
  readonly calls: readonly string[];
}

class Tried {
  readonly #work: Work;
  #host: Host | undefined;
  #change: Change | undefined;
  #log = "";

  constructor(work: Work) {
    this.#work = work;
  }

  get #there(): Host {
    if (this.#host === undefined) {
      this.#host = this.#work.host();
      const folder = join(this.#host.folder, "faulty");
      mkdirSync(folder);
      for (const tool of tools.filter(
        (name) => existsSync(join("/usr/sbin", name)) || existsSync(join("/usr/bin", name)),
      )) {
        symlinkSync(this.#work.faulty, join(folder, tool));
      }
      this.#log = join(this.#host.folder, "calls");
    }
    return this.#host;
  }

  /** Puts the first plan in force, after a trial of the change that counts its calls; undefined where that fails already. */
  begin(from: readonly string[] | Variant, to: readonly string[] | Variant): Change | undefined {
    const change = { from: this.#variant(from), to: this.#variant(to) };
    const problems = [...upFails(this.#there, change.from.script)];
    const { status } = this.#run(change.to, "none", 0);
    const calls = this.#calls().map((line) => line.replace(/^\d+ /, ""));
    problems.push(
      ...(status === 0 ? [] : [`counting the calls: exit ${status}`]),
      ...checkFails(this.#there, change.to.script),
      ...upFails(this.#there, change.from.script),
      ...checkFails(this.#there, change.from.script, "check of the first plan again"),
    );
    this.#change = { ...change, calls };
    if (problems.length > 0) {
      this.#work.report.tell(`${this.#title()}, before any fault`, problems);
      this.#renew();
      return undefined;
    }
    return this.#change;
  }

  /** Applies the second plan, with a fault, heals it, and puts the first one in force again. */
  fault(mode: Mode, at: number): void {
    if (this.#change === undefined) {
      return;
    }
    const { from, to, calls } = this.#change;
    const host = this.#there;
    const { status, err } = this.#run(to, mode, at);
    const problems: string[] = [];
    if (mode !== "kill") {
      problems.push(...this.#outcome(status, err));
    }
    const down = this.#work.random() < 0.25;
    problems.push(
      ...(down ? downFails(host, to.script) : [...upFails(host, to.script), ...checkFails(host, to.script)]),
    );
    problems.push(
      ...upFails(host, from.script),
      ...checkFails(host, from.script, "check of the first plan again"),
    );
    const what = `${mode} at ${at} of ${calls.length} (${(calls[at - 1] ?? "").trim().slice(0, 60)})`;
    this.#work.report.tell(`${this.#title()}: ${what}, then ${down ? "down" : "up"}`, problems);
    if (problems.length > 0) {
      this.#renew();
      if (upFails(this.#there, from.script).length > 0) {
        this.#change = undefined;
      }
    }
  }

  /** What is wrong after an `up` that had a tool fail: it goes back and says why, or does without the tool. */
  #outcome(status: number, err: string): readonly string[] {
    const { from, to } = this.#change as Change;
    const said = err.split("\n").slice(0, 5).join("\n");
    switch (status) {
      case 0:
        return checkFails(this.#there, to.script, "check after an up that exits with 0").map(
          (text) => `${text}\n${said}`,
        );
      case 1:
      case 4:
        return [
          ...(err.trim() === "" ? ["up failed without a word"] : []),
          ...(/failed: *$/m.test(err) ? [`up does not say what failed: ${said}`] : []),
          ...checkFails(this.#there, from.script, "check of the first plan after a failed up").map(
            (text) => `${text}\nup had said: ${said}`,
          ),
        ];
      default:
        return [`up with a fault: exit ${status}\n${said}`];
    }
  }

  /** Takes the first plan down. */
  finish(): void {
    if (this.#change !== undefined) {
      const problems = downFails(this.#there, this.#change.from.script);
      this.#work.report.tell(`${this.#title()}: down at the end`, problems);
      if (problems.length > 0) {
        this.#renew();
      }
    }
    this.#change = undefined;
  }

  end(): void {
    this.#host?.end();
  }

  #variant(of: readonly string[] | Variant): Variant {
    return "script" in of ? of : this.#work.variants.of(of);
  }

  #title(): string {
    return `${this.#change?.from.name} -> ${this.#change?.to.name}`;
  }

  #renew(): void {
    this.#host?.end();
    this.#host = undefined;
  }

  #calls(): readonly string[] {
    return existsSync(this.#log) ? readFileSync(this.#log, "utf8").trimEnd().split("\n") : [];
  }

  #run({ script }: Variant, mode: Mode | "none", at: number) {
    const host = this.#there;
    for (const end of ["", ".count", ".hangs", ".lock"]) {
      rmSync(`${this.#log}${end}`, { force: true });
    }
    return host.run(["sh", this.#work.watch, "dash", script, "up"], {
      PATH: `${join(host.folder, "faulty")}:${host.path}`,
      FAULT_LOG: this.#log,
      FAULT_MODE: mode,
      FAULT_AT: String(at),
    });
  }
}
