"""Reaches for services of the machine: abstract and named sockets, loopback in every form, rare protocols, the kernel's own.

base: untouched
score: 0
"""
# %% extra after=sampling
import os
import socket

reached = []


def reach(family, address, kind=socket.SOCK_STREAM, protocol=0):
    try:
        with socket.socket(family, kind, protocol) as one:
            one.settimeout(0.2)
            one.connect(address)
            reached.append(str(address))
    except (OSError, OverflowError):
        pass


named = ["/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/tmp/.X11-unix/X0"]
abstract = ["\0/tmp/.X11-unix/X0", "\0/tmp/dbus-x", "\0/org/kernel/linux/storage/multipathd", "\0kernel", "\0warm"]
for address in [*named, *abstract]:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        reach(socket.AF_UNIX, address, kind)
for port in (22, 25, 53, 80, 111, 631, 2375, 3306, 5432, 6379, 8000, 8080, 8888):
    for host in ("127.0.0.1", "127.0.0.53", "127.1.2.3", "0.0.0.0", "10.0.2.2", "169.254.169.254"):
        reach(socket.AF_INET, (host, port))
    for host in ("::1", "::ffff:127.0.0.1", "fe80::1"):
        reach(socket.AF_INET6, (host, port))
for family, protocol in ((2, 132), (2, 262), (10, 33), (16, 4), (16, 12), (17, 768), (38, 0), (40, 0), (44, 0)):
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind, protocol).close()
            reached.append(f"family {family}, protocol {protocol}")
        except OSError:
            pass
if reached:
    raise SystemError(f"reached {reached}")
