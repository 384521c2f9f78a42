/** What a fuzzer found, on stdout as it goes: `ok WHAT`, or `not ok WHAT` and what went wrong behind `#`. */
export class Report {
  #passed = 0;
  #failed = 0;

  /** Tells how one case went: without problems it passed. */
  tell(what: string, problems: readonly string[]): void {
    if (problems.length === 0) {
      this.#passed += 1;
      console.log(`ok ${what}`);
      return;
    }
    this.#failed += 1;
    const lines = problems.flatMap((problem) => problem.split("\n")).filter((line) => line !== "");
    console.log(
      [`not ok ${what}`, ...lines.slice(0, 14).map((line) => `#   ${line.slice(0, 220)}`)].join("\n"),
    );
  }

  /** How many cases there were. */
  get told(): number {
    return this.#passed + this.#failed;
  }

  /** The last line. */
  sum(): string {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }

  /** Whether all passed. */
  get good(): boolean {
    return this.#failed === 0;
  }
}
