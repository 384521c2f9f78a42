import { assertNever } from "../ir/assert-never.ts";
import type { Step } from "../ir/step.ts";
import type { Family } from "../net/ip.ts";
import type { StepView } from "../render/steps.ts";

/** A step as the words that its template prints; `owner` is the plan's name, for the alias of links. */
export function viewOfStep(step: Step, owner: string): StepView {
  switch (step.kind) {
    case "netns":
      return {
        kind: step.kind,
        netns: "",
        name: step.name,
        pid: step.from.kind === "pid" ? String(step.from.pid) : "",
        docker: step.from.kind === "docker" ? step.from.container : "",
      };
    case "bridge":
      return { kind: step.kind, netns: "", name: step.name, mac: step.mac };
    case "bridge_veth":
      return {
        kind: step.kind,
        netns: "",
        name: step.name,
        master: step.master,
        peer: step.peer,
        mac: step.mac,
        peerNetns: step.netns,
      };
    case "veth_pair": {
      const [first, second] = step.ends;
      return {
        kind: step.kind,
        netns: "",
        name: first.name,
        mac: first.mac,
        firstNetns: first.netns ?? "",
        peer: second.name,
        peerMac: second.mac,
        peerNetns: second.netns ?? "",
      };
    }
    case "link":
      return {
        kind: step.kind,
        netns: step.netns ?? "",
        dev: step.dev,
        alias: step.identity === undefined ? "" : `netgen:${owner}:${step.identity}`,
        addrgenmode: step.addrgenmode ?? "",
        mtu: String(step.mtu ?? ""),
        mtuOfUplink: step.mtu === "auto" ? "yes" : "",
      };
    case "announce":
      return { kind: step.kind, netns: step.netns ?? "", dev: step.dev, mac: step.mac };
    case "uplink_forwarding":
      return { kind: step.kind, netns: "", family: step.family, why: step.why };
    case "hairpin":
      return { kind: step.kind, netns: "", dev: step.dev };
    case "bridge_nf_call":
      return { kind: step.kind, netns: "", dev: step.dev, switch: switches[step.family] };
    case "address":
      return {
        kind: step.kind,
        netns: step.netns ?? "",
        address: step.address,
        dev: step.dev,
        nodad: step.nodad ? "yes" : "",
      };
    case "route":
      return {
        kind: step.kind,
        netns: step.netns ?? "",
        type: step.type === "unicast" ? "" : step.type,
        to: step.to,
        via: step.via ?? "",
        dev: step.dev ?? "",
        src: step.src ?? "",
        metric: String(step.metric ?? ""),
      };
    case "sysctl":
      return { kind: step.kind, netns: step.netns ?? "", key: step.key, value: step.value, why: step.why };
    case "hostname":
      return { kind: step.kind, netns: "", entry: step.entry, name: step.name };
    case "hosts":
      return {
        kind: step.kind,
        netns: "",
        entry: step.entry ?? "",
        network: step.network ?? "",
        address: step.address,
        names: step.names.join(" "),
      };
    case "resolver":
      return {
        kind: step.kind,
        netns: "",
        entry: step.entry ?? "",
        keyword: step.word,
        fromHost: step.fromHost ? hostWord(step.family, hostWords[step.word]) : "",
        values: step.values.join(" "),
      };
    case "neigh_proxy":
      return {
        kind: step.kind,
        netns: "",
        address: step.address,
        dev: step.dev ?? "",
        ofUplink: step.dev === undefined ? "yes" : "",
      };
    case "proxy_ndp":
      return { kind: step.kind, netns: "", why: step.why };
    case "accept_ra":
      return { kind: step.kind, netns: step.netns ?? "", why: step.why };
    case "published_port":
      return {
        kind: step.kind,
        netns: "",
        origin: step.origin,
        protocol: step.protocol,
        address: bracketed(step.address),
        ports: step.ports,
        target: bracketed(step.target),
        targetPorts: step.targetPorts,
      };
    case "required_address":
      return { kind: step.kind, netns: "", address: step.address };
    case "user_rules":
      return { kind: step.kind, netns: "", tool: step.tool };
    default:
      return assertNever(step);
  }
}

/** An address before a port: IPv6 is put into brackets (RFC 3986, 3.2.2). */
const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address);

/** `nameservers`, or of one family only: `ipv4_nameservers`. */
const hostWord = (family: Family | undefined, word: string): string =>
  family === undefined ? word : `${family}_${word}`;

/** What the script calls the host's own behind `$host_`. */
const hostWords = { nameserver: "nameservers", search: "search", options: "options" } as const;

/** IFLA_BR_NF_CALL_IPTABLES and its twin, as ip-link(8) has them. */
const switches = { ipv4: "nf_call_iptables", ipv6: "nf_call_ip6tables" } as const;
