import type { Catalogue } from "./entry.ts";

/** NG064…: links and `icc: false`. */
export const linksCodes = {
  NG0640: {
    title: "not an alias",
    severity: "error",
    explanation: `A link is written \`other\` or \`other:alias\`, as Docker's --link has it. The alias,
or else the name, is that of a host: letters, digits, _ and -, with dots between
words. A container may have a name that no host can have; its link has an alias.

  containers:
    web: {links: ["db:database", cache]}
    db: {}
    cache: {}`,
  },
  NG0641: {
    title: "a container linked to itself",
    severity: "error",
    explanation: `A link leads to another container. Within itself a container has 127.0.0.1, and
its own name is in its /etc/hosts anyway.

  containers:
    web: {links: [db]}
    db: {}`,
  },
  NG0642: {
    title: "one alias for two links",
    severity: "error",
    explanation: `Inside a container an alias is one other container, so that two links have two
aliases; capitals do not count. One container may have several aliases.

  containers:
    web: {links: ["db1:db", "db2:db"]}     # db1:db, db2:replica
    db1: {}
    db2: {}`,
  },
  NG0643: {
    title: "a link between containers that share no network",
    severity: "error",
    explanation: `A link names a container and opens the way to its exposed ports within a network
that both are on. It does not connect networks: \`peers\` does, for all of their
containers, and a published port is reached from every network.

  containers:
    web: {networks: [front, back], links: [db]}
    db: {networks: [back]}`,
  },
  NG0644: {
    title: "a link to a container without an interface of its own",
    severity: "error",
    explanation: `With \`network_mode: none\` a container has loopback only, with \`host\` the host's
addresses, and with \`container:NAME\` those of NAME: link to NAME. With host, it is
reached by the host's address.

  containers:
    web: {links: [db]}                       # not: links: [backup]
    db: {}
    backup: {network_mode: container:db}`,
  },
  NG0645: {
    title: "exposed to nobody",
    severity: "warning",
    explanation: `On a network with \`icc: false\` containers reach what another exposes through a
link and in no other way. Nobody is linked to this one, and it does not publish
the port.

  networks:
    front: {icc: false}
  containers:
    web: {links: [db]}
    db: {expose: [5432]}`,
  },
  NG0646: {
    title: "a link that opens nothing",
    severity: "warning",
    explanation: `On a network with \`icc: false\` a link is the way to the other container's exposed
ports: those of \`expose\` and the container's side of \`ports\`. It has none.

  networks:
    front: {icc: false}
  containers:
    web: {links: [db]}
    db: {expose: [5432]}`,
  },
} as const satisfies Catalogue;
