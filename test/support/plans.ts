import fc from "fast-check";
import {
  type ContainerChoice,
  containerChoice,
  type HostChoice,
  hostChoice,
  linkChoice,
  type NetworkChoice,
  networkChoice,
  type RouteChoice,
} from "./plan-choices.ts";
import { type Fields, type PlanDocument, textOf } from "./plan-document.ts";
import { isolationAndIpv6, linkFields, linksOf, modeFields, portsOf, withPorts } from "./plan-extras.ts";

/** Names that mean something elsewhere: to JavaScript, here-documents, the kernel, or sorted as numbers. */
const networkNames = [
  "front",
  "7",
  "default",
  "a-network-whose-name-is-much-too-long-for-an-interface_0123456",
  "constructor",
  "RULES",
  "x.y",
];
const containerNames = [
  "web",
  "10",
  "9",
  "PLAN",
  "toString",
  "AWK",
  "db.1",
  "a-container-whose-name-has-all-sixty-three-characters-0123456789",
  "COMMIT",
].map((name) => name.slice(0, 63));

/**
 * Plans without an error. What is chosen freely is made valid here: whatever cannot stand together is left out.
 * Network number k has 10.k.0.0 for its subnet; .1, .2 and .30 may be its gateway, .3 is reserved, containers' own
 * addresses begin at .11, .25 is a neighbour for routes.
 */
const planFor = (host: fc.Arbitrary<HostChoice>, extras = true): fc.Arbitrary<PlanDocument> =>
  fc
    .record({
      host,
      networks: fc.array(fc.tuple(fc.nat(), networkChoice), { maxLength: 4 }),
      containers: fc.array(
        fc.tuple(fc.nat(), extras ? containerChoice : containerChoice.map(withoutExtras)),
        { maxLength: 5 },
      ),
      links: fc.array(linkChoice, { maxLength: extras ? 3 : 0 }),
    })
    .map(({ host, networks, containers, links }) => {
      const named = pick(networkNames, networks).map(
        ([name, choice], index): NamedNetwork => ({ name, index, ...withoutClashes(choice, host) }),
      );
      const on = containers.map(([, choice]) => networksOf(choice, named));
      const places = pick(containerNames, containers).map(
        ([name, choice], index): NamedContainer => ({ ...choice, name, index, on: on[index] ?? [] }),
      );
      const gateways = new Map(
        named.flatMap((network): [string, NamedContainer][] => {
          const router = places.find(({ ranged, on }) => !ranged && on.includes(network));
          return network.gateway === "container" && network.form === "mapping" && router
            ? [[network.name, router]]
            : [];
        }),
      );
      return readable({
        host: hostFields(host),
        networks: named.map((network) => [
          network.name,
          {
            ...networkFields(network, named, gateways.get(network.name)),
            ...(extras ? isolationAndIpv6(network, places, host) : {}),
          },
        ]),
        containers: places.map((place) =>
          place.mode === undefined
            ? withPorts(
                withLinks(
                  containerEntry(place, named, [...gateways.values()].includes(place), host),
                  extras ? linkFields(place, places) : {},
                ),
                host.firewall === "none" ? [] : portsOf(place, gateways),
                place,
              )
            : [place.name, modeFields(place, places)],
        ),
        links: linksOf(links, places),
      });
    });

const withLinks = ([name, fields]: readonly [string, Fields], links: Fields): readonly [string, Fields] => [
  name,
  { ...fields, ...links },
];

const withoutExtras = (choice: ContainerChoice): ContainerChoice => ({
  ...choice,
  mode: undefined,
  ports: [],
});

/** For any firewall; the plan is valid for nftables and for iptables, whatever its own is. */
export const validPlan = planFor(hostChoice);

/** Networks and what is on them alone: nothing published, no links, no container on a stack that is not its own. */
export const planOfNetworks = planFor(hostChoice, false);

/** Whose own firewall is none. */
export const planWithoutFirewall = planFor(hostChoice.map((host) => ({ ...host, firewall: "none" })));

/** A counterexample is printed as the plan that somebody would write. */
function readable(plan: PlanDocument): PlanDocument {
  const shown = {
    ...plan,
    [fc.toStringMethod]: () => ["", textOf(plan)].join("\n"),
  };
  return shown;
}

