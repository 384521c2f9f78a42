import { run } from "./cli/run.ts";

// The one place that decides how the process ends; exitCode lets what was written reach its reader first.
run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
