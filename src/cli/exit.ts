/** Exit codes of the command (cli.md); 74 and 70 are those of sysexits.h. */
export const ExitCode = {
  fine: 0,
  /** The plan has errors. */
  plan: 1,
  /** The command line, or a file that it names, cannot be used. */
  usage: 2,
  /** The lock file is stale, and was to be up to date (`--frozen`). */
  stale: 3,
  /** `verify` found a difference. */
  differs: 3,
  /** A bug of netgen (EX_SOFTWARE). */
  bug: 70,
  /** Standard output cannot be written (EX_IOERR). */
  output: 74,
} as const;