export type NamedNetwork = NetworkChoice & { readonly name: string; readonly index: number };
export type NamedContainer = Omit<ContainerChoice, "on"> & {
  readonly name: string;
  readonly index: number;
  readonly on: readonly NamedNetwork[];
};

/** Gives each choice a name of the pool, none twice. */
function pick<T>(pool: readonly string[], choices: readonly (readonly [number, T])[]): [string, T][] {
  const left = [...pool];
  return choices.map(([number, choice]) => [left.splice(number % left.length, 1)[0] ?? "", choice]);
}

function withoutClashes(choice: NetworkChoice, host: HostChoice): NetworkChoice {
  const internal = choice.internal && host.firewall !== "none";
  return {
    ...choice,
    internal,
    form: choice.external && choice.form === "auto" ? "gateway" : choice.form,
    inbound:
      internal || (host.firewall === "none" && choice.inbound === "published") ? undefined : choice.inbound,
    snat:
      choice.snat &&
      !internal &&
      host.firewall !== "none" &&
      choice.mode !== "routed" &&
      (choice.gateway === "first" || choice.gateway === "address"),
  };
}

const networksOf = ({ on, mode }: ContainerChoice, networks: readonly NamedNetwork[]): NamedNetwork[] =>
  mode !== undefined ? [] : [...new Set(on)].flatMap((index) => networks[index] ?? []);

const addressOf = ({ index }: NamedNetwork, last: number) => `10.${index}.0.${last}`;

function networkFields(
  network: NamedNetwork,
  all: readonly NamedNetwork[],
  router: NamedContainer | undefined,
): Fields {
  const { name, form, length, bridge, external, internal, mtu, index } = network;
  const others = network.peers.flatMap((peer) => all[peer] ?? []);
  const peers = others.filter((other) => other !== network && !other.internal && !internal);
  const gateways = {
    first: undefined,
    address: addressOf(network, 30),
    none: "none",
    container: router?.name,
  };
  return {
    bridge: bridge || (external && (name.length > 15 || name === "default")) ? `br${index}` : undefined,
    external: external || undefined,
    internal: internal || undefined,
    mtu,
    peers: peers.length > 0 ? [...new Set(peers)].map((peer) => peer.name) : undefined,
    ipv4: {
      auto: length === 16 ? "auto" : undefined,
      none: "none",
      subnet: `${addressOf(network, 0)}/${length}`,
      gateway: `${addressOf(network, 2)}/${length}`,
      mapping: {
        subnet: `${addressOf(network, 0)}/${length}`,
        gateway: gateways[network.gateway],
        mode: network.mode,
        snat: network.snat ? "192.0.2.7" : undefined,
        inbound: network.inbound,
        ip_range: network.range ? `${addressOf(network, 0)}/28` : undefined,
        reserved: network.reserved ? [addressOf(network, 3)] : undefined,
      },
    }[form],
  };
}

function containerEntry(
  place: NamedContainer,
  all: readonly NamedNetwork[],
  isGateway: boolean,
  host: HostChoice,
): readonly [string, Fields] {
  const { name, index, ranged, on } = place;
  const own = { ...place, address: place.address && !ranged, mac: place.mac && !ranged };
  const attachments = on.map((network) => attachmentFields(own, network));
  const short = own.form === "short" && on.length === 1 ? attachments[0] : undefined;
  const { ipv4_address, mac_address, ...rest } = short ?? {};
  const onlyOne =
    all.length === 1 &&
    on.length === 1 &&
    short !== undefined &&
    Object.values(rest).every((v) => v === undefined);
  const forms = {
    list: on.map((network) => network.name),
    mapping: new Map(on.map((network, i) => [network.name, attachments[i]])),
    short: short ? new Map([[on[0]?.name, rest]]) : on.map((network) => network.name),
  };
  const masqueraded =
    host.firewall === "none"
      ? []
      : on.flatMap((_, link) => (own.masquerade.includes(link) ? [interfaceOf(own, link)] : []));
  const fields = {
    netns: netnsOf(own),
    networks: onlyOne ? undefined : forms[own.form],
    ...(short ? { ipv4_address, mac_address } : {}),
    routes: routesOf(own.routes, own),
    sysctls:
      own.sysctls && Object.fromEntries(own.sysctls.map(([key, value]) => [sysctlKeys[key] ?? "", value])),
    forward: isGateway || masqueraded.length > 0 ? true : own.forward,
    masquerade: masqueraded.length > 0 ? masqueraded : undefined,
  };
  return [ranged ? `${name.slice(0, 61)}[08:10]` : name, index >= 0 ? fields : {}];
}

