import { describe, expect, test } from "vitest";
import { isHostname } from "../../src/net/hostname.ts";
import { codesOf, containerOf, soundTopology } from "../support/topology.ts";

const linksOf = (body: string, name: string): string[] =>
  containerOf(soundTopology(body), name).links.map(({ container, alias }) => `${container} as ${alias}`);

describe("links", () => {
  test.each([
    ["db", ["db as db"]],
    ["db:database", ["db as database"]],
    ['db, "db:db.shop.test", db:_', undefined],
    ["db, db:db2", ["db as db", "db as db2"]],
  ])("[%s]", (links, expected) => {
    const body = `networks: {front: {}}\ncontainers: {web: {links: [${links}]}, db: {}}`;
    expect(expected === undefined ? codesOf(body) : linksOf(body, "web")).toEqual(expected ?? ["NG0640"]);
  });

  test("of a range lead to its neighbour in number", () => {
    const body = 'networks: {front: {}}\ncontainers: {"web[1:2]": {links: ["db{n}:db"]}, "db[1:2]": {}}';
    expect(linksOf(body, "web2")).toEqual(["db2 as db"]);
  });

  test("may go both ways", () => {
    const body = "networks: {front: {}}\ncontainers: {a: {links: [b]}, b: {links: [a]}}";
    expect(codesOf(body)).toEqual([]);
  });
});

test.each([
  ["db", true],
  ["DB_1", true],
  ["db.shop.test", true],
  ["7", true],
  ["7.db", true],
  ["10.0.0.1", false],
  ["a.0x7f", false],
  ["", false],
  ["-db", false],
  ["db-", false],
  ["db.", false],
  ["a..b", false],
  ["a b", false],
  ["a".repeat(63), true],
  ["a".repeat(64), false],
  [`${"a.".repeat(127)}b`, false],
])("%j names a host: %s", (text, expected) => {
  expect(isHostname(text)).toBe(expected);
});
