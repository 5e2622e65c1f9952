"""Signs and verifies HTTP message signatures with the package http-message-signatures, one JSON object a line.

http_signatures.py sign FILE: prints the headers of each request.
http_signatures.py verify FILE: prints yes, or no and why.
"""

import base64
import datetime
import hashlib
import json
import sys
import types
import urllib.parse

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureComponentResolver,
    HTTPSignatureKeyResolver,
    algorithms,
)


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, job):
        self.job = job

    def resolve_private_key(self, key_id):
        if "secret" in self.job:
            return self.job["secret"].encode()
        with open(self.job["key"], "rb") as pem:
            return load_pem_private_key(pem.read(), password=None)

    def resolve_public_key(self, key_id):
        key = self.resolve_private_key(key_id)
        return key if "secret" in self.job else key.public_key()


class Components(HTTPSignatureComponentResolver):
    """What the package does not do itself: query parameters (RFC 9421 §2.2.8)."""

    derived_component_names = HTTPSignatureComponentResolver.derived_component_names | {"@query-param"}

    def get_query_param(self, *, name):
        pairs = urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query, keep_blank_values=True)
        (value,) = [encoded(value) for found, value in pairs if encoded(found) == name]
        return value


def encoded(text):
    return urllib.parse.quote(text, safe="*-._").replace("~", "%7E")


def digest(job):
    return "sha-256=:" + base64.b64encode(hashlib.sha256(job["body"].encode()).digest()).decode() + ":"


def message(job):
    return types.SimpleNamespace(method=job["method"], url=job["url"], headers=dict(job["headers"]))


def tool(kind, job):
    algorithm = algorithms.signature_algorithms[job["algorithm"]]
    return kind(signature_algorithm=algorithm, key_resolver=Keys(job), component_resolver_class=Components)


def sign(job):
    request = message(job)
    if job["body"]:
        request.headers["Content-Digest"] = digest(job)
    tool(HTTPMessageSigner, job).sign(
        request,
        key_id=job["key_id"],
        created=datetime.datetime.fromtimestamp(job["created"]),
        nonce=job["nonce"],
        label=job["label"],
        tag=job.get("tag"),
        include_alg=job["include_alg"],
        covered_component_ids=job["covered"],
    )
    return json.dumps(request.headers)


def verify(job):
    verifier = tool(HTTPMessageVerifier, job)
    if job["body"] and message(job).headers["Content-Digest"] != digest(job):
        return "no: another body"
    try:
        verifier.verify(message(job), max_age=datetime.timedelta(days=36500))
        return "yes"
    except Exception as error:
        return f"no: {type(error).__name__} {error}"


for line in open(sys.argv[2]):
    print({"sign": sign, "verify": verify}[sys.argv[1]](json.loads(line)).replace("\n", " "))
