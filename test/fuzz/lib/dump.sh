# Prints what the kernel holds on this host and in each of its namespaces, and the files that netgen may write: few
# processes a namespace, for a fuzzer asks after every step. What each heading holds is read by shape.ts.
links='link show
addr show
neigh show proxy'
routes='route show table all
rule show'

# dump NAME, inside the namespace
dump() {
  echo "== $1"
  echo "$links" | ip -o -d -batch -
  echo "$routes" | ip -4 -batch -
  {
    echo "$routes"
    echo 'neigh show proxy'
  } | ip -6 -batch -
  echo "== $1 nftables"
  nft -s list ruleset
  echo "== $1 iptables"
  iptables-save
  ip6tables-save
  echo "== $1 sysctls"
  # A port of a bridge takes no router advertisements, whatever its accept_ra was when it was made.
  ports=$(ip -o link show | sed -nE 's/^[0-9]+: ([^:@]+)[:@].* master .*/\1/p' | tr '\n' ' ')
  cd /proc/sys/net && grep -rs '' . --exclude-dir=neigh |
    awk -F/ -v ports=" $ports" '!($2 == "ipv6" && $5 ~ /^accept_ra:/ && index(ports, " " $4 " "))'
}

if [ $# -gt 0 ]; then
  dump "$1" 2>/dev/null
  exit
fi
dump host 2>/dev/null
for entry in /run/netns/*; do
  [ -e "$entry" ] || continue
  nsenter --net="$entry" sh "$0" "${entry##*/}" </dev/null || echo "== ${entry##*/} is no namespace"
done
echo '== files'
find /run /etc/netns ! -path '*/netgen' ! -name '*lock*'
find /etc/netns -type f -exec grep -H '' {} +
find /mnt/upper -mindepth 1
