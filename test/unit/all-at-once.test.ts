import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";

/** Mistakes of every phase, in the same entries and in others: one run reports each of them. */
const plan = `netgen: 1
version: "3"
networks:
  front: {mtuu: 1400, ipv4: 172.17.0.300/16}
  back: {ipv4: 10.1.0.0/16}
  more: {ipv4: 10.1.2.0/24}
containers:
  web: {networks: [frnt], ports: ["80:80/http"], icc: 7}
  db: {networks: [back], mac_address: "02:42", image: postgres}
  api: {networks: [back], ports: ["80:80", "80:81"], links: [bd]}
`;

test("all problems of a plan are reported in one run", () => {
  const { diagnostics } = compile(plan, { file: "plan.yaml", name: "plan" });
  expect(diagnostics.map(({ code, range }) => `${range.start.line} ${code}`)).toEqual([
    "2 NG0202",
    "4 NG0202",
    "4 NG0402",
    "6 NG0408",
    "8 NG0305",
    "8 NG0620",
    "8 NG0202",
    "9 NG0419",
    "9 NG0202",
    "10 NG0622",
    "10 NG0306",
  ]);
});
