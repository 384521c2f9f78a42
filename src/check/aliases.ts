import { at } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Rule } from "./rule.ts";

export const aliases: Rule = {
  name: "aliases",
  codes: ["NG0337"],
  about: "An alias needs an address on its network.",
  check: ({ containers, incomplete }) =>
    containers
      .filter(({ origin }) => !incomplete.has(origin))
      .flatMap(({ name, endpoints }) =>
        endpoints.flatMap(({ network, ipv4, ipv6, aliases: given }) =>
          given
            .filter(() => ipv4 === undefined && ipv6 === undefined)
            .map((alias) =>
              problem(
                "NG0337",
                `${name} has no address on ${network} that ${alias.name} could be a name of`,
                at(alias.path),
              ),
            ),
        ),
      ),
};
