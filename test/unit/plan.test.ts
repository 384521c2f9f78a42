import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at } from "../../src/diagnostics/diagnostic.ts";
import { problem } from "../../src/diagnostics/report.ts";
import { unrelatedTo } from "../../src/plan/doubt.ts";
import { expand } from "../../src/plan/expand.ts";
import type { ExpandedPlan } from "../../src/plan/expanded.ts";
import { jsonSchema } from "../../src/plan/json-schema.ts";
import { laterKeys } from "../../src/plan/later.ts";
import { readRange } from "../../src/plan/range.ts";
import { validate } from "../../src/plan/validate.ts";
import { read } from "../../src/source/read.ts";

function namesOf(key: string): readonly string[] | string {
  const range = readRange(key);
  return range.kind === "wrong" ? range.message : range.names().map(({ name }) => name);
}

function expanded(text: string, name: string | undefined = "plan") {
  const source = read(text).value;
  if (source === undefined) throw new Error("not YAML");
  const valid = validate(source.value, source.textAt);
  if (valid.value === undefined) throw new Error(valid.diagnostics.map(({ message }) => message).join("\n"));
  return expand(valid.value.plan, source.keysOf, name);
}

function planOf(text: string): ExpandedPlan {
  const { value } = expanded(text);
  if (value === undefined) throw new Error("no plan");
  return value;
}

function shapeOf(text: string): readonly string[] {
  const source = read(text).value;
  if (source === undefined) throw new Error("not YAML");
  return validate(source.value, source.textAt).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe("ranges", () => {
  test.each([
    ["web", ["web"]],
    ["web[1:3]", ["web1", "web2", "web3"]],
    ["web[08:11]", ["web08", "web09", "web10", "web11"]],
    ["web[9:11]x", ["web9x", "web10x", "web11x"]],
    ["db[1:9:4]", ["db1", "db5", "db9"]],
    ["db[1:8:4]", ["db1", "db5"]],
    ["r[a:c]", ["ra", "rb", "rc"]],
    ["[0:1]", ["0", "1"]],
    ["x[007:007]", ["x007"]],
    ["x[2:1]", "2 comes after 1"],
    ["x[c:a]", "c comes after a"],
    ["x[1:a]", "one bound is a letter and the other a number"],
    ["x[01:100]", "01 has a leading zero, so 100 has to have 2 digits too"],
    ["x[1:09]", "09 has a leading zero, so 1 has to have 2 digits too"],
    ["x[1:2:0]", "a range goes on in steps of 1 or more"],
    ["x[1:99999999999999999999]", "a number is too large"],
    [`${"x".repeat(73)}[1:2]`, `${"x".repeat(30)}… (74 characters) would not be a name`],
  ])("%s", (key, expected) => {
    expect(namesOf(key)).toEqual(expected);
  });

  test("hold as many names as they say, all different, in order", () => {
    const bound = fc.nat({ max: 2000 });
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 1, max: 50 }), (from, more, step) => {
        const range = readRange(`w[${from}:${from + more}:${step}]`);
        if (range.kind === "wrong") return false;
        const names = range.names().map(({ name }) => Number(name.slice(1)));
        return (
          names.length === range.count &&
          names.every((number, index) => number === from + index * step) &&
          Number(names.at(-1)) + step > from + more
        );
      }),
    );
  });
});

