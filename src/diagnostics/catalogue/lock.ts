import type { Catalogue } from "./entry.ts";

/** NG0214 to NG0219: the lock file. */
export const lockCodes = {
  NG0214: {
    title: "malformed lock file",
    severity: "error",
    explanation: `The lock file beside the plan (plan.lock.yaml beside plan.yaml) holds a key or a value
that \`netgen lock\` does not write. Undo the manual change, or delete the file to have
everything picked again.`,
    example: `
networks: {front: {bridge: front, ipv4: 172.17.0.1/16}}`,
    lock: `netgen_lock: 1
networks: {front: {vlan: 7}}
`,
    mend: [],
    mendLock: [["\nnetworks: {front: {vlan: 7}}", ""]],
  },
  NG0215: {
    title: "another version of the lock file",
    severity: "error",
    explanation: `The key \`netgen_lock\` names the version of the lock file; this netgen reads and writes
version 1. A newer file needs a newer netgen. A file without the key is not a lock
file: move it away.`,
    example: `
networks: {front: {bridge: front, ipv4: 172.17.0.1/16}}`,
    lock: "netgen_lock: 2\n",
    mend: [],
    mendLock: [["2", "1"]],
  },
  NG0216: {
    title: "contradiction in the lock file",
    severity: "error",
    explanation: `The lock file pins the same thing twice (an address of one network, an interface name,
a port of the host, the prefixes of two hosts), or an address outside its subnet. netgen
never writes such a file; most often two branches that each added an entry were merged.
Keep one side of the merge, and let \`netgen lock plan.yaml\` add the rest.`,
    example: `
networks: {front: {bridge: front}, back: {bridge: back}}`,
    lock: `netgen_lock: 1
networks:
  front: {ipv4: {subnet: 172.17.0.0/16, gateway: 172.17.0.1}}
  back: {ipv4: {subnet: 172.17.0.0/16, gateway: 172.17.0.1}}
`,
    mend: [],
    mendLock: [
      [
        "back: {ipv4: {subnet: 172.17.0.0/16, gateway: 172.17.0.1}}",
        "back: {ipv4: {subnet: 172.18.0.0/16, gateway: 172.18.0.1}}",
      ],
    ],
  },
  NG0217: {
    title: "choice that the lock file does not pin",
    severity: "warning",
    explanation: `The entry was added after the lock file was written. What the plan does not give is
picked from what is free, and may change when the plan changes again. To pin it:

  netgen lock plan.yaml

With \`render --frozen\` this is an error, and nothing is written (exit code 3).`,
    example: `
networks: {front: {bridge: front}}`,
    lock: "netgen_lock: 1\n",
    mend: [],
    mendLock: [
      [
        "netgen_lock: 1\n",
        "netgen_lock: 1\nnetworks:\n  front: {ipv4: {subnet: 172.17.0.0/16, gateway: 172.17.0.1}}\n",
      ],
    ],
  },
  NG0218: {
    title: "pinned choice that no longer fits",
    severity: "warning",
    explanation: `The plan has changed so that a pinned choice is not possible any more: the subnet is
another one, the address is reserved or given to another container, the port is taken,
or the pool no longer contains a host's prefix. A new one is picked, and with it
whatever depends on it. If that is what you want, pin it:

  netgen lock plan.yaml

With \`render --frozen\` this is an error, and nothing is written (exit code 3).`,
    example: `
networks: {front: {bridge: front, ipv4: 172.30.0.0/16}}`,
    lock: `netgen_lock: 1
networks: {front: {ipv4: {gateway: 172.17.0.1}}}
`,
    mend: [],
    mendLock: [["172.17.0.1", "172.30.0.1"]],
  },
  NG0219: {
    title: "pinned choice that is not used",
    severity: "warning",
    explanation: `The lock file pins something of an entry that the plan no longer has, or that the plan
now gives itself. To remove it from the lock file:

  netgen lock plan.yaml

With \`render --frozen\` this is an error, and nothing is written (exit code 3).`,
    example: `
networks: {front: {bridge: front, ipv4: 172.17.0.1/16}}`,
    lock: `netgen_lock: 1
networks: {back: {bridge: back}}
`,
    mend: [],
    mendLock: [["\nnetworks: {back: {bridge: back}}", ""]],
  },
} as const satisfies Catalogue;
