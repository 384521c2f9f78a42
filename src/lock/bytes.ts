/** Bytes that are read in parts, so that those of a large file need not be held. */
export interface Bytes {
  readonly length: number;
  /** Those from `start` up to, but not including, `end`. */
  readonly slice: (start: number, end: number) => Uint8Array;
}

/** Text, or bytes that are held anyway, to be read in the same way. */
export function bytesOf(whole: string | Uint8Array | Bytes): Bytes {
  if (typeof whole !== "string" && !(whole instanceof Uint8Array)) {
    return whole;
  }
  const bytes = typeof whole === "string" ? Buffer.from(whole, "utf8") : whole;
  return { length: bytes.length, slice: (start, end) => bytes.subarray(start, end) };
}

/** All of them, some at a time. */
export function* piecesOf({ length, slice }: Bytes): Generator<Uint8Array> {
  for (let start = 0; start < length; start += pieceSize) {
    yield slice(start, Math.min(length, start + pieceSize));
  }
}

/** Read at a time. */
export const pieceSize = 1 << 20;
