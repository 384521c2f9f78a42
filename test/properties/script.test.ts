import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { commentText, plainWord, quoteNft, quoteShell } from "../../src/render/quote.ts";

const root = process.getuid?.() === 0;

/** Runs a tool in a network namespace of its own: nothing that it loads or checks meets the machine's rules. */
function apart(command: string, input: string): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync("unshare", ["--net", "--", "sh", "-c", command], {
    input,
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

const number = (max: number) => fc.integer({ min: 0, max });

interface NetworkChoice {
  readonly mode: string;
  readonly inbound: string | undefined;
  readonly internal: boolean;
  readonly mtu: number | string;
  readonly snat: boolean;
  readonly gateway: string;
  readonly peer: number;
}

/** A network that uses only what goes together; the last of four may be internal, the others may be peers. */
function networkOf(choice: NetworkChoice, index: number, count: number, firewall: string): object {
  const filtered = firewall !== "none";
  const internal = choice.internal && index === 3 && filtered;
  const snat = choice.snat && choice.mode === "nat" && choice.gateway !== "none" && !internal && filtered;
  const peers = filtered && index < 3 && choice.peer < Math.min(3, count) && choice.peer !== index;
  return {
    ipv4: {
      subnet: `10.0.${index}.0/24`,
      mode: choice.mode,
      ...(choice.inbound === undefined || internal || !filtered ? {} : { inbound: choice.inbound }),
      ...(snat ? { snat: `192.0.2.${index + 1}` } : {}),
      ...(choice.gateway === "first"
        ? {}
        : { gateway: choice.gateway === "none" ? "none" : `10.0.${index}.9` }),
    },
    mtu: choice.mtu,
    ...(internal ? { internal } : {}),
    ...(peers ? { peers: [`net-${choice.peer}.a_b`] } : {}),
  };
}

/** Plans that are right by construction: /24s of their own, names that cannot collide. */
const validPlan = fc
  .record({
    networks: fc.array(
      fc.record({
        mode: fc.constantFrom("nat", "routed"),
        inbound: fc.constantFrom("published", "open", undefined),
        internal: fc.boolean(),
        mtu: fc.constantFrom(1280, 1500, 9000, "auto"),
        snat: fc.boolean(),
        gateway: fc.constantFrom("first", "given", "none"),
        peer: number(3),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    containers: fc.array(
      fc.record({
        networks: fc.uniqueArray(number(3), { minLength: 1, maxLength: 4 }),
        forward: fc.boolean(),
        sysctl: fc.boolean(),
        blackhole: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    firewall: fc.constantFrom("nftables", "iptables", "none"),
    ipForward: fc.boolean(),
  })
  .map(({ networks, containers, firewall, ipForward }) => ({
    netgen: 1,
    name: "p",
    host: { firewall, ip_forward: ipForward },
    networks: Object.fromEntries(
      networks.map((network, index) => [
        `net-${index}.a_b`,
        networkOf(network, index, networks.length, firewall),
      ]),
    ),
    containers: Object.fromEntries(
      containers.map(({ networks: wanted, forward, sysctl, blackhole }, index) => [
        `c${index}`,
        {
          networks: [...new Set(wanted.map((network) => `net-${network % networks.length}.a_b`))],
          forward,
          ...(sysctl ? { sysctls: { "net.ipv4.tcp_syncookies": 1 } } : {}),
          ...(blackhole ? { routes: [{ to: "198.51.100.0/24", type: "blackhole" }] } : {}),
        },
      ]),
    ),
  }));

function scriptOf(plan: unknown): string {
  const { script, diagnostics } = compile(JSON.stringify(plan), { file: "p.yaml" });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (script === undefined) throw new Error(JSON.stringify({ errors, plan }));
  return script;
}

/** The rules of a script as its tool gets them. */
function rulesOf(script: string): string {
  return /<<'RULES'\n([\s\S]*?)^RULES$/m.exec(script)?.[1] ?? "";
}

describe("any valid plan", () => {
  test("gives a script that three shells can read", () => {
    fc.assert(
      fc.property(validPlan, (plan) => {
        const input = scriptOf(plan);
        for (const shell of [["dash"], ["bash", "--posix"], ["busybox", "sh"]]) {
          const [command = "", ...args] = shell;
          const { status, stderr } = spawnSync(command, [...args, "-n"], { input, encoding: "utf8" });
          if (status !== 0) throw new Error(`${shell}: ${stderr}`);
        }
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test("gives a script about which shellcheck has nothing to say", () => {
    fc.assert(
      fc.property(validPlan, (plan) => {
        const { status, stdout } = spawnSync("shellcheck", ["--norc", "-"], {
          input: scriptOf(plan),
          encoding: "utf8",
        });
        if (status !== 0) throw new Error(stdout);
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  test.runIf(root)(
    "gives rules that nft takes",
    () => {
      fc.assert(
        fc.property(validPlan, (plan) => {
          const rules = rulesOf(scriptOf({ ...plan, host: { firewall: "nftables" } }));
          expect(rules).toContain("table inet ");
          expect(apart("nft -c -f -", rules)).toEqual({ status: 0, said: "" });
        }),
        { numRuns: 40 },
      );
    },
    60_000,
  );

  test.runIf(root)(
    "gives rules that iptables-restore takes",
    () => {
      fc.assert(
        fc.property(validPlan, (plan) => {
          const rules = rulesOf(scriptOf({ ...plan, host: { firewall: "iptables" } }));
          expect(rules).toContain("*filter");
          expect(apart("iptables-restore --test --noflush", rules)).toEqual({ status: 0, said: "" });
        }),
        { numRuns: 40 },
      );
    },
    60_000,
  );
});

/** Texts with everything that means something to a shell, to nft and to iptables-restore. */
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        "\\",
        "$",
        "`",
        "$(id)",
        "\n",
        " ",
        "#",
        ";",
        "-",
        "*",
        "~",
        "!",
        "%s",
        "é",
        "{",
        "\t",
      ),
    )
    .map((parts) => parts.join("")),
);

describe("quoting", () => {
  test.each(["dash", "bash", "busybox sh"])("comes back from %s as it went in", (shell) => {
    const [command = "", ...args] = shell.split(" ");
    const text = hostile.filter((value) => !/\0|\p{Cs}/u.test(value));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 50 }), (texts) => {
        const script = `printf '%s\\0' ${texts.map(quoteShell).join(" ")}`;
        const printed = execFileSync(command, [...args, "-s"], {
          input: script,
          encoding: "utf8",
        });
        expect(printed.split("\0").slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 40 },
    );
  });

  test.runIf(root)(
    "comes back from nft as it went in, or is refused before",
    () => {
      const quoted = hostile.map((value) => {
        try {
          return { value, text: quoteNft(value) };
        } catch {
          return undefined;
        }
      });
      fc.assert(
        fc.property(fc.array(quoted, { minLength: 30, maxLength: 60 }), (all) => {
          const taken = all.filter((one) => one !== undefined && one.value !== "");
          const rules = taken.map((one) => `counter comment ${one?.text}`).join("\n");
          const { said } = apart(
            "nft -f - && nft -j list ruleset",
            `table inet t {\nchain c {\n${rules}\n}\n}\n`,
          );
          const listed = (JSON.parse(said).nftables as { rule?: { comment?: string } }[]).flatMap(
            ({ rule }) => (rule === undefined ? [] : [rule.comment]),
          );
          expect(listed).toEqual(taken.map((one) => one?.value));
        }),
        { numRuns: 15 },
      );
    },
    60_000,
  );

  test.runIf(root)(
    "a plain word is one word to iptables-restore, and to every shell",
    () => {
      const word = fc.stringMatching(/^[A-Za-z0-9_.,:/@=+%-]{1,100}$/);
      fc.assert(
        fc.property(fc.array(word, { minLength: 20, maxLength: 40 }), (words) => {
          const rules = words
            .map((one) => `-A c -m comment --comment ${plainWord(one)} -j RETURN`)
            .join("\n");
          const input = `*filter\n:c - [0:0]\n${rules}\nCOMMIT\n`;
          const { status, said } = apart("iptables-restore && iptables-save -t filter", input);
          expect(status).toBe(0);
          const saved = [...said.matchAll(/--comment "?([^"\s]+)"? -j RETURN/g)].map(
            ([, comment]) => comment,
          );
          expect(saved).toEqual(words);
        }),
        { numRuns: 10 },
      );
    },
    60_000,
  );

  test("a comment stays on its line", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const script = `# ${commentText(text)}\necho after\n`;
        return !/[\r\n\u2028\u2029\0]/.test(commentText(text)) && script.split("\n").length === 3;
      }),
    );
  });
});
