import type { Catalogue } from "./entry.ts";

/** NG033…: what containers call themselves and others, and whom they ask. */
export const nameServiceCodes = {
  NG0330: {
    title: "not a name of a host",
    severity: "error",
    explanation: `\`hostname\`, \`aliases\`, the names of \`extra_hosts\` and the domains of \`dns_search\` are
letters, digits, hyphens and underscores, in parts of at most 63 with single dots
between them. The kernel holds host names of up to 64 characters; domain names
have up to 253.

  containers:
    web: {hostname: www.example.com}`,
  },
  NG0331: {
    title: "not a name with its address",
    severity: "error",
    explanation: `An item of \`extra_hosts\` is a name and an address with \`:\` or \`=\` between them, as
Compose has it; or \`extra_hosts\` is a mapping.

  containers:
    web: {extra_hosts: ["printer:192.0.2.9", "backup=[2001:db8::9]"]}
    db: {extra_hosts: {printer: 192.0.2.9}}`,
  },
  NG0332: {
    title: "no search domain, and one all the same",
    severity: "error",
    explanation: `\`dns_search: ["."]\` says that bare names are looked up in no domain. Beside another
domain it contradicts it; leave one of them out.`,
  },
  NG0333: {
    title: "not an option of a resolver",
    severity: "error",
    explanation: `An item of \`dns_opt\` is one option as resolv.conf(5) lists them: a word, and for
some a colon and a number.

  containers:
    web: {dns_opt: ["ndots:2", use-vc]}`,
  },
  NG0334: {
    title: "a host-gateway that there is not",
    severity: "error",
    explanation: `\`host-gateway\` in \`extra_hosts\` stands for the host's own address on the first of the
container's networks on which it has one: that network's gateway, of IPv4 before
IPv6. fe80::1 is on each network of the host and is none. Where no network has one
(\`gateway\` is none or a container, or there is no network), write the address by
which the host is to be reached.`,
  },
  NG0335: {
    title: "more name servers than are asked",
    severity: "warning",
    explanation: `The resolver of the C library asks the first three servers of resolv.conf (MAXNS, see
resolv.conf(5)) and never any after them.`,
  },
  NG0336: {
    title: "a name server on the container's own loopback",
    severity: "warning",
    explanation: `127.0.0.1 in a container is the container itself, not the host. A server of the host
is reached by the host's address on the container's network, if it listens there;
leave \`dns\` out to have the host's servers less those on its loopback. Where the
container runs a name server of its own, all is well.`,
  },
  NG0337: {
    title: "an alias for no address",
    severity: "warning",
    explanation: `\`aliases\` are further names for the container's address on a network. On a network
without IPv4 it has none, and nobody finds it by them.`,
  },
  NG0338: {
    title: "an address that no name server has",
    severity: "error",
    explanation: `No machine answers at an address such as 0.0.0.0, 224.0.0.251 or ff02::fb: it stands
for many, or for none. Name one server.

  containers:
    web: {dns: 192.0.2.53}`,
  },
} as const satisfies Catalogue;
