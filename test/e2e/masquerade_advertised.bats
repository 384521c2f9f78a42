#!/usr/bin/env bats
# backends: both
# Routers in a namespace of somebody else's, whose uplink lives on router advertisements.
load lib/load

# The namespace of somebody else's.
theirs_up() {
  in_host ip netns add theirs
  in_ns theirs iptables -A FORWARD -s 192.0.2.8 -j DROP
  in_ns theirs ip6tables -t nat -A POSTROUTING -s 2001:db8:9::8 -j MASQUERADE
}

# theirs has an uplink of its own, which lives on what a router there advertises.
advertised_theirs() {
  in_host ip netns add isp
  in_host ip link add wan.0 netns theirs type veth peer name lan netns isp
  in_ns theirs sh -c 'echo 0 >/proc/sys/net/ipv6/conf/wan.0/accept_dad; echo 1 >/proc/sys/net/ipv6/conf/wan.0/accept_ra'
  in_ns theirs sh -c 'echo 0 >/proc/sys/net/ipv6/conf/all/forwarding'
  in_ns isp sh -c 'echo 0 >/proc/sys/net/ipv6/conf/lan/accept_dad; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
  in_ns isp ip link set lan up
  in_ns isp ip addr add 2001:db8:5::1/64 dev lan nodad
  in_ns theirs ip link set lo up
  in_ns theirs ip link set wan.0 up
  eventually advertised
  eventually in_ns theirs ping -n -q -c 1 -W 0.2 2001:db8:5::1
}

# A home behind that uplink. home_of_others [ROUTER-OPTIONS]
home_of_others() {
  render <<PLAN
netgen: 1
name: test
networks:
  home: {ipv4: none, ipv6: {subnet: "fd00:1::/64", gateway: modem}}
containers:
  modem:
    netns: {external: theirs}
    networks: {home: {ipv6_address: "fd00:1::1"}}
    masquerade: [wan.0]
    ${1:-}
  pc: {networks: {home: {ipv6_address: "fd00:1::11"}}}
PLAN
}

advertised() {
  in_ns isp python3 "$BATS_TEST_DIRNAME/lib/advertise.py" lan 2001:db8:5::
  in_ns theirs ip -6 route show default proto ra | grep -q wan.0
}

# What an interface of theirs takes. takes NAME VALUE
takes() {
  run in_ns theirs cat "/proc/sys/net/ipv6/conf/$1/accept_ra"
  assert_output "$2"
}

@test "in a namespace of others: what lives on router advertisements goes on doing so, and is masqueraded on" {
  theirs_up
  advertised_theirs
  home_of_others
  up
  quiet
  takes wan.0 2
  takes eth0 0
  in_ns theirs ip -6 route del default proto ra dev wan.0
  advertised
  up
  changed 0
  serve_both isp 2001:db8:5::1
  run ask pc tcp 2001:db8:5::1 7000
  assert_output --regexp '^2001:db8:5:0:'
  in_ns isp ip route add fd00:1::/64 via "$output"
  serve_both pc fd00:1::11
  blocked isp fd00:1::11
  # One that has heard nothing for a while is still ours.
  in_ns theirs ip -6 route flush dev wan.0 proto ra
  quiet
  in_ns theirs sysctl -q -w net/ipv6/conf/wan.0/accept_ra=1 net/ipv6/conf/eth0/accept_ra=1
  finds '^differs containers.modem: sysctl net/ipv6/conf/wan.0/accept_ra is 1, not 2$'
  finds '^differs containers.modem: sysctl net/ipv6/conf/eth0/accept_ra is 1, not 0$'
  up
  quiet
  advertised
  down
  takes wan.0 1
  advertised
  # Its own setting is the plan's to say.
  home_of_others 'sysctls: {net/ipv6/conf/wan.0/accept_ra: 0}'
  up
  quiet
  takes wan.0 0
  down
  takes wan.0 1
}
