"""Nexudus install callbacks and webhooks with Python's own means, written from the platform's pages: a second opinion.

usage: install.py FILE    FILE holds one JSON object a line; one line is printed for each:
the callback's URL, its auth token and its Basic header, and the signature of the webhook body, between spaces.
"""
import base64, hashlib, hmac, json, sys
from urllib.parse import urlencode


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def ascii_of_dot_net(text):
    """Encoding.ASCII: one ? for each UTF-16 unit that is not ASCII."""
    units = text.encode("utf-16-le")
    units = [units[i] | units[i + 1] << 8 for i in range(0, len(units), 2)]
    return bytes(unit if unit < 128 else ord("?") for unit in units)


for line in open(sys.argv[1], encoding="utf-8"):
    job = json.loads(line)
    a, t, d, secret = job["a"], job["t"], job["d"], job["secret"]
    h = md5("|".join(sorted([t, a, d])) + secret)
    url = job["base"] + "?" + urlencode([("a", a), ("t", t), ("d", d), ("h", h), ("b", job["b"]), ("e", job["e"])])
    token = md5(t + secret)
    basic = base64.b64encode(f"{a}:{token}".encode()).decode()
    signature = hmac.new(ascii_of_dot_net(secret), ascii_of_dot_net(job["body"]), "sha256").hexdigest().upper()
    print(url, token, basic, signature)
