/** Exit codes of the command (cli.md). */
export const ExitCode = {
  fine: 0,
  /** The plan has errors. */
  plan: 1,
  /** The command line, or a file that it names, cannot be used. */
  usage: 2,
  /** The lock file is stale, and was to be up to date (`--frozen`). */
  stale: 3,
  /** A bug of netgen. */
  bug: 70,
} as const;
