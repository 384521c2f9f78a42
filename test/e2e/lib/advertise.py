"""Sends one router advertisement (RFC 4861, 4.2) to all nodes on an interface, as radvd would: a default router for
half an hour, and a /64 to make addresses of (4.6.2). advertise.py INTERFACE PREFIX"""

import socket
import struct
import sys

interface, prefix = sys.argv[1:]
index = socket.if_nametoindex(interface)
header = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
on_link_and_autonomous = 0xC0
option = struct.pack("!BBBBIII", 3, 4, 64, on_link_and_autonomous, 7200, 3600, 0)
option += socket.inet_pton(socket.AF_INET6, prefix)
with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) as sender:
    sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
    sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    sender.sendto(header + option, ("ff02::1", 0, 0, index))
