import { stringify } from "yaml";
import { type PlanKey, planSections } from "./plan-keys.ts";
import { entry, heading, paragraph, subheading, title, verbatim } from "./roff.ts";

const example = [
  "netgen: 1",
  "name: demo",
  "networks:",
  "  docker0: {ipv4: 172.17.42.1/16}",
  "containers:",
  '  web: {ports: ["8080:80"]}',
  "  db: {}",
];

/** netgen-plan(5), from the JSON Schema of the plan. */
export function planPage(version: string): string {
  return [
    title("netgen-plan", 5, `netgen ${version}`),
    heading("name"),
    "netgen\\-plan \\- the plan of a container network, version 1\n",
    heading("description"),
    paragraph(
      "A plan is one YAML 1.2 file that describes the network of a host, or of the hosts of a cluster. netgen(1) compiles it into a shell script.",
    ),
    verbatim(example),
    paragraph(
      "Unknown keys, duplicate keys and wrong types are errors. `netgen schema` prints the same description as JSON Schema, for editors.",
    ),
    paragraph("In the headings below, NAME stands for any name and [] for any entry of a list."),
    heading("keys"),
    ...planSections().flatMap(({ path, keys }) => [
      subheading(path === "" ? "top level" : path),
      ...keys.map(keyEntry),
    ]),
    heading("see also"),
    paragraph("netgen(1), ip-link(8), ip-route(8), nft(8), iptables(8), resolv.conf(5), hosts(5)"),
  ].join("");
}

function keyEntry(key: PlanKey): string {
  const facts = [
    key.form,
    ...(key.required ? ["required"] : []),
    ...("default" in key ? [`default ${yaml(key.default)}`] : []),
  ];
  const [sample] = key.examples;
  return entry(
    key.name,
    key.description,
    ...(sample === undefined ? [] : [`Example: ${yaml({ [key.name]: sample }).slice(1, -1)}`]),
    `(${facts.join("; ")})`,
  );
}

const yaml = (value: unknown): string =>
  stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false }).trim();
