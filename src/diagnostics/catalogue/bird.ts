import type { Catalogue } from "./entry.ts";

/** NG085…: BIRD and BGP. */
export const birdCodes = {
  NG0850: {
    title: "settings of BIRD with static routing",
    severity: "error",
    explanation: `\`fabric.bird\` configures how BIRD distributes routes, but with \`routing: static\` (the
default) the scripts set them. Write \`routing: bird\`, or remove \`bird\`.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24], bird: {as: 64512}}
hosts:
  host1:
    host: {addresses: [192.0.2.1/24]}
    networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}`,
    mend: [["bird: {as", "routing: bird, bird: {as"]],
  },
  NG0851: {
    title: "not a valid BGP password",
    severity: "error",
    explanation: `The key of a TCP session has 1 to 80 bytes (RFC 2385; TCP_MD5SIG_MAXKEYLEN in
linux/tcp.h). BIRD's configuration has no escapes, so a password holds no double quotes
and no control characters.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24], routing: bird, bird: {password: 'a"b'}}
hosts:
  host1:
    host: {addresses: [192.0.2.1/24]}
    networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}`,
    mend: [["'a\"b'", "a-b"]],
  },
  NG0852: {
    title: "not a valid reflector",
    severity: "error",
    explanation: `Route reflectors are hosts of a switched cluster, each named once. A routed cluster has
its router instead.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24], routing: bird, bird: {reflectors: [host3]}}
hosts:
  host[1:2]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}`,
    mend: [["[host3]", "[host1]"]],
  },
  NG0853: {
    title: "BGP peers without a common subnet",
    severity: "error",
    explanation: `BGP sessions are between addresses of one subnet, for each family that containers are
reached by, and packets from behind a router are not accepted (RFC 5082). Where
\`fabric.subnet\` lists several, two hosts with a session need addresses in the same one.
With \`reflectors\`, these are each host and each reflector.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24, 198.51.100.0/24], routing: bird}
hosts:
  host1:
    host: {addresses: [192.0.2.1/24], routes: [{to: 198.51.100.0/24, dev: eth0}]}
    networks: {front: {ipv4: {subnet: 10.1.0.0/24, mode: routed}}}
  host2:
    host: {addresses: [198.51.100.2/24], routes: [{to: 192.0.2.0/24, dev: eth0}]}
    networks: {front: {ipv4: {subnet: 10.2.0.0/24, mode: routed}}}`,
    mend: [
      ["[198.51.100.2/24]", "[198.51.100.2/24, 192.0.2.2/24]"],
      [", routes: [{to: 192.0.2.0/24, dev: eth0}]", ""],
    ],
  },
  NG0854: {
    title: "BGP's port is published",
    severity: "error",
    explanation: `With \`routing: bird\` the host itself listens on 179/tcp, BGP's port. Publish the
container's port on another one, or on an address that no session uses.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24], routing: bird}
hosts:
  host[1:2]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}
    containers: {router: {ports: ["179:179"]}}`,
    mend: [["179:179", "1179:179"]],
  },
  NG0855: {
    title: "reserved AS number",
    severity: "error",
    explanation: `0 (RFC 7607), 23456 (RFC 6793), 65535 and 4294967295 (RFC 7300) are reserved. AS numbers
for private use are 64512 to 65534 and 4200000000 to 4294967294 (RFC 6996).`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24], routing: bird, bird: {as: 65535}}
hosts:
  host[1:2]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}`,
    mend: [["65535", "64512"]],
  },
  NG0856: {
    title: "AS number for documentation",
    severity: "warning",
    explanation: `64496 to 64511 and 65536 to 65551 are for use in documents (RFC 5398). AS numbers for
private use are 64512 to 65534 and 4200000000 to 4294967294 (RFC 6996).`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24], routing: bird, bird: {as: 64496}}
hosts:
  host[1:2]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}`,
    mend: [["64496", "64512"]],
  },
  NG0857: {
    title: "many hosts in a full mesh",
    severity: "warning",
    explanation: `With \`reflectors: []\` each host has a session with each other host: n × (n − 1) / 2 of
them. Two route reflectors distribute the same routes with two sessions a host. Without
the key, the first two hosts of more than 16 are reflectors.`,
    example: `
fabric: {kind: switched, subnet: [192.0.2.0/24], routing: bird, bird: {reflectors: []}}
hosts:
  host[1:100]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}`,
    mend: [["reflectors: []", "reflectors: [host1, host2]"]],
  },
} as const satisfies Catalogue;