const sysctlKeys = [
  "net.ipv4.conf.all.log_martians",
  "net.ipv4.tcp_rmem",
  "net/ipv4/conf/eth0.100/arp_filter",
  "net.core.somaxconn",
  "net.ipv6.conf.all.disable_ipv6",
];

function netnsOf({ netns, ranged, index }: NamedContainer): unknown {
  const forms = {
    own: undefined,
    named: ranged ? `ns${index}-{n}` : `ns${index}`,
    external: { external: ranged ? `there${index}-{n}` : `there${index}` },
    path: { path: ranged ? `/run/my,ns/${index}-{i}` : `/proc/${index + 1}/task/%=@+_./ns/net` },
    pid: ranged ? undefined : { pid: 4711 + index },
    docker: { docker: ranged ? `docker${index}.{n}` : `Docker_${index}.x-` },
  };
  return forms[netns];
}

function attachmentFields(place: NamedContainer, network: NamedNetwork): Fields {
  const { index, ranged } = place;
  const link = place.on.indexOf(network);
  return {
    ipv4_address: place.address && hasKnownSubnet(network) ? addressOf(network, 11 + index) : undefined,
    mac_address: place.mac ? `02:00:00:00:A${network.index}:b${index}` : undefined,
    interface_name: place.interfaceName ? `net${link}.10` : undefined,
    host_interface_name: place.hostInterfaceName && !ranged ? `v${index}-${link}_x` : undefined,
    gw_priority: place.priority,
  };
}

const hasKnownSubnet = ({ form }: NamedNetwork) => form !== "none" && form !== "auto";

/** Whether its networks are a list of names, which says nothing else of them. */
const isListed = ({ form, on }: NamedContainer): boolean =>
  form === "list" || (form === "short" && on.length !== 1);

const interfaceOf = (place: NamedContainer, link: number): string =>
  place.interfaceName && !isListed(place) ? `net${link}.10` : `eth${link}`;

function routesOf(choices: readonly RouteChoice[], place: NamedContainer): Fields[] | undefined {
  const known = place.on.filter(hasKnownSubnet);
  const routes = choices.flatMap(({ form, metric, on, src, isDefault }, index): Fields[] => {
    const network = known[on % (known.length || 1)];
    if (form === "blackhole" || network === undefined) {
      return [{ to: `203.0.${index}.0/24`, type: "blackhole", metric }];
    }
    const link = place.on.indexOf(network);
    const to = isDefault && index === 0 ? "default" : `198.51.${index}.0/24`;
    const via = form === "dev" ? undefined : addressOf(network, 25);
    const dev = form === "via" ? undefined : interfaceOf(place, link);
    const own = place.address && !isListed(place) ? addressOf(network, 11 + place.index) : undefined;
    return [{ to, via, dev, metric, src: src ? own : undefined }];
  });
  return routes.length > 0 ? routes : undefined;
}

function hostFields({ uplink, addresses, firewall, ip_forward, routes }: HostChoice): Fields {
  return {
    uplink,
    addresses: addresses ? ["192.0.2.1/24", "2001:db8::1/64"] : undefined,
    firewall,
    ip_forward,
    routes: routes.map(({ form, metric, src }, index) =>
      form === "blackhole"
        ? { to: `198.18.${index}.7/32`, type: "blackhole", metric }
        : {
            to: `198.19.${index}.0/24`,
            via: "192.0.2.254",
            dev: uplink === "auto" ? undefined : uplink,
            metric,
            src: src && addresses ? "192.0.2.1" : undefined,
          },
    ),
  };
}
