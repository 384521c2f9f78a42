# Prints what the kernel holds in this network namespace, under headings that carry a name: links with their indexes,
# addresses, routes, rules, neighbours, firewall with its handles, sysctls. What changes by itself (timers, counters,
# neighbours that the kernel learned, duplicate address detection) is left out. sh dump.sh NAME
name=$1

echo "== $name links"
ip -o -d link show | sed -E 's/ [a-z_]+_timer +[0-9.]+//g'

echo "== $name addresses"
ip -o addr show | sed -E 's/ tentative//'

echo "== $name routes"
ip -4 route show table all
ip -6 route show table all
ip rule show
ip -6 rule show

echo "== $name neighbours"
ip neigh show nud permanent | sort
ip neigh show proxy | sort
ip -6 neigh show proxy | sort

# iptables-nft keeps its tables in nftables too; they are shown by iptables-save, without its empty built-in chains.
echo "== $name firewall"
nft -a -s list ruleset 2>/dev/null | awk '/^table/ { skip = $2 ~ /^ip6?$/ && $3 ~ /^(filter|nat|mangle|raw|security)$/ } !skip'
for tool in iptables ip6tables; do
  "$tool-save" 2>/dev/null | sed -nE 's/^:(.*) \[.*/chain \1/; /^(chain|-A) /p' |
    grep -vE '^chain (INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING) ACCEPT$' | sed "s/^/$tool /"
done

echo "== $name sysctls"
cd /proc/sys/net && grep -rs '' . | grep -vE '^\./netfilter/nf_conntrack_(count|buckets|max):' | sort
