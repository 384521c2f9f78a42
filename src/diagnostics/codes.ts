import { addressesCodes } from "./catalogue/addresses.ts";
import { backendCodes } from "./catalogue/backend.ts";
import { birdCodes } from "./catalogue/bird.ts";
import { clusterCodes } from "./catalogue/cluster.ts";
import { filterCodes } from "./catalogue/filter.ts";
import { interfacesCodes } from "./catalogue/interfaces.ts";
import { ipv6Codes } from "./catalogue/ipv6.ts";
import { linksCodes } from "./catalogue/links.ts";
import { lockCodes } from "./catalogue/lock.ts";
import { nameServiceCodes } from "./catalogue/name-service.ts";
import { namesCodes } from "./catalogue/names.ts";
import { namespacesCodes } from "./catalogue/namespaces.ts";
import { portsCodes } from "./catalogue/ports.ts";
import { routersCodes } from "./catalogue/routers.ts";
import { routesCodes } from "./catalogue/routes.ts";
import { shapeCodes } from "./catalogue/shape.ts";
import { yamlCodes } from "./catalogue/yaml.ts";

/**
 * Every diagnostic. The first two digits are the range: 01 YAML, 02 shape, 03 names, 04 addresses,
 * 05 routes, 06 filter and NAT, 07 IPv6 and NDP, 08 cluster, 09 not expressible by what builds it.
 */
export const codes = {
  ...yamlCodes,
  ...shapeCodes,
  ...lockCodes,
  ...namesCodes,
  ...namespacesCodes,
  ...nameServiceCodes,
  ...addressesCodes,
  ...interfacesCodes,
  ...routesCodes,
  ...filterCodes,
  ...portsCodes,
  ...linksCodes,
  ...routersCodes,
  ...clusterCodes,
  ...birdCodes,
  ...ipv6Codes,
  ...backendCodes,
} as const;

export type Code = keyof typeof codes;
