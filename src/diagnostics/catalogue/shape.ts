import type { Catalogue } from "./entry.ts";

/** NG02…: the document is YAML, but not of the form of a plan (`netgen schema`). */
export const shapeCodes = {
  NG0201: {
    title: "wrong type",
    severity: "error",
    explanation: `A list stands where a mapping is expected, a word where a number is, or the like. The
message says what is expected; \`netgen schema\` prints the whole form.`,
    example: `
networks: {front: {}}
containers:
  web: {networks: front}`,
    mend: [["networks: front}", "networks: [front]}"]],
  },
  NG0202: {
    title: "unknown key",
    severity: "error",
    explanation: `The plan language has no such key here. Nothing in a plan is ignored, so a misspelt
key is an error. \`netgen schema\` lists all keys.`,
    example: `
networks: {front: {mtuu: 1400}}`,
    mend: [["mtuu", "mtu"]],
  },
  NG0203: {
    title: "missing key",
    severity: "error",
    explanation: `The mapping lacks a required key. Every plan names the version of the language that
it is written in: \`netgen: 1\`.`,
    example: "networks: {front: {}}\n",
    mend: [["networks", "netgen: 1\nnetworks"]],
  },
  NG0204: {
    title: "not one of the possible values",
    severity: "error",
    explanation: "The key takes one of a few words or numbers. The message lists them.",
    example: `
host: {firewall: nftable}`,
    mend: [["nftable}", "nftables}"]],
  },
  NG0205: {
    title: "not a valid name",
    severity: "error",
    explanation: `Names of networks, containers and hosts become part of file names, interface names and
firewall comments. A name begins with a letter or a digit, continues with letters,
digits, _ . and -, and is at most 63 characters long.`,
    example: `
networks: {front: {}}
containers:
  web server: {}`,
    mend: [["web server", "web-server"]],
  },
  NG0206: {
    title: "number out of bounds, or not a whole number",
    severity: "error",
    explanation: "The key takes a whole number within limits, which the message names.",
    example: `
networks: {front: {}}
containers:
  web: {ports: [{target: 80, published: 80800}]}`,
    mend: [["80800", "8080"]],
  },
  NG0207: {
    title: "malformed range",
    severity: "error",
    explanation: `web[01:50] stands for web01, web02 … web50. A key holds one range: first and last, both
numbers or both lower-case letters, the first not after the last, and an optional
step, as in db[1:9:2]. A leading zero asks for numbers of equal width.`,
    example: `
networks: {front: {}}
containers:
  web[9:1]: {}`,
    mend: [["[9:1]", "[1:9]"]],
  },
  NG0208: {
    title: "too many entries",
    severity: "error",
    explanation: `With its ranges written out, the plan has more networks and containers than netgen
allows. Most often a bound of a range has a digit too many.`,
    example: `
networks: {front: {}}
containers:
  web[1:500000]: {}`,
    mend: [["500000", "50"]],
  },
  NG0209: {
    title: "duplicate name",
    severity: "error",
    explanation: `Written out, a range contains a name that another key has, too. Change the bounds of
the range, or rename the other entry.`,
    example: `
networks: {front: {}}
containers:
  web[1:9]: {}
  web5: {}`,
    mend: [["web5", "web10"]],
  },
  NG0210: {
    title: "another version of the plan language",
    severity: "error",
    explanation: `The key \`netgen\` names the version of the language that the plan is written in. This
netgen reads version 1; a newer plan needs a newer netgen.`,
    example: "netgen: 2\nnetworks: {front: {}}\n",
    mend: [["netgen: 2", "netgen: 1"]],
  },
  NG0211: {
    title: "the plan has no valid name",
    severity: "error",
    explanation: `The plan's name marks everything that the script creates as its own. It is a lower-case
letter followed by up to eleven lower-case letters, digits and hyphens. Without the
key \`name\`, it is the file's name without its extension. A plan on standard input,
or in a file whose name is not a valid plan name, needs the key.`,
    example: `
name: Edge Router`,
    mend: [["Edge Router", "edge-router"]],
  },
  NG0212: {
    title: "value that YAML does not read as text",
    severity: "error",
    explanation: `Without quotes, YAML reads 10.0 as a number, true as a boolean and ~ as null. Where
the plan language expects text, such a value needs quotes.`,
    example: `
networks: {front: {}}
containers:
  web: {netns: 007}`,
    mend: [["007", '"007"']],
  },
  NG0213: {
    title: "not exactly one of several keys",
    severity: "error",
    explanation: "The mapping takes exactly one of several keys. The message lists them.",
    example: `
networks: {front: {}}
containers:
  web: {netns: {pid: 4711, docker: web}}`,
    mend: [["pid: 4711, ", ""]],
  },
} as const satisfies Catalogue;
