import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { formatAddress, sameAddress } from "../net/address.ts";
import { cidrOfAddress, formatCidr, subnetOf } from "../net/cidr.ts";
import { specialRange } from "../net/special.ts";
import { unusableEnds } from "../topology/allocate.ts";
import type { Host } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

export const hostAddress: Rule = {
  name: "host-address",
  codes: ["NG0407", "NG0414"],
  about: "The addresses under `host.addresses` are addresses that an interface can have.",
  check: ({ host }) => unusableHostAddresses(host.addresses),
};

/** Addresses that no interface has, each with its reason; the hosts of a cluster are asked before their networks are. */
export const unusableHostAddresses = (addresses: Host["addresses"]): Diagnostic[] =>
  addresses.flatMap((own) => {
    const { address, path } = own;
    const text = formatAddress(address);
    const help = "write an address that `ip address` shows on the host, or leave it out";
    const special = specialRange(cidrOfAddress(address));
    if (special !== undefined) {
      return [problem("NG0414", `${text} is an address of ${special}`, at(path), { help })];
    }
    const subnet = subnetOf(own);
    const end = unusableEnds(subnet).find((one) => sameAddress(one, address));
    if (end === undefined) {
      return [];
    }
    const broadcast = address.value === subnet.address.value ? "the network's own" : "the broadcast";
    const what = address.family === "ipv6" ? "the subnet-router anycast" : broadcast;
    const message = `${text} is ${what} address of ${formatCidr(subnet)}, which is no one host's`;
    return [problem("NG0407", message, at(path), { help })];
  });
