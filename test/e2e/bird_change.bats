#!/usr/bin/env bats
# backends: both
# From static routes to BIRD's and back, and hosts that swap their prefixes.
load lib/load
load lib/bird

# Static routes of the script to other hosts. static_routes HOST
static_routes() {
  HOST=$1 in_host sh -c 'ip -4 route show proto 110; ip -6 route show proto 110' | grep ' via '
}

up_on() {
  local name
  for name; do
    HOST=$name up "$name"
  done
}

settled_on() {
  local name
  for name; do
    HOST=$name quiet "$name"
    HOST=$name up "$name"
    changed 0
  done
}

@test "a cluster goes from static routes to BIRD's and back, and traffic goes on" {
  local name
  hosts_dual host b
  bird_plan switched host b <<<'routing: static' | render_cluster
  up_on host b
  serve_on host b
  reaches host 0 b 1
  run static_routes host
  assert_success
  bird_plan switched host b <<<'routing: bird' | render_cluster
  # BIRD first: its routes stand beside the script's, which has nothing to say of them, until the new one takes its own away.
  bird_on host
  bird_on b
  all_know host b
  stream_start b 10.0.0.2
  up_on host b
  run static_routes host
  assert_failure
  all_reach host b
  settled_on host b
  bird_plan switched host b <<<'routing: static' | render_cluster
  up_on host b
  for name in host b; do
    birdc_on "$name" down
  done
  in_time lost host 1
  in_time lost b 0
  unbroken b
  reaches host 0 b 1
  settled_on host b
}

@test "hosts that swap their prefixes are not kept from it by what BIRD knows, in whatever order" {
  hosts_dual host b
  bird_plan switched host b <<<'routing: bird' | render_cluster
  up_on host b
  bird_on host
  bird_on b
  all_know host b
  # The addresses of the hosts stay as they are: the plan's order alone gives out prefixes.
  bird_plan switched b:1 host:0 <<<'routing: bird' | render_cluster
  up_on host b
  birdc_on host configure
  birdc_on b configure
  in_time has_route host 10.0.0.0/24 198.51.100.11
  in_time has_route host 2001:db8:100::/64 2001:db8:ff::11
  in_time has_route b 10.1.0.0/24 198.51.100.10
  run routes_on host 4
  assert_output '10.0.0.0/24 via 198.51.100.11'
  serve_on host b
  passes host/at-host 10.0.0.2 10.1.0.2
  settled_on host b
}
