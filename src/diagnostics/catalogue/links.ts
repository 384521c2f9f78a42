import type { Catalogue } from "./entry.ts";

/** NG064…: container links and `icc: false`. */
export const linksCodes = {
  NG0640: {
    title: "not a valid link",
    severity: "error",
    explanation: `A link is written NAME or NAME:ALIAS, as in Docker's --link. The alias, or else the
name, has to be a host name: letters, digits, _ and -, with dots between labels.`,
    example: `
networks: {front: {}}
containers:
  web: {links: ["db:data base"]}
  db: {}`,
    mend: [["data base", "database"]],
  },
  NG0641: {
    title: "container linked to itself",
    severity: "error",
    explanation: `A link leads to another container. A container reaches itself at 127.0.0.1, and its own
name is in its /etc/hosts.`,
    example: `
networks: {front: {}}
containers:
  web: {links: [web]}
  db: {}`,
    mend: [["[web]", "[db]"]],
  },
  NG0642: {
    title: "one alias for two links",
    severity: "error",
    explanation: `Within a container an alias stands for one other container; case does not matter. One
container may have several aliases.`,
    example: `
networks: {front: {}}
containers:
  web: {links: ["db1:db", "db2:db"]}
  db1: {}
  db2: {}`,
    mend: [["db2:db", "db2:replica"]],
  },
  NG0643: {
    title: "link between containers without a common network",
    severity: "error",
    explanation: `A link gives a container a name and opens the way to its exposed ports within a network
that both are on. It does not connect networks; \`peers\` does, for all of their
containers, and a published port can be reached from every network.`,
    example: `
networks: {front: {}, back: {}}
containers:
  web: {networks: [front], links: [db]}
  db: {networks: [back]}`,
    mend: [["[front]", "[front, back]"]],
  },
  NG0644: {
    title: "link to a container without an interface of its own",
    severity: "error",
    explanation: `With \`network_mode: none\` a container has loopback only, with \`host\` it has the host's
addresses, and with \`container:NAME\` those of NAME. Link to NAME, or use the host's
address.`,
    example: `
networks: {front: {}}
containers:
  web: {links: [backup]}
  db: {}
  backup: {network_mode: "container:db"}`,
    mend: [["[backup]", "[db]"]],
  },
  NG0645: {
    title: "exposed, but no container may reach it",
    severity: "warning",
    explanation: `On a network with \`icc: false\`, containers reach each other's exposed ports through
\`links\` only. No container links to this one, and it does not publish the port.`,
    example: `
networks: {front: {icc: false}}
containers:
  web: {}
  db: {expose: [5432]}`,
    mend: [["web: {}", "web: {links: [db]}"]],
  },
  NG0646: {
    title: "link that opens no port",
    severity: "warning",
    explanation: `On a network with \`icc: false\`, a link opens the way to the other container's exposed
ports: those of \`expose\` and the container's side of \`ports\`. It has none.`,
    example: `
networks: {front: {icc: false}}
containers:
  web: {links: [db]}
  db: {}`,
    mend: [["db: {}", "db: {expose: [5432]}"]],
  },
} as const satisfies Catalogue;
