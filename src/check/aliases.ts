import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Topology } from "../topology/topology.ts";

/** Aliases are names of an address. */
export const aliases = ({ containers, incomplete }: Topology): Diagnostic[] =>
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
    );
