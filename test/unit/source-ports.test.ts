import { expect, test } from "vitest";
import { sourcePorts } from "../../src/lower/source-ports.ts";
import { soundTopology } from "../support/topology.ts";

test.each([
  ["one in the middle", '"5060:80"', "5061-65535"],
  ["one near the end", '"60000:80"', "1024-59999"],
  ["a range, and one beside it", '"2000-50000:2000-50000", "50001:80"', "50002-65535"],
  ["the first and the last", '"1024:80", "65535:81"', "1025-65534"],
  ["one below all of them", '"80:80"', "1024-65535"],
])("source NAT of TCP has the widest range without published ports: %s", (_, ports, range) => {
  const topology = soundTopology(`networks: {front: {}}\ncontainers: {web: {ports: [${ports}]}}`);
  expect(
    sourcePorts(topology, "ipv4").map(
      ({ protocol, ports: { first, last } }) => `${protocol} ${first}-${last}`,
    ),
  ).toEqual([`tcp ${range}`]);
  expect(sourcePorts(topology, "ipv6")).toEqual([]);
});
