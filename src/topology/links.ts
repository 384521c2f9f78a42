import { at, type Path } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import { isHostname } from "../net/hostname.ts";
import type { Entry, ExpandedContainer } from "../plan/expanded.ts";
import { lacks, type Problems, shown } from "./problems.ts";
import type { ContainerLink } from "./topology.ts";
import { unknownContainer } from "./unknown.ts";

/** Links of each container, by its name: `other` or `other:alias`. What cannot be read is said and left out. */
export function readContainerLinks(
  containers: readonly Entry<ExpandedContainer>[],
  problems: Problems,
): ReadonlyMap<string, readonly ContainerLink[]> {
  const known = new Map(containers.map((entry) => [entry.name, entry]));
  return new Map(
    containers.map(({ name, origin, path, value }) => [
      name,
      (value.links ?? []).flatMap((text, index) => {
        const own = [...path, "links", index];
        const link = readLink(text, own, `${origin}.links`, known, problems);
        return link === undefined
          ? []
          : [{ ...link, origin: `${origin}.links.${index}`, path: own, where: at(own) }];
      }),
    ]),
  );
}

function readLink(
  text: string,
  path: Path,
  owner: string,
  known: ReadonlyMap<string, unknown>,
  problems: Problems,
): Pick<ContainerLink, "container" | "alias"> | undefined {
  const colon = text.indexOf(":");
  const container = colon < 0 ? text : text.slice(0, colon);
  const alias = colon < 0 ? text : text.slice(colon + 1);
  if (!known.has(container)) {
    return lacks(problems, owner, unknownContainer(container, at(path), known, problems));
  }
  if (isHostname(alias) && alias.toLowerCase() !== "localhost") {
    return { container, alias };
  }
  const [message, help] =
    colon < 0
      ? [`the name ${shown(container)} cannot be that of a host`, `give it an alias: ${container}:db`]
      : [
          `${shown(alias)} cannot be a host name`,
          "letters, digits, _ and - with dots between words, as in db:database",
        ];
  return lacks(problems, owner, problem("NG0640", message, at(path), { help }));
}
