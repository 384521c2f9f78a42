import { isLoopback } from "../net/special.ts";
import type { Publish } from "../topology/topology.ts";

/**
 * Whether the host reaches a published port on 127.0.0.1 or another address of its loopback interface. Not in IPv6:
 * the kernel takes no answer to ::1 in (net/ipv6/ip6_input.c, ipv6_rcv_core; net/ipv6/route.c, rt6_need_strict).
 */
export const listensOnLoopback = ({ address, target }: Publish): boolean =>
  target.address.family === "ipv4" && (address === undefined || isLoopback(address));
