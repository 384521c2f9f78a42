import { CommanderError } from "commander";
import { commands } from "./commands.ts";
import { ExitCode } from "./exit.ts";

/**
 * Runs one command line.
 *
 * @returns the exit code; whatever there is to say has been written
 */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = ExitCode.fine;
  const program = commands((result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.fine : ExitCode.usage;
    const { explainFailure } = await import("./failure.ts");
    return explainFailure(error, argv);
  }
}
