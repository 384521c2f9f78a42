import type { Catalogue } from "./entry.ts";

/** NG0214 to NG0219: the lock file. */
export const lockCodes = {
  NG0214: {
    title: "not the form of a lock file",
    severity: "error",
    explanation: `The lock file beside the plan (plan.lock.yaml beside plan.yaml) holds a key or a
value that \`netgen lock\` does not write. Take back what was changed by hand, or
delete the file to have everything picked anew.

  netgen_lock: 1
  containers:
    web:
      networks:
        front:
          ipv4_address: 172.17.0.2`,
  },
  NG0215: {
    title: "another version of the lock file",
    severity: "error",
    explanation: `The lock file says by \`netgen_lock\` which version it is of; this netgen reads and
writes version 1. A newer file needs a newer netgen. Where the key is missing, the
file beside the plan is something else: move it away.

  netgen_lock: 1`,
  },
  NG0216: {
    title: "a lock file that contradicts itself",
    severity: "error",
    explanation: `The lock file pins the same thing twice (an address on one network, the name of an
interface, a port of the host, a prefix for two hosts), or an address outside of its
subnet. No run of netgen picks so; most often two branches were merged that both added
an entry. Keep one side of the merge and let \`netgen lock plan.yaml\` add the rest.`,
  },
  NG0217: {
    title: "a choice that the lock file does not pin",
    severity: "warning",
    explanation: `The entry came after the lock file was written. What the plan leaves open of it is
picked from what is free, and may be picked otherwise when the plan changes again.
Pin it:

  netgen lock plan.yaml

With \`render --frozen\` this is an error, and nothing is written (exit code 3).`,
  },
  NG0218: {
    title: "a pinned choice that no longer fits",
    severity: "warning",
    explanation: `The plan has changed so that what the lock file pins cannot stay: the subnet is
another one, the address is reserved or now given to somebody else, the port is
taken, the pool no longer holds a host's prefix. It is picked anew, and with it what
follows from it. See whether that is what you want, and pin it:

  netgen lock plan.yaml

With \`render --frozen\` this is an error, and nothing is written (exit code 3).`,
  },
  NG0219: {
    title: "a pinned choice that is no longer made",
    severity: "warning",
    explanation: `The lock file pins something of an entry that the plan no longer has, or that the
plan now gives itself. It is not used. Take it out of the lock file with

  netgen lock plan.yaml

With \`render --frozen\` this is an error, and nothing is written (exit code 3).`,
  },
} as const satisfies Catalogue;
