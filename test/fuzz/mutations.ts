import { drop, type Edit, rename, reverse, set } from "./plan.ts";

const web = "containers/web";
const db = "containers/db";
const gw = "containers/gw";
const ends = "point_to_point/0/ends";

/** What the base plan may be changed by; each is a sound plan by itself. The names stand in reports and in the corpus. */
export const mutations: Readonly<Record<string, readonly Edit[]>> = {
  iptables: [set("host/firewall", "iptables")],
  "no firewall": [
    set("host/firewall", "none"),
    set("networks/back/ipv6", "fd00:2::/64"),
    drop(`${web}/ports`),
    drop(`${gw}/masquerade`),
  ],
  "host route changed": [set("host/routes/0/via", "10.1.0.9")],
  "host route removed": [drop("host/routes")],
  "IPv6 route of the host": [set("host/routes/1", { to: "fd00:77::/64", via: "fd00:1::4" })],
  "blackhole on the host": [set("host/routes/1", { to: "198.18.0.0/15", type: "blackhole" })],
  "name servers": [set("host/dns", ["192.0.2.53"])],

  "bridge renamed": [set("networks/front/bridge", "br-x")],
  "other bridge renamed": [set("networks/back/bridge", "br-y")],
  "network renamed": [
    rename("networks/front", "entry"),
    rename(`${web}/networks/front`, "entry"),
    rename(`${gw}/networks/front`, "entry"),
  ],
  "network added": [set("networks/more", { ipv4: "10.4.0.1/24", ipv6: "fd00:4::/64" })],
  "network with a container added": [
    set("networks/more", { ipv4: "10.4.0.1/24", ipv6: "fd00:4::/64", internal: true }),
    set("containers/far", { networks: ["more"] }),
  ],
  "networks in another order": [reverse("networks")],
  "mtu smaller": [set("networks/front/mtu", 1400)],
  "mtu larger": [set("networks/back/mtu", 9000)],
  "other IPv4 subnet": [set("networks/back/ipv4", "10.5.0.1/24"), drop(`${web}/routes`)],
  "other IPv6 subnet": [set("networks/back/ipv6/subnet", "fd00:5::/64")],
  "other IPv4 gateway": [set("networks/back/ipv4", "10.2.0.254/24")],
  "other IPv6 gateway": [set("networks/front/ipv6", { subnet: "fd00:1::/64", gateway: "fd00:1::ff" })],
  "no IPv4 on a network": [set("networks/back/ipv4", "none"), drop(`${web}/routes`)],
  "no IPv6 on a network": [drop("networks/back/ipv6")],
  "IPv6 address translated": [set("networks/front/ipv6", { subnet: "fd00:1::/64", mode: "nat" })],
  "IPv6 routed": [set("networks/back/ipv6/mode", "routed")],
  "IPv4 routed": [set("networks/front/ipv4", { subnet: "10.1.0.0/24", mode: "routed" })],
  "source NAT": [set("networks/front/ipv4", { subnet: "10.1.0.0/24", snat: "198.51.100.10" })],
  "IPv4 gateway by container": [
    set("networks/front/ipv4", { subnet: "10.1.0.0/24", mode: "routed", gateway: "gw" }),
  ],
  "IPv6 gateway by container": [set("networks/front/ipv6", { subnet: "fd00:1::/64", gateway: "gw" })],
  internal: [set("networks/back/internal", true)],
  peers: [set("networks/front/peers", ["back"])],
  "icc off": [set("networks/back/icc", false)],
  "icc off with a link": [set("networks/back/icc", false), set(`${web}/links`, ["db:store"])],
  "published from": [set("networks/front/published_from", ["203.0.113.0/24"])],
  "NDP proxy": [
    set("networks/front/ipv6", { subnet: "2001:db8:ff::8:0/112", ndp_proxy: ["uplink"] }),
    drop(`${gw}/networks/front/ipv6_address`),
  ],

  "container removed": [drop(db), drop("point_to_point")],
  "container added": [set("containers/far", { networks: ["front"], dns: ["192.0.2.1"] })],
  "container renamed": [rename(gw, "router")],
  "containers in another order": [reverse("containers")],
  "interface renamed": [set(`${web}/networks/front/interface_name`, "x0")],
  "interface of the router renamed": [
    set(`${gw}/networks/front/interface_name`, "lan"),
    set(`${gw}/masquerade`, ["lan"]),
  ],
  "interface renamed to another's former name": [
    set(`${web}/networks/front/interface_name`, "eth1"),
    set(`${web}/networks/back/interface_name`, "y0"),
  ],
  "interfaces swapped": [
    set(`${web}/networks/front/interface_name`, "eth1"),
    set(`${web}/networks/back/interface_name`, "eth0"),
  ],
  "container's networks in another order": [reverse(`${web}/networks`)],
  "default route by the other network": [set(`${web}/networks/back/gw_priority`, 1)],
  "host's end renamed": [set(`${web}/networks/front/host_interface_name`, "v-web")],
  "MAC changed": [set(`${db}/networks/back/mac_address`, "02:42:00:00:00:22")],
  "IPv4 address changed": [set(`${db}/networks/back/ipv4_address`, "10.2.0.33")],
  "IPv6 address changed": [set(`${db}/networks/back/ipv6_address`, "fd00:2::33")],
  "moved to the other network": [set(`${db}/networks`, { front: {} })],
  "one network less": [drop(`${web}/networks/back`), drop(`${web}/routes`)],
  "one network more": [set(`${db}/networks/front`, {})],
  "port changed": [set(`${web}/ports/0`, "8080:8000")],
  "port added": [set(`${web}/ports/1`, "53:53/udp")],
  "port range": [set(`${web}/ports/1`, "7000-7009:7000-7009")],
  "port removed": [drop(`${web}/ports`)],
  "port moved": [drop(`${web}/ports`), set(`${db}/ports`, ["8080:80"])],
  "all ports published": [set(`${db}/publish_all`, true)],
  "route changed": [set(`${web}/routes/0/via`, "10.2.0.8")],
  "route removed": [drop(`${web}/routes`)],
  "IPv6 route": [set(`${web}/routes/1`, { to: "fd00:66::/64", via: "fd00:2::9" })],
  "sysctl changed": [set(`${db}/sysctls`, { "net.ipv4.ip_default_ttl": "44" })],
  "sysctl in hexadecimal": [set(`${db}/sysctls`, { "net.ipv4.ip_default_ttl": "0x10" })],
  "sysctl removed": [drop(`${db}/sysctls`)],
  "sysctl of an interface": [set(`${db}/sysctls`, { "net.ipv4.conf.eth0.rp_filter": "2" })],
  "no router": [drop(`${gw}/forward`), drop(`${gw}/masquerade`)],
  "no masquerade": [drop(`${gw}/masquerade`)],
  hostname: [set(`${web}/hostname`, "www.example.org")],
  "names of a container": [
    set(`${db}/dns`, ["192.0.2.2", "2001:db8::53"]),
    set(`${db}/extra_hosts`, ["api:203.0.113.9"]),
  ],
  "namespace renamed": [set(`${db}/netns`, "store")],
  "external namespace": [
    set("containers/vm", {
      netns: { external: "vm" },
      networks: { front: {} },
      routes: [{ to: "10.66.0.0/16", via: "10.1.0.4" }],
    }),
  ],
  "external namespace in place of our own": [set(`${gw}/netns`, { external: "vm" })],
  "no network": [set("containers/lone", { network_mode: "none" })],
  "namespace shared": [set("containers/side", { network_mode: "container:web" })],

  "link removed": [drop("point_to_point")],
  "link's end renamed": [set(`${ends}/web/interface_name`, "q0")],
  "link's other end renamed": [set(`${ends}/db/interface_name`, "q0")],
  "link's addresses changed": [
    set(`${ends}/web/ipv4_address`, "10.9.0.3/32"),
    set(`${ends}/web/ipv6_address`, "fd00:9::3/128"),
  ],
  "link's MAC changed": [set(`${ends}/web/mac_address`, "02:42:00:00:00:33")],
  "link's mtu changed": [set("point_to_point/0/mtu", 1400)],
  "link's IPv6 removed": [drop(`${ends}/web/ipv6_address`), drop(`${ends}/db/ipv6_address`)],
  "link moves to another container": [rename(`${ends}/db`, "gw")],
  "link's ends in another order": [reverse(ends)],
  "link to the host": [rename(`${ends}/web`, "host")],
  "route over the link": [set(`${ends}/web/routes`, [{ to: "10.55.0.0/16", via: "10.9.0.2" }])],
  "second link": [
    set("point_to_point/1", {
      ends: {
        gw: { interface_name: "p1", ipv4_address: "10.8.0.1/30" },
        db: { interface_name: "p1", ipv4_address: "10.8.0.2/30", default_route: false },
      },
    }),
  ],
};
