import { formatAddress } from "../net/address.ts";
import type { Cidr, Family, IpAddress } from "../net/ip.ts";
import { formatPorts, type PortRange, type Protocol } from "../net/port.ts";

/**
 * What a plan leaves open and the compiler picks. A lock file holds the choices of an earlier run; they hold as
 * long as they fit. Undefined: the plan gives it, or there is none.
 */
export interface Choices {
  /** Of a host of a cluster: what it was given of the pool. */
  readonly prefixes: Prefixes;
  readonly networks: ReadonlyMap<string, NetworkChoices>;
  readonly containers: ReadonlyMap<string, ContainerChoices>;
  readonly links: readonly LinkChoices[];
}

export type Prefixes = Readonly<Record<Family, Cidr | undefined>>;

export interface NetworkChoices {
  readonly bridge: string | undefined;
  /** That of IPv6 only of a host of a cluster. */
  readonly subnets: Readonly<Record<Family, Cidr | undefined>>;
  /** Only where the bridge holds it; that of a container is the container's. */
  readonly gateway: IpAddress | undefined;
}

export interface ContainerChoices {
  /** By network. */
  readonly networks: ReadonlyMap<string, EndpointChoices>;
  /** By {@link portKey}. */
  readonly ports: ReadonlyMap<string, PortChoices>;
}

export interface EndpointChoices {
  readonly interfaceName: string | undefined;
  readonly addresses: Readonly<Record<Family, IpAddress | undefined>>;
  readonly mac: string | undefined;
  readonly hostInterfaceName: string | undefined;
}

/** Ports of the host for one port of a container: several where the plan has several such entries. */
export interface PortChoices {
  readonly open: OpenPort;
  readonly target: number;
  readonly hosts: readonly number[];
  /** Its key in the file, which may stand for a run of ports. */
  readonly written: string;
}

/** A point-to-point link, together with what the plan gives of it: nothing else tells it from others of the same two. */
export interface LinkChoices {
  readonly ends: readonly LinkEndChoices[];
}

export interface LinkEndChoices extends SoughtEnd {
  readonly interfaceName: string | undefined;
  readonly mac: string | undefined;
}

/** An end of a link as the plan has it. */
export interface SoughtEnd {
  /** A container, or `host`. */
  readonly name: string;
  readonly given: {
    readonly interfaceName: string | undefined;
    readonly ipv4: IpAddress | undefined;
    readonly ipv6: IpAddress | undefined;
    readonly mac: string | undefined;
  };
}

/** A port of the host that is to be picked, as the plan's `ports` says it. */
export interface OpenPort {
  readonly protocol: Protocol;
  /** Undefined: all IPv4 addresses of the host; `::`: all IPv6 ones. */
  readonly address: IpAddress | undefined;
  /** Undefined: that of `publish_range`. */
  readonly within: PortRange | undefined;
}

/** `80/tcp`, `127.0.0.1::80/tcp`, `9000-9010:80/tcp`: the entry of `ports`, for one port or for a range. */
export function portKey({ protocol, address, within }: OpenPort, target: PortRange): string {
  const range = within === undefined ? "" : formatPorts(within);
  const front = address ? `${bracketed(address)}:${range}:` : range === "" ? "" : `${range}:`;
  return `${front}${formatPorts(target)}/${protocol}`;
}

/** `::`: every IPv6 address. */
export const ALL_IPV6: IpAddress = { family: "ipv6", value: 0n };

const bracketed = (address: IpAddress): string =>
  address.family === "ipv6" ? `[${formatAddress(address)}]` : formatAddress(address);

/** What is picked where there is no lock file. */
export const nothingPinned: Choices = {
  prefixes: { ipv4: undefined, ipv6: undefined },
  networks: new Map(),
  containers: new Map(),
  links: [],
};
