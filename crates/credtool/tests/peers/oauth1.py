"""Signs and verifies OAuth 1.0a requests with oauthlib, one JSON object a line.

oauth1.py sign FILE: prints URL, Authorization header and body of each request, as JSON.
oauth1.py verify FILE: prints yes or no.
"""

import json
import sys

from oauthlib.oauth1 import Client, RequestValidator, SignatureOnlyEndpoint

PLACES = {"header": "AUTH_HEADER", "query": "QUERY", "form": "BODY"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Server(RequestValidator):
    enforce_ssl = False
    timestamp_lifetime = 10**12
    allowed_signature_methods = ["PLAINTEXT", "HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "RSA-SHA256"]
    dummy_client = "nobody"

    def __init__(self, job):
        super().__init__()
        self.job = job

    def check_client_key(self, client_key):
        return True

    check_nonce = check_access_token = check_request_token = check_verifier = check_client_key

    def validate_client_key(self, client_key, request):
        return client_key == self.job["app_id"]

    def validate_timestamp_and_nonce(self, *arguments, **named):
        return True

    def get_client_secret(self, client_key, request):
        return self.job["secret"]

    def get_access_token_secret(self, client_key, token, request):
        return self.job["token_secret"]

    def get_rsa_key(self, client_key, request):
        with open("app.pub.pem") as file:
            return file.read()


def sign(job):
    rsa = job["method_name"].startswith("RSA")
    key = None
    if rsa:
        with open("app.pem") as file:
            key = file.read()
    client = Client(
        job["app_id"],
        client_secret=job["secret"],
        resource_owner_key=job["token"],
        resource_owner_secret=job["token_secret"],
        signature_method=job["method_name"],
        signature_type=PLACES[job["carry"]],
        rsa_key=key,
        callback_uri=job["callback"],
        verifier=job["verifier"],
        realm=job["realm"],
        nonce=job["nonce"],
        timestamp=str(job["timestamp"]),
    )
    has_form = job["form"] is not None
    url, headers, body = client.sign(job["url"], job["method"], body=job["form"], headers=dict(FORM) if has_form else {})
    return json.dumps({"url": url, "authorization": headers.get("Authorization"), "form": body or None})


def verify(job):
    headers = dict(FORM) if job["form"] is not None else {}
    if job["authorization"]:
        headers["Authorization"] = job["authorization"]
    endpoint = SignatureOnlyEndpoint(Server(job))
    valid, _ = endpoint.validate_request(job["url"], job["method"], body=job["form"] or "", headers=headers)
    return "yes" if valid else "no"


operation = {"sign": sign, "verify": verify}[sys.argv[1]]
with open(sys.argv[2], encoding="utf-8") as lines:
    for line in lines:
        print(operation(json.loads(line)))
