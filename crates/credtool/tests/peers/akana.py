"""Akana's request formats with Python's own means, written from their published description: a second opinion.

usage: akana.py sign|verify FILE    FILE holds one JSON object a line; one line is printed for each.
sign prints the value of the Authorization header, verify prints yes or no for the header in "authorization".
Emits the order and spacing of the published conformance suite: comma and space, signature last, not percent-encoded.
"""
import base64, hashlib, hmac, json, re, sys
from urllib.parse import parse_qsl, unquote

HASHES = {"hmac-sha1": "sha1", "hmac-sha256": "sha256", "hmac-sha512": "sha512", "rsa-sha1": "sha1", "rsa-sha256": "sha256"}


def pairs(text):
    return [(n.encode(), v.encode()) for n, v in parse_qsl(text, keep_blank_values=True)]


def base_string(job, fields):
    scheme, rest = job["url"].split("://", 1)
    rest = rest.split("#")[0]
    rest, _, query = rest.partition("?")
    authority, _, path = rest.partition("/")
    host, _, port = authority.partition(":")
    host = host.lower() + (":" + port if port not in ("", "80", "443") else "")
    signed = [(n.encode(), v.encode()) for n, v in fields if not n.endswith(("_signature", "realm"))]
    parameters = sorted(signed + pairs(query) + pairs(job.get("form") or ""))
    empty = b"=" if job.get("empty_value") == "equals" else b""
    joined = [n + (b"=" + v if v else empty) for n, v in parameters]
    return b"&".join([job["method"].upper().encode(), (scheme.lower() + "://" + host + "/" + path).encode()] + joined)


def rsa_key(job):
    from cryptography.hazmat.primitives import serialization
    with open(job["key"], "rb") as file:
        return serialization.load_pem_private_key(file.read(), None)


def rsa_parameters(job):
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    return padding.PKCS1v15(), hashes.SHA1() if HASHES[job["scheme"]] == "sha1" else hashes.SHA256()


def digest(job, nonce, timestamp):
    return hashlib.sha1((nonce + timestamp + job["secret"]).encode()).digest()


def sign(job):
    p = job["prefix"]
    fields = [(p + "_app_id", job["app_id"])]
    if job["scheme"] != "app-id":
        fields.append((p + "_nonce", job["nonce"]))
        if job["scheme"] == "digest":
            fields.append((p + "_digest_method", job["wire_name"]))
        else:
            fields.append((p + "_signature_method", job["wire_name"]))
        fields += [(p + "_timestamp", job["timestamp"]), (p + "_version", "1.0")]
    if job["scheme"] == "digest":
        fields.append((p + "_secret_digest", base64.b64encode(digest(job, job["nonce"], job["timestamp"])).decode()))
    elif job["scheme"].startswith("hmac"):
        mac = hmac.new(job["secret"].encode(), base_string(job, fields), HASHES[job["scheme"]]).digest()
        fields.append((p + "_signature", base64.b64encode(mac).decode()))
    elif job["scheme"].startswith("rsa"):
        signature = rsa_key(job).sign(base_string(job, fields), *rsa_parameters(job))
        fields.append((p + "_signature", base64.b64encode(signature).decode()))
    return job["header_scheme"] + " " + ", ".join('%s="%s"' % field for field in [("realm", "http://x")] + fields)


def verify(job):
    word, _, rest = job["authorization"].partition(" ")
    fields = [(n, unquote(v) if n.endswith(("_signature", "_digest")) else v) for n, v in re.findall(r'([^=, ]+)="([^"]*)"', rest)]
    found, p = dict(fields), job["prefix"]
    if word != job["header_scheme"] or found[p + "_app_id"] != job["app_id"]:
        return False
    if job["scheme"] == "app-id":
        return True
    if found[p + "_nonce"] != job["nonce"] or found[p + "_timestamp"] != job["timestamp"]:
        return False
    if job["scheme"] == "digest":
        return base64.b64decode(found[p + "_secret_digest"]) == digest(job, job["nonce"], job["timestamp"])
    signature = base64.b64decode(found[p + "_signature"], validate=True)
    if found[p + "_signature_method"] != job["wire_name"]:
        return False
    if job["scheme"].startswith("hmac"):
        return hmac.compare_digest(signature, hmac.new(job["secret"].encode(), base_string(job, fields), HASHES[job["scheme"]]).digest())
    from cryptography.exceptions import InvalidSignature
    try:
        rsa_key(job).public_key().verify(signature, base_string(job, fields), *rsa_parameters(job))
        return True
    except InvalidSignature:
        return False


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as jobs:
        for line in jobs:
            if sys.argv[1] == "sign":
                print(sign(json.loads(line)))
            else:
                print("yes" if verify(json.loads(line)) else "no")
