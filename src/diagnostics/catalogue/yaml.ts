import type { Catalogue } from "./entry.ts";

/** NG01…: the text is not a YAML 1.2 document that a plan can be read from. */
export const yamlCodes = {
  NG0101: {
    title: "not UTF-8 text",
    severity: "error",
    explanation: `A plan is UTF-8 text without control characters. The file holds bytes that are none: it
is binary, compressed, or saved in another encoding.

Save it as UTF-8. To see which encoding it has, and to convert it:

  file plan.yaml
  iconv -f UTF-16 -t UTF-8 plan.yaml > plan.utf8.yaml`,
  },
  NG0102: {
    title: "YAML syntax",
    severity: "error",
    explanation: `The text breaks a rule of YAML 1.2, so that its meaning would be a guess. Frequent
causes: entries of one mapping that do not begin in the same column, a missing
space after a colon, a quote that is not closed, or a value that begins with one of
the characters * & ! % @ \` { [ and needs quotes.

  containers:
    web:
      networks: [front]
     ipv4_address: 172.17.0.9     # one column too far to the left`,
  },
  NG0103: {
    title: "a key stands twice",
    severity: "error",
    explanation: `One mapping holds the same key twice. YAML forbids that: a reader would have to drop
one of the two values. Keep one of them, or give one another name.

  containers:
    web: {networks: [front]}
    web: {networks: [back]}       # which one is web?`,
  },
  NG0104: {
    title: "a tab in the indentation",
    severity: "error",
    explanation: `YAML indents with spaces only. A tab has no fixed width, so the depth of the line
would be a guess. Replace it by spaces:

  expand -t 2 plan.yaml > plan.spaces.yaml`,
  },
  NG0105: {
    title: "the plan is too large",
    severity: "error",
    explanation: `The file is longer than a plan may be. Ten thousand containers fit many times over, so
this is most likely another file. Entries that differ in a number only can be
written as a range:

  containers:
    web[0001:5000]: {networks: [front]}`,
  },
  NG0106: {
    title: "nested too deeply",
    severity: "error",
    explanation: `Mappings and lists lie inside each other deeper than any plan needs. Most often brackets
were not closed.`,
  },
  NG0107: {
    title: "aliases multiply without bound",
    severity: "error",
    explanation: `Aliases (*name) stand for what their anchor (&name) marks. Here they stand for so much,
or for themselves, that writing them out would exhaust the machine. Write the
values down, or use a range:

  containers:
    web[01:50]: {networks: [front]}`,
  },
  NG0108: {
    title: "an alias without its anchor",
    severity: "error",
    explanation: `*name repeats what &name marked earlier in the file; there is no such anchor above it.
If the value is meant to begin with an asterisk, put it in quotes.

  networks:
    front: &small {mtu: 1400}
    back: *small`,
  },
  NG0109: {
    title: "the plan is empty",
    severity: "error",
    explanation: `The file holds no document: nothing, or nothing but comments. The smallest plan is

  netgen: 1`,
  },
  NG0110: {
    title: "more than one document",
    severity: "error",
    explanation: `A file holds one plan; a line of three dashes begins another document. Put every plan
into a file of its own.`,
  },
  NG0111: {
    title: "a key that is not text",
    severity: "error",
    explanation: `YAML lets a number, a list or nothing at all be a key; in a plan every key is a word. A
name that looks like a number needs quotes:

  containers:
    "42": {networks: [front]}`,
  },
  NG0112: {
    title: "a tag that means nothing here",
    severity: "error",
    explanation: `A word with an exclamation mark (!vault, !!binary …) asks the reader to make something
special of the value. The plan language knows plain values only. Leave the tag
out, or put the value in quotes if it is meant to begin with an exclamation mark.`,
  },
  NG0113: {
    title: "a merge key",
    severity: "error",
    explanation: `<<: *name belongs to YAML 1.1. In YAML 1.2 it is an ordinary key, and no key of a plan
is called <<. An alias for a whole value works, and so does a range:

  networks:
    front: &small {mtu: 1400}
    back: *small`,
  },
  NG0114: {
    title: "a byte order mark or carriage returns",
    severity: "error",
    explanation: `The file was saved the way Windows does it: with a byte order mark in front or with
carriage returns at the ends of lines. The plan's words are repeated in a shell
script, where both are invisible and do harm. Save it as UTF-8 without a mark and
with line feeds only:

  sed -i '1s/^\\xEF\\xBB\\xBF//; s/\\r$//' plan.yaml`,
  },
} as const satisfies Catalogue;
