"""Opens a keyring with its pass phrase alone, reads its tokens with the exported keys, and makes tokens: jwcrypto."""
import json
import sys

from jwcrypto import jwa, jwe, jwk

# The key file asks for 210 000 rounds; jwcrypto accepts 16 384 unless it is told otherwise.
jwa.default_max_pbkdf2_iterations = 1_000_000


def decrypt(token, key, algorithms):
    reader = jwe.JWE(algs=algorithms)
    reader.deserialize(token, key)
    return reader.payload


job = json.load(open(sys.argv[1]))
phrase = jwk.JWK.from_password(job["unlock"])
file_key = json.loads(decrypt(job["keyfile"], phrase, ["PBES2-HS512+A256KW", "A256GCM"]))
keys_enc = decrypt(job["keys"], jwk.JWK(**file_key), ["dir", "A256GCM"])

exported = jwk.JWKSet.from_json(job["jwks"])
values, made = [], []
for token in job["tokens"]:
    unread = jwe.JWE()
    unread.deserialize(token)
    key = exported.get_key(unread.jose_header["kid"])
    values.append(decrypt(token, key, ["dir", "A256GCM"]).decode())
for key in sorted(exported["keys"], key=lambda key: key["kid"]):
    header = json.dumps({"kid": key["kid"], "enc": "A256GCM", "alg": "dir"})
    writer = jwe.JWE(job["value"].encode(), header)
    writer.add_recipient(key)
    made.append(writer.serialize(compact=True))
print(json.dumps({"map": keys_enc.decode(), "values": values, "made": made}))
