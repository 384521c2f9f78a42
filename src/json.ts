import { formatAddress } from "./net/address.ts";
import { formatCidr } from "./net/cidr.ts";
import type { Cidr, IpAddress } from "./net/ip.ts";

/**
 * A value as JSON holds it: an address is `"10.0.0.1"`, a prefix or an interface's address `"10.0.0.0/24"`, a map an
 * object, a set a list, and a function gives what it gave in the same form.
 */
export type Json<T> = T extends IpAddress
  ? string
  : IsPrefix<T> extends true
    ? string
    : T extends (...given: infer Given) => infer Result
      ? (...given: Given) => Json<Result>
      : T extends ReadonlyMap<string | number, infer V>
        ? Readonly<Record<string, Json<V>>>
        : T extends ReadonlySet<infer V> | readonly (infer V)[]
          ? readonly Json<V>[]
          : T extends object
            ? { readonly [K in keyof T]: Json<T[K]> }
            : T;

/** Whether it is a prefix and nothing else: with an origin beside it, it stays an object. */
type IsPrefix<T> = T extends Cidr ? (keyof T extends keyof Cidr ? true : false) : false;

/** See {@link Json}. */
export function toJson<T>(value: T): Json<T> {
  return jsonOf(value) as Json<T>;
}

function jsonOf(value: unknown): unknown {
  if (typeof value === "function") return (...given: unknown[]) => jsonOf(value(...given));
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, held]) => [key, jsonOf(held)]));
  if (value instanceof Set || Array.isArray(value)) return [...value].map(jsonOf);
  if (isAddress(value)) return formatAddress(value);
  if (isPrefix(value)) return formatCidr(value);
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, jsonOf(held)]));
}

const isAddress = (value: object): value is IpAddress =>
  "family" in value && "value" in value && typeof value.value === "bigint";

const isPrefix = (value: object): value is Cidr =>
  Object.keys(value).length === 2 &&
  "length" in value &&
  "address" in value &&
  typeof value.address === "object" &&
  value.address !== null &&
  isAddress(value.address);
