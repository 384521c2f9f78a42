import { check } from "../../src/check/check.ts";
import { dedupe } from "../../src/diagnostics/dedupe.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { expand } from "../../src/plan/expand.ts";
import { validate } from "../../src/plan/validate.ts";
import { read } from "../../src/source/read.ts";
import type { Container, Topology } from "../../src/topology/topology.ts";
import { understand } from "../../src/topology/understand.ts";

/** A plan without its first lines (`netgen`, `name`) understood and checked; throws where its form is wrong. */
export function understandPlan(body: string): { topology: Topology; diagnostics: readonly Diagnostic[] } {
  const source = read(`netgen: 1\nname: test\n${body}`);
  const valid = source.value && validate(source.value.value, source.value.textAt);
  const expanded = source.value && valid?.value && expand(valid.value.plan, source.value.keysOf, "test");
  const form = [source, valid, expanded].flatMap((stage) => stage?.diagnostics ?? []);
  if (expanded?.value === undefined || form.length > 0) {
    throw new Error(form.map(({ message }) => message).join("; "));
  }
  const { value, diagnostics } = understand(expanded.value);
  return { topology: value, diagnostics: dedupe([...diagnostics, ...check(value)]) };
}

/** The topology of a plan that has no problem whatever. */
export function soundTopology(body: string): Topology {
  const { topology, diagnostics } = understandPlan(body);
  if (diagnostics.length > 0) {
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("; "));
  }
  return topology;
}

/** Codes of everything that is wrong with a plan, in the order in which it is found. */
export const codesOf = (body: string): string[] => understandPlan(body).diagnostics.map(({ code }) => code);

export function containerOf(topology: Topology, name: string): Container {
  const found = topology.containers.find((container) => container.name === name);
  if (found === undefined) {
    throw new Error(`no container ${name}`);
  }
  return found;
}
