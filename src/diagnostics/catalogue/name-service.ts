import type { Catalogue } from "./entry.ts";

/** NG033…: host names, /etc/hosts and name servers of containers. */
export const nameServiceCodes = {
  NG0330: {
    title: "not a valid host name",
    severity: "error",
    explanation: `\`hostname\`, \`aliases\`, the names of \`extra_hosts\` and the domains of \`dns_search\` consist
of letters, digits, hyphens and underscores, in labels of at most 63 characters with
single dots between them. A host name has at most 64 characters, a domain name 253.`,
    example: `
networks: {front: {}}
containers:
  web: {hostname: www..example.com}`,
    mend: [["www..example", "www.example"]],
  },
  NG0331: {
    title: "not a name with an address",
    severity: "error",
    explanation: `An item of \`extra_hosts\` is NAME:ADDRESS or NAME=ADDRESS, as in Compose.
\`extra_hosts\` may also be a mapping of names to addresses.`,
    example: `
networks: {front: {}}
containers:
  web: {extra_hosts: [printer]}`,
    mend: [["[printer]", '["printer:192.0.2.9"]']],
  },
  NG0332: {
    title: "no search domain, together with one",
    severity: "error",
    explanation: `\`dns_search: ["."]\` means that there is no search domain, which contradicts any other
item of the list. Remove one of them.`,
    example: `
networks: {front: {}}
containers:
  web: {dns_search: [".", example.com]}`,
    mend: [['".", ', ""]],
  },
  NG0333: {
    title: "not a resolver option",
    severity: "error",
    explanation: `An item of \`dns_opt\` is one option of resolv.conf(5): a word, for some of them followed
by a colon and a number.`,
    example: `
networks: {front: {}}
containers:
  web: {dns_opt: ["ndots 2"]}`,
    mend: [["ndots 2", "ndots:2"]],
  },
  NG0334: {
    title: "no host-gateway",
    severity: "error",
    explanation: `\`host-gateway\` in \`extra_hosts\` stands for the host's own address on the first of the
container's networks where the host has one. Here it has none: the gateway is \`none\` or
a container, or there is no network. Write the address by which the container reaches
the host. IPv6's fe80::1 does not count, since it means nothing without an interface:
give the bridge an address of the subnet, as in \`ipv6: 2001:db8:1::1/64\`.`,
    example: `
networks: {front: {ipv4: {subnet: 172.17.0.0/16, gateway: none}}}
containers:
  web: {extra_hosts: ["host.internal:host-gateway"]}`,
    mend: [["gateway: none", "gateway: 172.17.0.1"]],
  },
  NG0335: {
    title: "more name servers than the resolver uses",
    severity: "warning",
    explanation: `The resolver of the C library uses the first three servers of resolv.conf (MAXNS, see
resolv.conf(5)) and never any after them.`,
    example: `
networks: {front: {}}
containers:
  web: {dns: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4]}`,
    mend: [[", 192.0.2.4", ""]],
  },
  NG0336: {
    title: "name server on the container's own loopback",
    severity: "warning",
    explanation: `In a container, 127.0.0.1 is the container itself, not the host. Name the host's address
on the container's network, if its name server listens there; or leave \`dns\` out to use
the host's name servers, except those on its loopback. The warning does not apply if
the container runs a name server of its own.`,
    example: `
networks: {front: {ipv4: 172.17.42.1/16}}
containers:
  web: {dns: 127.0.0.1}`,
    mend: [["127.0.0.1", "172.17.42.1"]],
  },
  NG0337: {
    title: "alias without an address",
    severity: "warning",
    explanation: `\`aliases\` are more names for the container's address on a network. It has no address
there, so nobody can use them.`,
    example: `
networks: {front: {ipv4: none}}
containers:
  web: {networks: {front: {aliases: [www]}}}`,
    mend: [["{ipv4: none}", "{}"]],
  },
  NG0338: {
    title: "not an address of a name server",
    severity: "error",
    explanation: `No machine answers at an unspecified or multicast address such as 0.0.0.0, 224.0.0.251
or ff02::fb. Name the address of one server.`,
    example: `
networks: {front: {}}
containers:
  web: {dns: 224.0.0.251}`,
    mend: [["224.0.0.251", "192.0.2.53"]],
  },
} as const satisfies Catalogue;
