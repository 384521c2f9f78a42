import type { Catalogue } from "./entry.ts";

/** NG02…: the document is YAML, and not of the form that the plan language has (`netgen schema`). */
export const shapeCodes = {
  NG0201: {
    title: "a value of the wrong type",
    severity: "error",
    explanation: `A mapping stands where a list is meant, a word where a number is, or the like. The
message says what is expected; \`netgen schema\` prints the whole form.

  containers:
    web:
      networks: [front]      # a list of names
      forward: true          # true or false, not yes or "true"`,
  },
  NG0202: {
    title: "an unknown key",
    severity: "error",
    explanation: `The plan language has no such key at this place. Nothing in a plan is ignored, so a
misspelt key is an error and not a wish that silently comes to nothing.
\`netgen schema\` lists all keys.`,
  },
  NG0203: {
    title: "a key is missing",
    severity: "error",
    explanation: `The mapping lacks a key that it cannot do without. Every plan begins with the version
of the language that it is written in:

  netgen: 1`,
  },
  NG0204: {
    title: "not one of the possible values",
    severity: "error",
    explanation: `The key takes one of a few words or numbers, and this is none of them. The message
lists them.

  host:
    firewall: nftables       # or iptables, or none`,
  },
  NG0205: {
    title: "not a name",
    severity: "error",
    explanation: `Names of networks and containers end up in file names, interface names and firewall
comments. They begin with a letter or a digit, go on with letters, digits, _ . and
-, and are at most 63 characters long.

  containers:
    web-1.example: {networks: [front]}`,
  },
  NG0206: {
    title: "a number that is none of its kind",
    severity: "error",
    explanation: `The key takes a whole number within limits; the message names them.

  networks:
    front: {mtu: 1400}`,
  },
  NG0207: {
    title: "a range that is not well formed",
    severity: "error",
    explanation: `web[01:50] stands for web01, web02 … web50. A key holds one range: first and last, both
numbers or both lower-case letters, the first not after the last, and a step if
wanted. A leading zero asks for numbers of equal width.

  containers:
    web[01:50]: {networks: [front]}
    db[1:9:2]: {networks: [back]}      # db1 db3 db5 db7 db9
    rack-[a:f]: {networks: [back]}`,
  },
  NG0208: {
    title: "more entries than a host can hold",
    severity: "error",
    explanation: `Networks and containers, ranges written out, are more than one host can hold, or what
their ranges repeat is. Most often a bound of a range has a digit too many.

  containers:
    web[1:50]: {networks: [front]}     # not web[1:500000]`,
  },
  NG0209: {
    title: "two entries of one name",
    severity: "error",
    explanation: `Written out, a range gives a name that another key gives too. Change the bounds of the
range, or the name of the other entry.

  containers:
    web[1:9]: {networks: [front]}
    web5: {networks: [back]}           # the range holds a web5 already`,
  },
  NG0210: {
    title: "another version of the plan language",
    severity: "error",
    explanation: `The key \`netgen\` names the version of the language that the plan is written in. This
netgen reads version 1. A newer plan needs a newer netgen.

  netgen: 1`,
  },
  NG0211: {
    title: "the plan has no usable name",
    severity: "error",
    explanation: `The plan's name marks everything that the script makes, so that it can be told from
everything else. It is a lower-case letter and up to eleven lower-case letters,
digits and hyphens. Without the key \`name\` it is the file's name up to its ending;
where that will not do, or where the plan comes from standard input, set it:

  netgen: 1
  name: edge`,
  },
  NG0212: {
    title: "a value that YAML does not read as text",
    severity: "error",
    explanation: `Without quotes YAML reads 10.0 as a number, true as a truth value and ~ as nothing.
Where the plan language wants text, such a value needs quotes, or it would be
changed on the way: 10.0 would become 10.

  containers:
    "10": {networks: [front]}
    web: {netns: "007"}`,
  },
  NG0213: {
    title: "not exactly one of several keys",
    severity: "error",
    explanation: `The mapping takes one of several keys, and only one.

  containers:
    web:
      netns: {pid: 4711}     # or external, path, docker`,
  },
} as const satisfies Catalogue;
