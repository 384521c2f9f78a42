import { createHash } from "node:crypto";

/** IFNAMSIZ (linux/if.h) less the closing NUL. */
export const IFNAME_BYTES = 15;

export type IfnameFault =
  | "empty"
  /** More than 15 bytes. */
  | "too-long"
  /** Outside of `[A-Za-z0-9_.-]`. */
  | "character"
  /** Starts with `-` or `.`: an option to the tools, or a path. */
  | "start"
  /** `all` and `default` are directories of /proc/sys/net/ipv4/conf beside the interfaces; `lo` is there already. */
  | "reserved";

/**
 * What is wrong with the name of an interface, or undefined. Narrower than the kernel's own rule
 * (dev_valid_name, net/core/dev.c), which forbids only slashes, colons and spaces: the name has to pass through
 * a shell, sysctl paths, nftables and iptables too, where a closing `+` is a wildcard.
 */
export function ifnameFault(name: string): IfnameFault | undefined {
  if (name === "") {
    return "empty";
  }
  if (!/^[A-Za-z0-9_.-]*$/.test(name)) {
    return "character";
  }
  if (name.length > IFNAME_BYTES) {
    return "too-long";
  }
  if (!/^[A-Za-z0-9_]/.test(name)) {
    return "start";
  }
  return ["all", "default", "lo"].includes(name) ? "reserved" : undefined;
}

/** The bridge of a network that names none: the network's name where it can be an interface's, else a derived one. */
export const bridgeNameOf = (network: string): string =>
  ifnameFault(network) === undefined ? network : hashedName(network, ["bridge", network]);

/**
 * The end of a veth pair that stays on the host: `web.eth0`, or a derived name where that does not fit. Depends on
 * nothing but the container and its interface. A plain name always holds a dot, with the interface behind its
 * last one; a derived name never does. So no two ends share a name, but for a chance of 2^-40 a pair.
 */
export function hostIfnameOf(container: string, interfaceName: string): string {
  const plain = `${container}.${interfaceName}`;
  if (!interfaceName.includes(".") && ifnameFault(plain) === undefined) {
    return plain;
  }
  return hashedName(container, ["veth", container, interfaceName]);
}

/** Six readable characters, a hyphen, and 40 bits of SHA-256 in base 32 (RFC 4648's letters, in lower case). */
function hashedName(readable: string, words: readonly string[]): string {
  const prefix = readable.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 6);
  const digest = createHash("sha256").update(words.join("\0")).digest();
  const bits = digest.subarray(0, 5).reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
  const letters = Array.from({ length: 8 }, (_, i) => ALPHABET[Number((bits >> BigInt(5 * (7 - i))) & 31n)]);
  return `${prefix}-${letters.join("")}`;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
