import type { Bytes } from "../lock/bytes.ts";
import type { Firewall } from "../topology/topology.ts";

/** What is to be compiled, beside the plan's text. */
export interface CompileOptions {
  /** The plan's file name, for the header of the script; the compiler opens no file. */
  readonly file: string;
  /** Name of a plan that has no `name` of its own: the file's stem, by custom. */
  readonly name?: string | undefined;
  /** In place of the plan's `host.firewall`. */
  readonly backend?: Firewall | undefined;
  /**
   * In a cluster, compile only this host; others are read just far enough to route to them. Undefined: all of them are
   * checked, and `compileHost` of the result gives each. A plan of one host has no use for it.
   */
  readonly host?: string | undefined;
  /** True: of a cluster, only the names of its hosts are read. */
  readonly namesOnly?: boolean | undefined;
  /** The lock file beside the plan, where there is one: what it pins is picked again, as long as it fits. */
  readonly lock?: LockOption | undefined;
}

/** A lock file, as `netgen lock` and `lockOf` write it. */
export interface LockOption {
  /** The YAML text, or its bytes (UTF-8); of a large one as they are asked for. */
  readonly text: string | Uint8Array | Bytes;
  /** Its file name, for the header of the script. */
  readonly file: string;
  /** True: a choice that is not as the lock file says is an error, not a warning (NG0217, NG0218, NG0219). */
  readonly frozen?: boolean | undefined;
}
