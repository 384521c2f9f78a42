# What every file of tests loads: one throw-away host for each test, ended afterwards.
bats_require_minimum_version 1.5.0
load /usr/lib/bats/bats-support/load
load /usr/lib/bats/bats-assert/load
load lib/host
load lib/traffic
load lib/state
load lib/script
load lib/faults
load lib/plans

setup() {
  host_up
}

teardown() {
  hosts_down
}
