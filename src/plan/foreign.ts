/**
 * Keys of Compose, Docker and netplan that a plan does not have, and what to write instead, by the mapping that they
 * are written in.
 */
export type Holder = "plan" | "host" | "network" | "family" | "container" | "attachment" | "route" | "port";

const noProcess = "netgen sets up the network namespace and starts no process in it: leave the key out";
const noInterface =
  "netgen does not configure the host's own interfaces: name the one towards the outside in `host: {uplink: eth0}`, and what addresses the host has in `addresses`";
const leaveOut = "it has no meaning for the network: leave it out";

/** What a container manager does with the container itself. */
const processKeys = [
  ...["annotations", "attach", "build", "cap_add", "cap_drop", "cgroup", "cgroup_parent", "command"],
  ...["configs", "cpus", "credential_spec", "deploy", "develop", "device_cgroup_rules", "devices"],
  ...["entrypoint", "env_file", "environment", "group_add", "healthcheck", "image", "init", "ipc"],
  ...["isolation", "labels", "logging", "mem_limit", "mem_reservation", "oom_kill_disable", "pid"],
  ...["pids_limit", "platform", "post_start", "pre_stop", "privileged", "profiles", "provider"],
  ...["pull_policy", "read_only", "restart", "runtime", "scale", "secrets", "security_opt", "shm_size"],
  ...["stdin_open", "stop_grace_period", "stop_signal", "storage_opt", "tmpfs", "tty", "ulimits", "user"],
  ...["userns_mode", "uts", "volumes", "volumes_from", "working_dir"],
];

const all = (keys: readonly string[], help: string): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key, help]));

/** netplan's keys of an interface, wherever they are written. */
const netplan: Record<string, string> = {
  addresses:
    "write the subnet of a network as `ipv4: 172.18.0.0/16`, the address of a container as `ipv4_address: 172.18.0.9`",
  ...all(
    ["dhcp4", "dhcp6", "accept-ra"],
    "addresses come from the plan: `ipv4: 172.18.0.0/16` at the network, `ipv4_address` at the container",
  ),
  ...all(
    ["gateway4", "gateway6"],
    "write a route: `routes: [{to: default, via: 192.0.2.1}]`; the gateway of a network is `ipv4: {subnet: 172.18.0.0/16, gateway: 172.18.0.1}`",
  ),
  nameservers:
    "write `dns: [192.0.2.53]` and `dns_search: [example.com]`, at the host for all containers or at a container",
  macaddress: "write `mac_address`",
};

