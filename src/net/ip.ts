/** An address of either family. `value` is the address as an unsigned integer, most significant octet first. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** A prefix with its host bits zero. `length` in bits. */
export interface Cidr {
  readonly address: IpAddress;
  readonly length: number;
}

/** An address of an interface together with the prefix length of its subnet, as `ip address` has it. */
export interface InterfaceAddress {
  readonly address: IpAddress;
  readonly length: number;
}
