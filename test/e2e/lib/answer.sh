# Answers one line with the address that it came from; socat starts it for each connection or datagram.
read -r _
echo "$SOCAT_PEERADDR"
