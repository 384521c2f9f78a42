import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { faults } from "./faults.ts";
import { Host } from "./host.ts";
import { randomFrom } from "./random.ts";
import { Report } from "./report.ts";
import { transitions } from "./transitions.ts";
import { variantsIn } from "./variants.ts";
import type { Work } from "./work.ts";

// One of the fuzzers' processes; test/fuzz/run starts them: main.mjs --kind transitions|faults --seed N --cases N --seconds N
// [--from NAMES --to NAMES] --worker N --workers N --root DIR --dist DIR --folder DIR. The last line is `N passed, N failed`.
const { values } = parseArgs({
  options: {
    kind: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    cases: { type: "string", default: "0" },
    seconds: { type: "string", default: "0" },
    from: { type: "string" },
    to: { type: "string" },
    worker: { type: "string", default: "0" },
    workers: { type: "string", default: "1" },
    root: { type: "string", default: "." },
    dist: { type: "string", default: "dist" },
    folder: { type: "string", default: "" },
  },
});

const { kind, root, folder } = values;
const [seed, cases, seconds, worker, workers] = [
  values.seed,
  values.cases,
  values.seconds,
  values.worker,
  values.workers,
].map(Number) as [number, number, number, number, number];
const end = Date.now() + seconds * 1000;
const report = new Report();
const hosts: Host[] = [];
process.on("exit", () => {
  for (const host of hosts) {
    host.end();
  }
});
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => process.exit(1));
}

/** `interface renamed + iptables`, as reports have it. */
function namesOf(name = "base"): readonly string[] {
  return name === "base" ? [] : name.split(" + ");
}

mkdirSync(join(folder, "plans"), { recursive: true });
let fixed = 0;
const work: Work = {
  variants: await variantsIn(values.dist, join(folder, "plans")),
  random: randomFrom(seed * 1000 + worker),
  report,
  only: values.to === undefined ? undefined : { from: namesOf(values.from), to: namesOf(values.to) },
  host: () => {
    const host = new Host(join(folder, `host${hosts.length}`), root);
    hosts.push(host);
    return host;
  },
  faulty: join(root, "test/fuzz/lib/fault.sh"),
  watch: join(root, "test/fuzz/lib/watch.sh"),
  share: (all) => all.filter((_, index) => index % workers === worker),
  goesOn: () => {
    if (values.to !== undefined) {
      return false;
    }
    fixed ||= report.told;
    return seconds > 0 ? Date.now() < end : report.told - fixed < cases / workers;
  },
};
(kind === "faults" ? faults : transitions)(work);
console.log(report.sum());
process.exit(report.good ? 0 : 1);
