"""Opens and makes a key file and an encrypted map with jwcrypto: `open` takes the unlock secret, keyfile-key and keys.enc,
one a line, and prints the kid and the map; `seal` takes the unlock secret and a map and prints both files."""
import json
import sys

from jwcrypto import jwa, jwe, jwk

jwa.default_max_pbkdf2_iterations = 1_000_000  # its own limit is 16384

lines = sys.stdin.buffer.read().decode().split("\n")
unlock = jwk.JWK.from_password(lines[0])


def opened(text, key):
    token = jwe.JWE()
    token.deserialize(text, key=key)
    return token


def sealed(payload, header, key):
    token = jwe.JWE(payload.encode(), json.dumps(header))
    token.add_recipient(key)
    return token.serialize(compact=True)


if sys.argv[1] == "open":
    key_file = opened(lines[1], unlock)
    key = jwk.JWK(**json.loads(key_file.payload))
    keys_enc = opened(lines[2], key)
    assert keys_enc.jose_header["kid"] == key["kid"]
    out = [key["kid"], keys_enc.payload.decode()]
else:
    key = jwk.JWK.generate(kty="oct", size=256, kid="made by jwcrypto")
    out = [
        sealed(key.export(), {"alg": "PBES2-HS512+A256KW", "enc": "A256GCM"}, unlock),
        sealed(lines[1], {"alg": "dir", "enc": "A256GCM", "kid": key["kid"]}, key),
    ]
sys.stdout.buffer.write("\n".join(out).encode())
