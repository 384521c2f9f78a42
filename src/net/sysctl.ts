/** sysctl(8): where a name holds a dot, slashes separate. */
export function interfaceSysctl(family: "ipv4" | "ipv6", dev: string, name: string): string {
  return dev.includes(".") ? `net/${family}/conf/${dev}/${name}` : `net.${family}.conf.${dev}.${name}`;
}
