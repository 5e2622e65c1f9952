"""A stand-in for a key file tool of another vendor: its own format, the option names of ThingWorx Flow's PtcOrchKeyFileTool.

KEY_FILE_TOOL in the environment makes it misbehave: fail-decrypt and fail-encrypt end with status 3, silent-decrypt and
silent-encrypt do nothing and say that all is well, corrupt loses a key on the way, empty-map forgets all, and leave copies the plain
text into a second file beside the first.
"""
import argparse
import base64
import hashlib
import os
import sys

parser = argparse.ArgumentParser()
for name in ("secret", "keyfile-location", "plaintext", "encrypted"):
    parser.add_argument("--" + name, required=True)
parser.add_argument("direction", choices=["decrypt", "encrypt"])
options = parser.parse_args()
mode = os.environ.get("KEY_FILE_TOOL", "")

MAGIC = b"VENDOR KEY FILE 7\n"
seed = options.secret.encode() + open(options.keyfile_location, "rb").read()


def stream(data):
    pad = b""
    while len(pad) < len(data):
        pad += hashlib.sha256(seed + len(pad).to_bytes(8, "big")).digest()
    return bytes(a ^ b for a, b in zip(data, pad))


if mode == "fail-" + options.direction:
    print("tool: no", file=sys.stderr)
    sys.exit(3)
if mode == "silent-" + options.direction:
    sys.exit(0)
if options.direction == "decrypt":
    sealed = open(options.encrypted, "rb").read()
    if not sealed.startswith(MAGIC):
        sys.exit("tool: not a key file")
    plain = stream(base64.b64decode(sealed[len(MAGIC):-16]))
    if hashlib.sha256(seed + plain).hexdigest()[:16].encode() != sealed[-16:]:
        sys.exit("tool: wrong secret")
    with open(options.plaintext, "xb") as out:
        out.write(plain)
else:
    plain = open(options.plaintext, "rb").read()
    if mode == "corrupt":
        plain = plain.replace(b"mykey", b"mykez")
    if mode == "empty-map":
        plain = b"{}"
    with open(options.encrypted, "xb") as out:
        out.write(MAGIC + base64.b64encode(stream(plain)) + hashlib.sha256(seed + plain).hexdigest()[:16].encode())
if mode == "leave":
    with open(options.plaintext + ".tmp", "wb") as out:
        out.write(plain)
