import { visible } from "../diagnostics/terminal.ts";
import { ExitCode } from "./exit.ts";
import { OutputProblem, say } from "./output.ts";

/** A file that cannot be read or written as the command line asks. */
export class FileProblem extends Error {}

/** Says why a command ended early, and gives its exit code. */
export function explainFailure(error: unknown, argv: readonly string[]): number {
  if (error instanceof OutputProblem) {
    say(`netgen: ${visible(error.message)}\n`);
    return ExitCode.output;
  }
  if (error instanceof FileProblem) {
    say(`netgen: ${visible(error.message)}\n`);
    return ExitCode.usage;
  }
  if (isFileError(error)) {
    say(`netgen: ${visible(reason(error))}\n`);
    return ExitCode.usage;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(
    [
      "netgen: this is a bug in netgen, not in the plan. Please report it with the plan and these lines:",
      `  netgen ${NETGEN_VERSION}, Node ${process.version}, ${process.platform} ${process.arch}`,
      `  arguments: ${visible(JSON.stringify(argv))}`,
      ...stack.split("\n").map((line) => `  ${visible(line.trim())}`),
      "",
    ].join("\n"),
  );
  return ExitCode.bug;
}

/** An error of the operating system about a file or a stream. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** The operating system's reason, in words. */
export function reason(error: NodeJS.ErrnoException): string {
  const words: Readonly<Record<string, string>> = {
    ENOENT: "no such file or directory",
    EACCES: "permission denied",
    EPERM: "not permitted",
    EISDIR: "it is a directory",
    ENOTDIR: "a part of its path is not a directory",
    ENOSPC: "no space is left on the device",
    EROFS: "the file system is read-only",
    ELOOP: "too many symbolic links",
    ENAMETOOLONG: "the name is too long",
  };
  return words[error.code ?? ""] ?? error.message;
}
