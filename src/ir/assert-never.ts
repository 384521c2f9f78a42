/** Ends an exhaustive switch: tsc refuses a kind that has no case, and a value from elsewhere is a bug. */
export function assertNever(value: never): never {
  throw new Error(`no case for ${JSON.stringify(value)}`);
}
