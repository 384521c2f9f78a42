# Plans that several files use.

# Something of every kind: two networks, links, routes, sysctls, a router, an address for source NAT.
# full_plan [NAME]
full_plan() {
  render "$@" <<PLAN
netgen: 1
name: test
host:
  routes:
    - {to: 10.3.0.0/24, via: 10.1.0.4}
    - {to: 198.18.0.0/15, type: blackhole}
networks:
  front: {ipv4: 10.1.0.1/24, mtu: 1400, peers: [back]}
  back: {ipv4: 10.2.0.1/24}
  away: {ipv4: {subnet: 10.3.0.0/24, gateway: router, mode: routed}}
  inner: {ipv4: 10.4.0.1/24, internal: true}
containers:
  web:
    networks: {front: {ipv4_address: 10.1.0.2, host_interface_name: v-web}}
    routes:
      - {to: 10.77.0.0/16, via: 10.1.0.9, metric: 7}
  db:
    networks: {back: {ipv4_address: 10.2.0.2, host_interface_name: v-db}, inner: {}}
    sysctls: {net.ipv4.ip_default_ttl: 33}
  router:
    forward: true
    networks: {away: {ipv4_address: 10.3.0.1}, front: {ipv4_address: 10.1.0.4, gw_priority: 1}}
  far: {networks: [away]}
PLAN
}
