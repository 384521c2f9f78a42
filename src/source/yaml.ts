import { stringify } from "yaml";

/**
 * Plain values as YAML in block style, one of them a line. Quoted is what any reader would take for something else,
 * those of YAML 1.1 included (to which 02:42:10:11:00:02 is a number).
 */
export const toYaml = (value: unknown): string =>
  stringify(value, { lineWidth: 0, compat: "yaml-1.1", flowCollectionPadding: false });
