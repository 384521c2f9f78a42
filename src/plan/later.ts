import { withinHost } from "./within-host.ts";

/**
 * Keys of the plan language that this version does not build, and what they ask for. Each is refused with these
 * words: a script that leaves a wish out is worse than none. `*` stands for any name or index.
 */
export const laterKeys: readonly {
  readonly path: readonly string[];
  readonly keys: Readonly<Record<string, string>>;
}[] = [
  {
    path: ["host"],
    keys: { coexist: "rules beside other firewalls" },
  },
];

/** What a key asks for that this version does not build; undefined for any other key. */
export function laterKey(holder: readonly (string | number)[], key: string): string | undefined {
  const { rest } = withinHost(holder);
  const entry = laterKeys.find(
    ({ path }) =>
      path.length === rest.length && path.every((step, index) => step === "*" || step === rest[index]),
  );
  return entry !== undefined && Object.hasOwn(entry.keys, key) ? entry.keys[key] : undefined;
}
