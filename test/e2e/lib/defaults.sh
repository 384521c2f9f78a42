# The sysctls that a new network namespace takes from the machine's own (those of IPv4 devices), back to the kernel's
# defaults. Runs inside the namespace of a throw-away host, before it has a link but lo.
echo 0 >/proc/sys/net/ipv4/ip_forward
for device in all default lo; do
  for name in rp_filter log_martians arp_filter arp_ignore arp_announce proxy_arp route_localnet src_valid_mark; do
    echo 0 >"/proc/sys/net/ipv4/conf/$device/$name"
  done
  for name in accept_redirects secure_redirects send_redirects; do
    echo 1 >"/proc/sys/net/ipv4/conf/$device/$name"
  done
done
