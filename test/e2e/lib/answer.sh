# Answers one line with the address that it came from; socat starts it for each connection or datagram. An IPv6 address
# is given to it in full, and answered as ip spells it.
read -r _
echo "$SOCAT_PEERADDR" | sed -e 's/[][]//g' -e 's/\(^\|:\)0\{1,3\}/\1/g' -e 's/\(:0\)\{2,\}:/::/'
