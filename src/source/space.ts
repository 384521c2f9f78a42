/** A key whose value follows its colon without a space, which YAML reads as one word. */
export interface SpaceMissing {
  readonly key: string;
  readonly message: string;
  readonly help: string;
}

/**
 * Whether a text is a key and a value that only lack the space between: `ipv4:10.0.0.0/24`, `web:{ports: [80]}`.
 * Not an IPv6 address, a URL or a range.
 */
export function spaceMissing(text: string): SpaceMissing | undefined {
  const [, key, value] = /^([A-Za-z_][\w.-]*(?:\[\w+:\w+(?::\d+)?\][\w.-]*)?):([^\s:/].*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined || /^[0-9a-fA-F]{1,4}$/.test(key)) return undefined;
  return {
    key,
    message: `a space is missing after the colon of \`${key}\``,
    help: value.length > 60 ? `${key}: …` : `${key}: ${value}`,
  };
}
