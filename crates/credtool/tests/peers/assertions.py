"""Client assertions with jwcrypto: made and verified, one JSON object a line in, one line out.

usage: assertions.py make|verify FILE
"""
import json
import sys

from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT


def key(job, side):
    if "secret" in job:
        import base64
        octets = base64.urlsafe_b64encode(job["secret"].encode()).rstrip(b"=").decode()
        return JWK(kty="oct", k=octets)
    with open(job[side], "rb") as file:
        return JWK.from_pem(file.read())


def make(job):
    token = JWT(header={"alg": job["algorithm"], "typ": "JWT"}, claims=job["claims"], algs=[job["algorithm"]])
    token.make_signed_token(key(job, "private"))
    return token.serialize()


def verify(job):
    try:
        token = JWT(algs=[job["algorithm"]])
        token.leeway = 10**9
        token.deserialize(job["token"], key(job, "public"))
        return json.dumps(json.loads(token.claims), sort_keys=True)
    except Exception as error:  # whatever it says, it is a no
        return "no: %s" % type(error).__name__


for line in open(sys.argv[2]):
    print({"make": make, "verify": verify}[sys.argv[1]](json.loads(line)))
