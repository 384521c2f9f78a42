import type { Catalogue } from "./entry.ts";

/** NG01…: the text is not a YAML 1.2 document that a plan can be read from. */
export const yamlCodes = {
  NG0101: {
    title: "not UTF-8 text",
    severity: "error",
    explanation: `A plan is UTF-8 text without control characters. This file is binary, compressed, or
saved in another encoding. To see which encoding it has, and to convert it:

  file plan.yaml
  iconv -f UTF-16 -t UTF-8 plan.yaml > plan.utf8.yaml`,
    example: "netgen: 1\nname: edge\u0007\n",
    mend: [["\u0007", ""]],
  },
  NG0102: {
    title: "YAML syntax",
    severity: "error",
    explanation: `The text breaks a rule of YAML 1.2. Frequent causes: entries of one mapping that do
not start in the same column, a missing space after a colon, a quote or bracket that
is not closed, or a value that needs quotes because it begins with one of the
characters * & ! % @ \` { [ or contains a colon and a space.`,
    example: `
networks:
  front: {}
containers:
  web:
    networks: [front]
     ipv4_address: 172.17.0.9`,
    mend: [["     ipv4_address", "    ipv4_address"]],
  },
  NG0103: {
    title: "duplicate key",
    severity: "error",
    explanation: `One mapping holds the same key twice. YAML forbids that, since a reader would have to
drop one of the two values. Remove one of them, or rename it.`,
    example: `
networks:
  front: {}
  front: {mtu: 1400}`,
    mend: [["front: {mtu", "back: {mtu"]],
  },
  NG0104: {
    title: "tab in the indentation",
    severity: "error",
    explanation: `YAML is indented with spaces only. To replace tabs by spaces:

  expand -t 2 plan.yaml > plan.spaces.yaml`,
    example: "netgen: 1\nnetworks:\n\tfront: {}\n",
    mend: [["\t", "  "]],
  },
  NG0105: {
    title: "the plan is too large",
    severity: "error",
    explanation: `The file is larger than any plan needs to be, or has too many errors to report them.
Ten thousand containers fit many times over, so this is most likely not a plan.
Entries that differ only in a number can be written as a range: web[0001:5000].`,
    example: `${"%ignored 1\n".repeat(11)}---\nnetgen: 1\n`,
    mend: [[`${"%ignored 1\n".repeat(11)}---\n`, ""]],
  },
  NG0106: {
    title: "nested too deeply",
    severity: "error",
    explanation: `Mappings and lists are nested deeper than any plan needs. Most often brackets were
not closed.`,
    example: `
networks: ${"[".repeat(101)}`,
    mend: [["[".repeat(101), "{}"]],
  },
  NG0107: {
    title: "aliases expand without bound",
    severity: "error",
    explanation: `An alias (*name) stands for the value that its anchor (&name) marks. Here an alias
is inside its own value, or the aliases expand to more values than netgen allows.
Write the values out, or use a range such as web[01:50].`,
    example: `
networks:
  front: &front {peers: [*front]}`,
    mend: [["&front {peers: [*front]}", "{}"]],
  },
  NG0108: {
    title: "alias without an anchor",
    severity: "error",
    explanation: `*name repeats the value that &name marked earlier in the file, and there is no such
anchor above it. A value that begins with an asterisk needs quotes.`,
    example: `
networks:
  front: {mtu: 1400}
  back: *small`,
    mend: [["{mtu: 1400}", "&small {mtu: 1400}"]],
  },
  NG0109: {
    title: "the plan is empty",
    severity: "error",
    explanation: `The file holds nothing but comments. The smallest plan is the line

  netgen: 1`,
    example: "# netgen: 1\n",
    mend: [["# ", ""]],
  },
  NG0110: {
    title: "more than one document",
    severity: "error",
    explanation: "A line of three dashes begins another YAML document. A file holds one plan.",
    example: `
networks: {front: {}}
---
containers: {web: {}}`,
    mend: [["---\n", ""]],
  },
  NG0111: {
    title: "key that is not text",
    severity: "error",
    explanation: `YAML allows a number, a list or nothing as a key; in a plan, every key is text. A name
that looks like a number needs quotes.`,
    example: `
networks: {front: {}}
containers:
  42: {networks: [front]}`,
    mend: [["42", '"42"']],
  },
  NG0112: {
    title: "YAML tag",
    severity: "error",
    explanation: `A word with an exclamation mark in front (!vault, !!binary) is a YAML tag, and the plan
language has none. Remove it, or put the value in quotes if it is meant to begin
with an exclamation mark.`,
    example: `
name: !plan edge`,
    mend: [["!plan ", ""]],
  },
  NG0113: {
    title: "merge key",
    severity: "error",
    explanation: `The merge key (<<: *name) belongs to YAML 1.1; YAML 1.2 does not have it. Use an
alias for the whole value, or a range.`,
    example: `
networks:
  front: &small {mtu: 1400}
  back:
    <<: *small`,
    mend: [["\n    <<: *small", " *small"]],
  },
  NG0114: {
    title: "byte order mark or carriage returns",
    severity: "error",
    explanation: `The file was saved with a byte order mark or with Windows line endings. netgen copies
text of the plan into a shell script, where both would do harm. Save it as UTF-8
without a byte order mark and with line feeds, or run

  sed -i '1s/^\\xEF\\xBB\\xBF//; s/\\r$//' plan.yaml`,
    example: "netgen: 1\r\nnetworks: {front: {}}\n",
    mend: [["\r", ""]],
  },
} as const satisfies Catalogue;
