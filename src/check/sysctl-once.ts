import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { problem } from "../diagnostics/report.ts";
import type { Container } from "../topology/topology.ts";
import type { Rule } from "./rule.ts";

/** What `forward: true` switches on; the first two are one setting (Documentation/networking/ip-sysctl.rst). */
const FORWARDING = ["net.ipv4.ip_forward", "net.ipv4.conf.all.forwarding"];

export const sysctlOnce: Rule = {
  name: "sysctl-once",
  codes: ["NG0315"],
  about: "No sysctl is set twice, or against `forward`.",
  check: ({ containers }) => containers.flatMap(inContainer),
};

function inContainer(container: Container): Diagnostic[] {
  const first = new Map<string, Container["sysctls"][number]>();
  return container.sysctls.flatMap((sysctl) => {
    const where = at(sysctl.path, "key");
    const setting = FORWARDING.includes(sysctl.key) ? "net.ipv4.ip_forward" : sysctl.key;
    const other = first.get(setting);
    first.set(setting, other ?? sysctl);
    if (other !== undefined) {
      const related = [{ where: at(other.path, "key"), message: "the first time is here" }];
      return [problem("NG0315", `${container.name} sets ${sysctl.key} twice`, where, { related })];
    }
    if (container.forward && FORWARDING.includes(sysctl.key) && sysctl.value.trim() === "0") {
      const related = [
        { where: at([...container.path, "forward"]), message: "`forward` switches it on here" },
      ];
      return [problem("NG0315", `${sysctl.key} switches forwarding off`, at(sysctl.path), { related })];
    }
    return [];
  });
}