describe("expand", () => {
  test("fills {n} and {i} into values, in both forms of networks", () => {
    const plan = planOf(`
netgen: 1
networks: {"lan[1:2]": {ipv4: "10.{n}.0.1/24"}}
containers:
  web[08:09]: {networks: {"lan{i}": {host_interface_name: "w{n}"}}, netns: "ns{n}"}
  db[1:2]: {networks: ["lan{n}"]}
`);
    expect(plan.networks.map(({ name, value }) => [name, value.ipv4])).toEqual([
      ["lan1", "10.1.0.1/24"],
      ["lan2", "10.2.0.1/24"],
    ]);
    expect(plan.containers.map(({ name }) => name)).toEqual(["web08", "web09", "db1", "db2"]);
    expect(plan.containers[1]).toEqual({
      name: "web09",
      origin: "containers.web09",
      path: ["containers", "web[08:09]"],
      value: {
        netns: "ns09",
        networks: [
          {
            name: "lan1",
            path: ["containers", "web[08:09]", "networks", "lan{i}"],
            where: at(["containers", "web[08:09]", "networks", "lan{i}"], "key"),
            value: { host_interface_name: "w09" },
          },
        ],
      },
    });
    expect(plan.containers[3]?.value.networks?.[0]).toMatchObject({ name: "lan2", value: {} });
  });

  test("leaves braces alone where there is no range", () => {
    expect(planOf("netgen: 1\ncontainers: {web: {netns: 'a{n}'}}").containers[0]?.value.netns).toBe("a{n}");
  });

  test("keeps the order of the file where names are numbers", () => {
    const plan = planOf(
      "netgen: 1\nnetworks: {b: , '2': , a: , '1': }\ncontainers: {x: {networks: {b: , '2': }}}",
    );
    expect(plan.networks.map(({ name }) => name)).toEqual(["b", "2", "a", "1"]);
    expect(plan.containers[0]?.value.networks?.map(({ name }) => name)).toEqual(["b", "2"]);
  });

  test("takes the plan's name from the plan, else from the file", () => {
    expect(expanded("netgen: 1\nname: own").value?.name).toBe("own");
    expect(expanded("netgen: 1", "stem").value?.name).toBe("stem");
    expect(expanded("netgen: 1", "Stem").diagnostics.map(({ code }) => code)).toEqual(["NG0211"]);
    expect(expand({ netgen: 1 }, () => [], undefined).diagnostics.map(({ code }) => code)).toEqual([
      "NG0211",
    ]);
  });

  test("refuses names that collide and ranges without bound", () => {
    const codes = (text: string) => expanded(text).diagnostics.map(({ code }) => code);
    expect(codes("netgen: 1\ncontainers: {'w[1:9]': , w5: }")).toEqual(["NG0209"]);
    expect(codes("netgen: 1\ncontainers: {w5: , 'w[1:9]': }\nnetworks: {w5: }")).toEqual(["NG0209"]);
    expect(codes("netgen: 1\ncontainers: {'a[1:15000]': , 'b[1:15000]': }")).toEqual(["NG0208"]);
    expect(codes("netgen: 1\ncontainers: {'a[1:999999999999]': }")).toEqual(["NG0208"]);
    expect(codes("netgen: 1\ncontainers: {'a[1:20000]': }")).toEqual([]);
    expect(codes("netgen: 1\ncontainers: {'a[1:20000]': , b: , c: }")).toEqual(["NG0208"]);
    const link = "point_to_point: [{ends: {a: , b: }}]";
    expect(codes(`netgen: 1\ncontainers: {'a[1:19999]': }\n${link}`)).toEqual([]);
    expect(codes(`netgen: 1\ncontainers: {'a[1:20000]': }\n${link}`)).toEqual(["NG0208"]);
  });
});

