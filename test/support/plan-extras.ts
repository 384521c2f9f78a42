import type { HostChoice, LinkChoice, PortChoice } from "./plan-choices.ts";
import type { Fields } from "./plan-document.ts";
import type { NamedContainer, NamedNetwork } from "./plans.ts";

/** A container that has no namespace of its own, or nothing but loopback in it. */
export function modeFields({ mode, ranged }: NamedContainer, all: readonly NamedContainer[]): Fields {
  const owner = all.find((other) => other.mode === undefined && !other.ranged);
  if (mode === "container" && owner !== undefined) {
    return { network_mode: `container:${owner.name}` };
  }
  return { network_mode: mode === "host" && !ranged ? "host" : "none" };
}

/** Published ports, where one of the container's networks leads there from outside. */
export function portsOf(
  place: NamedContainer,
  gateways: ReadonlyMap<string, NamedContainer>,
): readonly unknown[] {
  return place.on.some((network) => isWayIn(network, gateways))
    ? place.ports.map((choice, index) => portOf(choice, place, index))
    : [];
}

const isWayIn = ({ name, form, gateway, internal }: NamedNetwork, gateways: ReadonlyMap<string, unknown>) =>
  !internal && form !== "none" && (form !== "mapping" || (gateway !== "none" && !gateways.has(name)));

function portOf({ form, protocol }: PortChoice, { index, ranged }: NamedContainer, number: number): unknown {
  const target = 80 + number;
  const own = 8000 + 100 * index + 10 * number;
  const open = `${target}${protocol}`;
  const forms = {
    target: open,
    address: `192.0.2.7::${open}`,
    within: `9000-9099:${open}`,
    fixed: ranged ? open : `${own}:${open}`,
    range: `${3000 + 10 * number}-${3002 + 10 * number}${protocol}`,
    long: {
      target,
      published: ranged ? undefined : own,
      protocol: protocol === "" ? undefined : protocol.slice(1),
    },
  };
  return forms[form];
}

/** The entry with its published ports, and with `publish_all` where it can have some. */
export function withPorts(
  [name, fields]: readonly [string, Fields],
  ports: readonly unknown[],
  { publishAll }: NamedContainer,
): readonly [string, Fields] {
  return ports.length === 0
    ? [name, fields]
    : [name, { ...fields, ports, ...(publishAll ? { expose: [80, "5000/udp"], publish_all: true } : {}) }];
}

/** Links between containers of one name each, and with the host; number k has addresses in 10.200.k.0/24. */
export function linksOf(choices: readonly LinkChoice[], all: readonly NamedContainer[]): Fields[] {
  const stacks = all.filter(({ mode, ranged }) => !ranged && (mode === undefined || mode === "none"));
  const names = [...stacks.map(({ name }) => name), "host"];
  return choices.flatMap(({ ends: [a, b], mtu }, index) => {
    const first = names[a.on % (names.length - 1 || 1)] ?? "";
    const second = names.filter((name) => name !== first)[b.on % (names.length - 1 || 1)];
    if (first === "host" || second === undefined) {
      return [];
    }
    // IPv6 wants 1280 bytes, RFC 8200 section 5.
    const small = typeof mtu === "number" && mtu < 1280;
    const end = ({ address, address6, mac, interfaceName }: typeof a, side: number) => ({
      ipv4_address: address ? `10.200.${index}.${side}` : undefined,
      ipv6_address: address6 && !small ? `fd00:200:${index}::${side}` : undefined,
      mac_address: mac ? `06:00:00:00:0${index}:0${side}` : undefined,
      interface_name: interfaceName ? `p${index}-${side}` : undefined,
    });
    return [
      {
        ends: new Map([
          [first, end(a, 1)],
          [second, end(b, 2)],
        ]),
        mtu,
      },
    ];
  });
}

/** Whether its containers talk through links only, and its IPv6; network number k has 2001:db8:1k::/64 or fd00:1k::/64. */
export function isolationAndIpv6(
  network: NamedNetwork,
  places: readonly NamedContainer[],
  { firewall }: HostChoice,
): Fields {
  const { icc, ipv6, external, internal, mtu, index } = network;
  const on = places.filter((place) => place.on.includes(network));
  const refused = on.some(({ sysctls }) => sysctls?.some(([key]) => key === ipv6Switch));
  const small = typeof mtu === "number" && mtu < 1280;
  const [open, local] = [`2001:db8:1${index}::/64`, `fd00:1${index}::/64`];
  const filtered = firewall !== "none" && !internal;
  const forms = {
    wide: open,
    narrow: { subnet: `2001:db8:1${index}::c0/122`, reserved: [`2001:db8:1${index}::c2`] },
    gateway: `2001:db8:1${index}::1/64`,
    nat: filtered ? { subnet: local, mode: "nat" } : open,
    snat: filtered ? { subnet: local, mode: "nat", snat: "2001:db8:ffff::7" } : open,
    published: filtered ? { subnet: open, inbound: "published" } : open,
    proxied: { subnet: open, ndp_proxy: ["uplink", "ens4"] },
  };
  return {
    icc: icc || firewall === "none" ? undefined : false,
    ipv6: ipv6 === undefined || external || refused || small ? undefined : forms[ipv6],
  };
}

/** The number of net.ipv6.conf.all.disable_ipv6 in the sysctls that plans.ts has. */
const ipv6Switch = 4;

/** A link to a container of one of its networks, and what that offers. */
export function linkFields(place: NamedContainer, all: readonly NamedContainer[]): Fields {
  const { linked, ranged, mode, aliases, form, on, index } = place;
  const others = all.filter(
    (other) =>
      other !== place &&
      !other.ranged &&
      other.mode === undefined &&
      other.on.some((network) => network.form !== "none" && on.includes(network)),
  );
  const other = others[(linked?.to ?? 0) % (others.length || 1)];
  return mode !== undefined || ranged
    ? {}
    : {
        links:
          linked && other
            ? [linked.alias || other.name.includes(".") ? `${other.name}:alias${index}` : other.name]
            : undefined,
        extra_hosts: aliases ? [`gate${index}:2001:db8::78`, "far=192.0.2.77"] : undefined,
        dns_search: aliases && form === "list" ? ["."] : undefined,
      };
}
