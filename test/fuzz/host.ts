import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { differenceOf, type Shape, shapeOf } from "./shape.ts";

/** How a command ended on a host. */
export interface Ended {
  /** Its exit status; 128 and the signal's number where one ended it, 124 where five minutes did not do. */
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A throw-away host of test/e2e/lib/host.bash, with IPv6 and a foreign namespace `vm`. */
export class Host {
  /** Where what it needs while it runs is kept. */
  readonly folder: string;
  /** Where it finds programs. */
  readonly path: string;
  readonly #tests: string;
  #pid = "";
  #ended = false;
  #found: Shape = [];

  /**
   * @param folder for what the host needs while it runs; it must be new
   * @param root of the repository
   */
  constructor(folder: string, root: string) {
    this.folder = folder;
    this.path = `${join(folder, "hosts/host/awk")}:${standardPath}`;
    this.#tests = join(root, "test");
    mkdirSync(folder, { recursive: true });
    this.#library(
      "host_up && host_ipv6 && in_host ip netns add vm && in_host nsenter --net=/run/netns/vm ip link set lo up",
    );
    this.#pid = readFileSync(join(folder, "hosts/host/pid"), "utf8").trim();
    this.#found = this.shape();
  }

  /** Ends the host and all that runs on it. */
  end(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#library('hosts_down; rm -rf "$BATS_TEST_TMPDIR/hosts"');
    }
  }

  #library(commands: string): void {
    const { status, stderr } = spawnSync(
      "bash",
      ["-euc", `. "$BATS_TEST_DIRNAME/lib/host.bash"; ${commands}`],
      {
        encoding: "utf8",
        // Bash takes a socket on its stdin for a remote shell's, and reads its start-up files.
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: standardPath,
          BATS_TEST_DIRNAME: join(this.#tests, "e2e"),
          BATS_TEST_TMPDIR: this.folder,
          BATS_RUN_TMPDIR: join(this.folder, ".."),
        },
      },
    );
    if (status !== 0) {
      throw new Error(`no throw-away host: ${stderr}`);
    }
  }

  /**
   * Runs a command as root of the host, in at most five minutes.
   *
   * @param variables of its environment, PATH among them where it is another one
   */
  run(command: readonly string[], variables: Readonly<Record<string, string>> = {}): Ended {
    const environment = Object.entries({ PATH: this.path, LANG: "C.UTF-8", ...variables });
    const { status, signal, stdout, stderr } = spawnSync(
      "nsenter",
      [
        ...["-t", this.#pid, "--net", "--mount", "--uts", "--pid", "--"],
        ...["env", "-i", ...environment.map(([name, value]) => `${name}=${value}`)],
        ...["timeout", "--foreground", "--kill-after=5", "300", ...command],
      ],
      { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] },
    );
    return { status: status ?? (signal === "SIGKILL" ? 137 : 143), out: stdout, err: stderr };
  }

  /** Runs a verb of a script. */
  apply(script: string, verb: string): Ended {
    return this.run(["dash", script, verb]);
  }

  /** What the host holds. */
  shape(): Shape {
    return shapeOf(this.run(["sh", join(this.#tests, "fuzz/lib/dump.sh")]).out);
  }

  /** What was found on the host before anything was applied. */
  get found(): Shape {
    return this.#found;
  }

  /** How the host differs from a shape, once what passes by itself has passed. */
  differsFrom(expected: Shape): readonly string[] {
    for (let tries = 0; ; tries += 1) {
      const difference = differenceOf(expected, this.shape());
      if (difference.length === 0 || tries === 5) {
        return difference;
      }
      this.run(["sleep", "0.4"]);
    }
  }
}
