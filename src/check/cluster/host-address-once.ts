import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { problem } from "../../diagnostics/report.ts";
import { formatAddress } from "../../net/address.ts";
import { cidrOfAddress } from "../../net/cidr.ts";
import { isLinkLocal } from "../../net/special.ts";
import type { Cluster } from "../../topology/cluster.ts";
import type { ClusterRule } from "./rule.ts";

export const hostAddressOnce: ClusterRule = {
  name: "host-address-once",
  codes: ["NG0810"],
  about: "An address belongs to one host.",
  check,
};

function check({ members }: Cluster): Diagnostic[] {
  const first = new Map<string, { readonly host: string; readonly where: ReturnType<typeof at> }>();
  return members.flatMap(({ name, addresses }) =>
    addresses.flatMap(({ address, path }) => {
      const text = formatAddress(address);
      const where = at(path);
      const other = first.get(text);
      if (other === undefined || isLinkLocal(cidrOfAddress(address))) {
        first.set(text, { host: name, where });
        return [];
      }
      const related = [{ where: other.where, message: `${other.host} has it already` }];
      return [problem("NG0810", `${text} is an address of ${other.host} and of ${name}`, where, { related })];
    }),
  );
}