describe("validate", () => {
  test.each([
    ["netgen: 1", []],
    ["{}", ["NG0203 the plan lacks the key `netgen`"]],
    ["netgen: '1'", ["NG0210 this netgen reads version 1 of the plan language, not `'1'`"]],
    ["netgen: 1\nnetworks: {a: {mtu: auto}, b: {mtu: 1400}}", []],
    [
      "netgen: 1\nnetworks: {a: {mtu: '1400'}}",
      ["NG0204 `mtu`: expected a whole number or `auto`, found the text `1400`"],
    ],
    [
      "netgen: 1\nnetworks: {a: {mtu: [1]}}",
      ["NG0201 `mtu`: expected a whole number or `auto`, found a list"],
    ],
    [
      "netgen: 1\nnetworks: {a: {ipv4: 10.5}}",
      ["NG0212 `ipv4`: expected text or a mapping, and YAML reads 10.5 as a number"],
    ],
    ["netgen: 1\nnetworks: {a: {ipv4: {}}}", []],
    ["netgen: 1\nnetworks: {a: {ipv4: ''}}", ["NG0201 `ipv4`: expected text or a mapping, found empty text"]],
    [
      "netgen: 1\ncontainers: {a: {netns: {pid: 1, docker: x}}}",
      ["NG0213 `netns` takes exactly one of the keys external, path, pid, docker"],
    ],
    [
      "netgen: 1\ncontainers: {a: {netns: {pid: x}}}",
      ["NG0201 `pid`: expected a whole number, found the text `x`"],
    ],
    ["netgen: 1\ncontainers: {a: {networks: [{}]}}", ["NG0201 `networks`: expected text, found a mapping"]],
    [
      "netgen: 1\ncontainers: {a: {networks: {b: {gw: 1}}}}",
      ["NG0202 a container's network has no key `gw`"],
    ],
    ["netgen: 1\ncontainers: {a: {routes: [{}]}}", ["NG0203 a route lacks the key `to`"]],
    ["netgen: 1\ncontainers: {a: {sysctls: {net.ipv4.x: 1, net.ipv4.y: '2', net.ipv4.z: true}}}", []],
    ["netgen: 1\ncontainers: {constructor: {}, toString: {}, hasOwnProperty: {}}", []],
    [
      "netgen: 1\nconstructor: {}\ntoString: 1",
      ["NG0202 the plan has no key `constructor`", "NG0202 the plan has no key `toString`"],
    ],
  ])("%s", (text, expected) => {
    expect(shapeOf(text)).toEqual(expected);
  });

  test("says of every key that comes later that it does", () => {
    for (const { path, keys } of laterKeys) {
      for (const key of Object.keys(keys)) {
        const names = path.map((step, index) =>
          step !== "*" ? step : path[index - 1] === "point_to_point" ? 0 : "x",
        );
        const value: Record<string | number, unknown> = { netgen: 1 };
        let holder = value;
        for (const [index, name] of names.entries()) {
          const needed = name === "fabric" ? { kind: "switched" } : {};
          const inner = (names[index + 1] === 0 ? [] : needed) as Record<string | number, unknown>;
          holder[name] = inner;
          holder = inner;
        }
        holder[key] = ["something"];
        const { diagnostics } = validate(value, () => "");
        expect([...names, key, ...diagnostics.map(({ code }) => code)]).toEqual([...names, key, "NG0901"]);
      }
    }
  });

  test("gives the rest of a plan back beside the problems of single entries", () => {
    const source = read(
      "netgen: 1\nnetworks: {a: {mtuu: 1}, b: }\ncontainers: {c: {routes: [{}], forward: true}}",
    ).value;
    const { value } = validate(source?.value, () => "");
    expect(value).toEqual({
      plan: { netgen: 1, networks: { a: {}, b: null }, containers: { c: { forward: true } } },
      doubtful: [
        ["networks", "a"],
        ["containers", "c"],
      ],
    });
  });

  test.each([
    "netgen: 1\nnetwork: {}",
    "netgen: 1\nnetworks: []",
    "netgen: 1\nnetworks: {-a: }",
    "netgen: 2",
  ])("gives nothing back where the rest would mean something else: %s", (text) => {
    expect(validate(read(text).value?.value, () => "").value).toBeUndefined();
  });

  test("what points into a doubtful entry, or explains itself by one, is left out", () => {
    const a = problem("NG0202", "a", at(["networks", "a", "ipv4"]));
    const b = problem("NG0202", "b", at(["networks", "b"]), {
      related: [{ where: at(["networks", "a"]), message: "" }],
    });
    const c = problem("NG0202", "c", at(["networks", "c"]));
    expect(unrelatedTo([["networks", "a"]], [a, b, c])).toEqual([c]);
  });

  test("any value gives a plan or diagnostics, never an exception", () => {
    const key = fc.constantFrom(
      "netgen",
      "networks",
      "containers",
      "host",
      "ipv4",
      "netns",
      "routes",
      "a",
      "web[1:2]",
      "",
    );
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom("auto", "none", 1),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree")),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree), (value) => {
        const { value: valid, diagnostics } = validate(value, () => "");
        return (valid !== undefined && valid.doubtful.length === 0) || diagnostics.length > 0;
      }),
      { numRuns: 1000 },
    );
  });
});

describe("schema", () => {
  test("describes every key", () => {
    const bare: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== "object" || schema === null) return;
      for (const [key, inner] of Object.entries(schema)) {
        if (key === "properties") {
          for (const [name, property] of Object.entries(inner as object)) {
            if (typeof property.description !== "string") bare.push(`${path}.${name}`);
            walk(property, `${path}.${name}`);
          }
        } else if (!["default", "examples", "enum", "const"].includes(key)) walk(inner, path);
      }
    };
    walk(jsonSchema(), "");
    expect(bare).toEqual([]);
    expect(JSON.stringify(jsonSchema())).not.toContain("9007199254740991");
  });
});