const foreign: Readonly<Record<Holder, Readonly<Record<string, string>>>> = {
  plan: {
    services: "write the services under `containers`",
    version: "`netgen: 1` is the version of the language: leave `version` out",
    ...all(["volumes", "secrets", "configs", "models"], leaveOut),
    include: "a plan is one file: put what the other holds into it",
    ...all(
      ["ethernets", "wifis", "bonds", "vlans", "tunnels", "vrfs", "modems", "dummy-devices"],
      noInterface,
    ),
    bridges:
      "write each under `networks`, with its name as `bridge: br0`, and `external: true` if it exists already",
    renderer: leaveOut,
    interfaces: noInterface,
  },
  host: {
    ...netplan,
    addresses: "",
    ...all(["ethernets", "interfaces", "bonds", "vlans"], noInterface),
    iptables: "write `firewall: none` for no rules, or `firewall: iptables`",
    ip6tables: "write `firewall: none` for no rules, or `firewall: iptables`",
    bip: "write it at a network: `ipv4: 172.17.42.1/16`",
    "fixed-cidr": "write it at a network: `ipv4: {subnet: 172.17.0.0/16, ip_range: 172.17.1.0/24}`",
    "default-address-pools": "write the subnets at the networks: `ipv4: 172.18.0.0/16`",
    "ip-forward": "write `ip_forward`",
    "ip-masq": "write it at a network: `ipv4: {subnet: 172.17.0.0/16, mode: routed}`",
    ip: "write `publish_address`",
    icc: "write it at a network: `icc: false`",
    mtu: "write it at a network: `mtu: 1400`",
    "dns-opts": "write `dns_opt`",
    "dns-search": "write `dns_search`",
    dns_options: "write `dns_opt`",
  },
  network: {
    driver: "every network is a Linux bridge: leave `driver` out",
    driver_opts:
      "write the network's own keys: `bridge` for com.docker.network.bridge.name, `icc` for …enable_icc, `mtu` for …driver.mtu, `publish_address` for …host_binding_ipv4, `ipv4: {mode: routed}` for …enable_ip_masquerade: false",
    ipam: "write `ipv4: 172.18.0.0/16`, or `ipv4: {subnet: 172.18.0.0/16, gateway: 172.18.0.1, ip_range: 172.18.1.0/24}`",
    enable_ipv4: "write `ipv4: none` for a network without IPv4",
    enable_ipv6: "write the prefix: `ipv6: fd00:1::/64`",
    subnet: "write `ipv4: 172.18.0.0/16` or `ipv6: fd00:1::/64`",
    ...all(
      ["gateway", "ip_range", "aux_addresses"],
      "write it with the subnet: `ipv4: {subnet: 172.18.0.0/16, gateway: 172.18.0.1, ip_range: 172.18.1.0/24, reserved: [172.18.0.9]}`",
    ),
    ...all(["attachable", "labels", "scope", "ingress"], leaveOut),
    name: "the key under `networks` is the network's name, and `bridge` that of its bridge",
    ...netplan,
    interfaces:
      "the bridge holds the interfaces of the containers; to use a bridge with others, write `external: true`",
    parameters: leaveOut,
  },
  family: {
    ...all(["aux_addresses", "aux_address"], "write `reserved: [172.18.0.9]`"),
    nat: "write `mode: nat` or `mode: routed`",
    masquerade: "write `mode: nat`",
    ...all(["range", "allocation_pool", "ip-range"], "write `ip_range`"),
    ...all(["address", "bip"], "write `gateway`"),
    ...all(["cidr", "prefix", "network"], "write `subnet`"),
  },
  container: {
    ...all(processKeys, noProcess),
    depends_on:
      "no process is started, so that none has to wait: leave it out; `links` gives another container a name",
    container_name: "the key under `containers` is the container's name, and `netns` that of its namespace",
    domainname: "write it into `hostname: web.example.com`",
    external_links: "write `links`",
    net: "write `network_mode`, or `networks`",
    network: "write a list: `networks: [front]`",
    ...all(["ip", "ip_address", "address", "ipv4"], "write `ipv4_address`"),
    ...all(["ip6", "ipv6"], "write `ipv6_address`"),
    mac: "write `mac_address`",
    ...all(["dns_options", "dns_opts"], "write `dns_opt`"),
    ...all(["add_host", "add-host"], "write `extra_hosts`"),
    ...all(["publish", "port"], "write `ports`"),
    aliases: "write them at the container's network: `networks: {front: {aliases: [www]}}`",
    interface_name: "write it at the container's network: `networks: {front: {interface_name: lan0}}`",
    ...netplan,
  },
  attachment: {
    ...all(["ip", "ip_address", "address", "ipv4"], "write `ipv4_address`"),
    ...all(["ip6", "ipv6"], "write `ipv6_address`"),
    mac: "write `mac_address`",
    link_local_ips: "the kernel makes the link-local address: leave it out",
    priority: "write `gw_priority` for the default route; interfaces are in the order of the networks",
    driver_opts: "write `interface_name` here, or `sysctls` at the container",
    ...netplan,
  },
  route: {
    ...all(["gateway", "nexthop", "gw"], "write `via`"),
    ...all(["dst", "destination", "dest"], "write `to`"),
    ...all(["interface", "oif", "device", "iface"], "write `dev`"),
    from: "write `src`",
    ...all(["on-link", "onlink"], "without `via`, a route with `dev` is on-link: leave it out"),
  },
  port: {
    ...all(["mode", "name", "app_protocol"], leaveOut),
    ...all(["host_port", "hostPort"], "write `published`"),
    ...all(["container_port", "containerPort"], "write `target`"),
    ...all(["hostIP", "host_address", "ip"], "write `host_ip`"),
  },
};

/** What to write in place of a key of another program; undefined for any other key. */
export function equivalent(holder: Holder | undefined, key: string): string | undefined {
  if (key.startsWith("x-"))
    return "a plan has no extension fields: put the anchor at the first value that it is for";
  if (holder === undefined || !Object.hasOwn(foreign[holder], key)) return undefined;
  return foreign[holder][key] || undefined;
}

/** Every key of the table, for the tests. */
export const foreignKeys: readonly (readonly [Holder, string])[] = Object.entries(foreign).flatMap(
  ([holder, keys]) =>
    Object.entries(keys)
      .filter(([, help]) => help !== "")
      .map(([key]) => [holder as Holder, key] as const),
);
