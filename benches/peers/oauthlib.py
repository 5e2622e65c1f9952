#!/usr/bin/env python3
"""Signs one request N times with Python's oauthlib, in one process, and prints the microseconds of each signature.

usage: ../target/peers/venv/bin/python peers/oauthlib.py [N]
"""

import sys
import time

# This file has the name of what it imports, and its folder comes first.
sys.path = [folder for folder in sys.path if not folder.endswith("peers")]
from oauthlib.oauth1 import Client  # noqa: E402

URL = "https://photos.example.net/photos?file=vacation.jpg&size=original"
count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000

for method in ["HMAC-SHA1", "HMAC-SHA256"]:
    client = Client("dpf43f3p2l4k3l03", client_secret="kd94hf93k423kf44", signature_method=method)
    start = time.perf_counter()
    for _ in range(count):
        client.sign(URL)
    print(f"{method}: {(time.perf_counter() - start) / count * 1e6:.1f} µs a signature")
