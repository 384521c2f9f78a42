import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { useCommand } from "../support/command.ts";

const plan = "netgen: 1\nnetworks: {front: {ipv4: 172.17.42.1/16}}\ncontainers: {web: {}}\n";
const cluster = `netgen: 1
fabric: {kind: switched, subnet: [192.0.2.0/24]}
hosts:
  host[1:2]:
    host: {addresses: ["192.0.2.{n}/24"]}
    networks: {front: {ipv4: {subnet: "10.{n}.0.0/24", mode: routed}}}
`;
const { netgen, folder } = useCommand({ "plan.yaml": plan, "cluster.yaml": cluster });
const file = (name: string): string => join(folder(), name);
const silent = { code: 0, out: "", err: "" };

describe("verify", () => {
  let script = "";
  beforeEach(() => {
    netgen(["render", "plan.yaml", "-o", "setup.sh"]);
    script = readFileSync(file("setup.sh"), "utf8");
  });

  test("is silent about a script as it was rendered, with and without its plan", () => {
    expect(netgen(["verify", "setup.sh"])).toEqual(silent);
    expect(netgen(["verify", "-"], script)).toEqual(silent);
    expect(netgen(["verify", "setup.sh", "plan.yaml"])).toEqual(silent);
    netgen(["render", "plan.yaml", "--backend", "iptables", "-o", "ipt.sh"]);
    expect(netgen(["verify", "ipt.sh", "plan.yaml", "--backend", "iptables"])).toEqual(silent);
    netgen(["render", "cluster.yaml", "--host", "host2", "-o", "host2.sh"]);
    expect(netgen(["verify", "host2.sh", "cluster.yaml", "--host", "host2"])).toEqual(silent);
  });

  test("shows the first line of the engine that was changed", () => {
    const lines = script.split("\n");
    const index = lines.length - 5;
    lines[index] = "touch /evil";
    writeFileSync(file("setup.sh"), lines.join("\n"));
    const { code, out, err } = netgen(["verify", "setup.sh"]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toBe(
      [
        "netgen: the engine of setup.sh was changed",
        `  line ${index + 1}:`,
        "  found:    touch /evil",
        `  expected: ${script.split("\n")[index]}`,
        "",
      ].join("\n"),
    );
  });

  test.each([
    ["a line more at the end", (text: string) => `${text}true\n`],
    ["the last byte missing", (text: string) => text.slice(0, -1)],
    ["the last line missing", (text: string) => text.slice(0, text.lastIndexOf("main"))],
  ])("sees %s", (_, change) => {
    writeFileSync(file("setup.sh"), change(script));
    expect(netgen(["verify", "setup.sh"])).toMatchObject({ code: 3, out: "" });
  });

  test("sees a change of the plan part only with the plan", () => {
    writeFileSync(file("setup.sh"), script.replaceAll("172.17.42.1", "172.17.42.2"));
    expect(netgen(["verify", "setup.sh"])).toEqual(silent);
    const { code, err } = netgen(["verify", "setup.sh", "plan.yaml"]);
    expect(code).toBe(3);
    expect(err).toMatch(
      /^netgen: setup\.sh is not what plan\.yaml renders to\n {2}line [0-9]+:\n {2}found: {4}.*42\.2/,
    );
  });

  test("says which version made a script of another one", () => {
    writeFileSync(file("setup.sh"), script.replace(/^netgen_version=.*$/m, "netgen_version=0.0.7"));
    const { code, err } = netgen(["verify", "setup.sh"]);
    expect(code).toBe(3);
    expect(err).toMatch(/^netgen: setup\.sh was made by netgen 0\.0\.7, and this is netgen [0-9]/);
  });

  test("refuses what is no script of netgen, with the exit codes of the others", () => {
    expect(netgen(["verify", "plan.yaml"])).toMatchObject({
      code: 3,
      err: expect.stringContaining("plan.yaml is no script of netgen"),
    });
    expect(netgen(["verify", "missing.sh"])).toMatchObject({ code: 2 });
    expect(netgen(["verify"])).toMatchObject({ code: 2 });
    expect(netgen(["verify", "-", "-"])).toMatchObject({ code: 2 });
    expect(netgen(["verify", "setup.sh", "cluster.yaml"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("choose one with --host HOST; its hosts are host1 host2"),
    });
    writeFileSync(file("bad.yaml"), "netgen: 2\n");
    expect(netgen(["verify", "setup.sh", "bad.yaml"])).toMatchObject({ code: 1 });
  });
});
