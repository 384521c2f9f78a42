import { at, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { cidrOfAddress, containsCidr } from "../net/cidr.ts";
import type { Cidr, IpAddress } from "../net/ip.ts";
import { isLinkLocal, isLoopback, specialRange } from "../net/special.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import { readAddress, readCidr, type Written } from "./read-address.ts";

const help = "write an address of the host, or leave it out for all of them";

/** Reads an address of the host that ports are published on; `all` for each of them, 0.0.0.0 and :: for each of a family. */
export function readListenAddress(written: Written, problems: Problems): IpAddress | "all" | undefined {
  if (written.text === "all") {
    return "all";
  }
  const address = readAddress(written, problems);
  if (address === undefined || address.value === 0n) {
    return address;
  }
  if (address.family === "ipv6" && isLoopback(address)) {
    return lacks(
      problems,
      written.owner,
      problem("NG0707", `no port can be published on ${shown(written.text)}`, written.where, {
        help: "publish it on 127.0.0.1, or on another IPv6 address of the host",
      }),
    );
  }
  if (address.family === "ipv6" && isLinkLocal(cidrOfAddress(address))) {
    const message = `${shown(written.text)} is link-local: no port can be published there`;
    return lacks(problems, written.owner, problem("NG0628", message, written.where, { help }));
  }
  const special = specialRange(cidrOfAddress(address));
  if (special === undefined || isLoopback(address)) {
    return address;
  }
  const message = `${shown(written.text)} lies in ${special}: no port can be published there`;
  return lacks(problems, written.owner, problem("NG0628", message, written.where, { help }));
}

/**
 * Reads the sources that may reach a published port: CIDRs, or addresses alone. None holds another, so that the
 * list can be a set of intervals.
 */
export function readSources(
  list: readonly string[] | undefined,
  path: Path,
  owner: string,
  problems: Problems,
): readonly Cidr[] | undefined {
  if (list === undefined) {
    return undefined;
  }
  if (list.length === 0) {
    const help = "leave it out, or write 0.0.0.0/0 for any source";
    const message = `\`${path.at(-1)}\` is empty, so that nobody could reach the port`;
    return lacks(problems, owner, problem("NG0625", message, at(path), { help }));
  }
  const read = list.flatMap((text, index) => {
    const source = readSource({ text, where: at([...path, index]), owner }, problems);
    return source === undefined ? [] : [source];
  });
  return read.filter(
    (cidr, index) =>
      !read.some(
        (other, place) =>
          place !== index && containsCidr(other, cidr) && (place < index || !containsCidr(cidr, other)),
      ),
  );
}

function readSource(written: Written, problems: Problems): Cidr | undefined {
  const address = written.text.includes("/") ? undefined : readAddress(written, problems);
  return written.text.includes("/") ? readCidr(written, problems) : address && cidrOfAddress(address);
}
