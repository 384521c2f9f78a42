/** What a host holds, in lines that begin with their heading: sorted, without what tells when and in what order. */
export type Shape = readonly string[];

// Tables of iptables-nft in nftables' own listing; iptables-save shows them, too.
const ofIptables = /^table ip6? (filter|nat|mangle|raw|security) /;

// Marks of when an object was made and of what the kernel picks by chance, and of what passes by itself.
const passing: readonly RegExp[] = [
  /^\d+: /,
  /@if\d+/g,
  / link-netns(id)? \S+/g,
  / [a-z_]+_timer +[\d.]+/g,
  / (root_id|designated_root|bridge_id|port_id|port_no|designated_port|designated_bridge) \S+/g,
  / (tentative|linkdown)/g,
  // Carriers come within a second.
  /(NO-CARRIER|LOWER_UP),|,(LOWER_UP|M-DOWN)/g,
  / state \S+/g,
  / \[[\d:]+\]/g,
];

/** Whether a line of a dump says something of what a plan makes. */
function tells(line: string): boolean {
  return (
    line.trim() !== "" &&
    !line.startsWith("#") &&
    !/^:(INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING) ACCEPT/.test(line) &&
    !/^(\*|COMMIT)/.test(line) &&
    !/^\.\/netfilter\/nf_conntrack_(count|buckets|max):/.test(line)
  );
}

/** Reads what dump.sh prints. */
export function shapeOf(dump: string): Shape {
  const lines: string[] = [];
  let heading = "";
  let skipping = false;
  for (const line of dump.split("\n")) {
    if (line.startsWith("== ")) {
      heading = line;
      skipping = false;
      lines.push(heading);
      continue;
    }
    if (heading.endsWith(" nftables") && line.startsWith("table ")) {
      skipping = ofIptables.test(line);
    }
    if (!skipping && tells(line)) {
      lines.push(`${heading.slice(3)}: ${withoutChance(heading, line)}`);
    }
  }
  return lines.sort();
}

function withoutChance(heading: string, line: string): string {
  const bare = passing.reduce((text, mark) => text.replace(mark, ""), line);
  // The kernel makes a link-local address of the MAC that the link had when it came up.
  const local = bare.replace(/fe80::[\da-f:]+ff:fe[\da-f:]+/g, "fe80::EUI-64");
  if (heading !== "== host") {
    return local;
  }
  // The kernel picks the MAC of a veth's end on the host.
  return / veth /.test(local) ? local.replace(/link\/ether \S+/, "") : local;
}

/** The lines that only one of two shapes has: `- line` of the expected one, `+ line` of the other. */
export function differenceOf(expected: Shape, found: Shape): readonly string[] {
  return [...linesOnlyIn(expected, found, "-"), ...linesOnlyIn(found, expected, "+")];
}

function linesOnlyIn(shape: Shape, other: Shape, mark: string): string[] {
  const left = new Map<string, number>();
  for (const line of other) {
    left.set(line, (left.get(line) ?? 0) + 1);
  }
  return shape.flatMap((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count > 0 ? [] : [`${mark} ${line}`];
  });
}
