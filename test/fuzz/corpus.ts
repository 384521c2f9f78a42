/** A change of the plan that is always tried, in the names of mutations; the base plan has none. */
export interface Change {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Shell commands on the host between the two. */
  readonly meanwhile?: string;
}

/** Changes that went wrong once, or are like one that did; each is tried with nftables and with iptables. */
export const changes: readonly Change[] = [
  // The kernel drops IPv6 addresses, and routes by them, when a link goes down to be renamed.
  { from: [], to: ["interface renamed"] },
  { from: [], to: ["bridge renamed"] },
  { from: [], to: ["link's end renamed"] },
  { from: [], to: ["networks in another order"] },
  { from: [], to: ["container's networks in another order"] },
  {
    from: ["IPv6 gateway by container"],
    to: ["IPv6 gateway by container", "interface of the router renamed"],
  },
  { from: ["interface renamed"], to: ["interface renamed to another's former name"] },
  { from: [], to: ["interfaces swapped"] },
  // A sysctl of an interface that goes to another namespace stays behind.
  { from: [], to: ["link moves to another container"] },
  { from: ["link moves to another container"], to: ["link to the host"] },
  // The kernel spells a sysctl in its own way.
  { from: [], to: ["sysctl in hexadecimal"] },
  { from: ["sysctl in hexadecimal"], to: ["sysctl removed"] },
  // The record in /run is lost while the plan is up.
  { from: [], to: [], meanwhile: "rm -rf /run/netgen" },
  { from: [], to: ["bridge renamed", "container removed"], meanwhile: "rm -rf /run/netgen" },
  {
    from: ["external namespace"],
    to: ["mtu smaller"],
    meanwhile: "umount -n /run/netns/web; rm -f /run/netns/web",
  },
  { from: [], to: ["external namespace in place of our own"] },
];

/** How a tool goes wrong, or the whole script. */
export const modes = ["kill", "fail", "crash", "half", "hang"] as const;
export type Mode = (typeof modes)[number];

/** A fault that is always tried: at every call that matches, up to a number. */
export interface FixedFault {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly mode: Mode;
  /** Matches calls as fault.sh logs them, `ip -batch link set dev eth0 up`. */
  readonly at: RegExp;
  readonly most: number;
}

/** Faults that went wrong once, or are like one that did; each is tried with nftables and with iptables. */
export const faults: readonly FixedFault[] = [
  // Killed between the host's batch and those of the namespaces.
  { from: [], to: ["interface renamed"], mode: "kill", at: /^ip .*(addr|route|alias)/, most: 3 },
  { from: [], to: ["link moves to another container"], mode: "kill", at: /^ip .*link (add|set)/, most: 3 },
  // The way back of a change that renames or swaps.
  { from: [], to: ["interfaces swapped", "mtu smaller"], mode: "fail", at: /^ip .*link set/, most: 3 },
  { from: [], to: ["name servers", "peers"], mode: "fail", at: /^(nft|ip6?tables-(save|restore)) /, most: 4 },
  // A tool that fails while it looks is not "nothing there".
  { from: [], to: ["MAC changed"], mode: "fail", at: / (show|list)|-save/, most: 6 },
  { from: [], to: ["MAC changed"], mode: "crash", at: / (show|list)|-save/, most: 6 },
  { from: [], to: ["MAC changed"], mode: "half", at: / (show|list)|-save/, most: 6 },
  // Bridge netfilter goes on in two steps: the module, then its switches.
  { from: [], to: ["icc off"], mode: "kill", at: /^(modprobe|sysctl|ip .*nf_call)/, most: 2 },
  { from: [], to: ["icc off", "iptables"], mode: "crash", at: /^(modprobe|sysctl)/, most: 2 },
];
