"""WS-Security UsernameToken by zeep: a second opinion.

usage: wsse.py make|check FILE    FILE holds one JSON object a line; one line is printed for each.
make prints a SOAP message as a JSON string; check prints the digest that zeep makes of the nonce and time of an element.
"""
import base64, datetime, json, sys

from lxml import etree
from zeep import ns
from zeep.wsse.username import UsernameToken

SOAP = {"1.1": ns.SOAP_ENV_11, "1.2": ns.SOAP_ENV_12}


class Octets:
    """A nonce that need not be text: zeep asks it for its bytes."""

    def __init__(self, octets):
        self.octets = octets

    def encode(self, _):
        return self.octets


def envelope(soap):
    root = etree.Element("{%s}Envelope" % soap, nsmap={"soap-env": soap})
    etree.SubElement(root, "{%s}Header" % soap)
    etree.SubElement(etree.SubElement(root, "{%s}Body" % soap), "{urn:funds}transfer")
    return root


def make(job):
    token = UsernameToken(
        job["username"],
        job["password"],
        use_digest=job["digest"],
        nonce=job["nonce"],
        created=datetime.datetime.fromisoformat(job["created"]),
        zulu_timestamp=job["zulu"],
        hash_password=job["hash_password"],
    )
    message, _ = token.apply(envelope(SOAP[job["soap"]]), {})
    written = etree.tostring(message, pretty_print=job["pretty"], xml_declaration=job["zulu"], encoding="utf-8")
    return json.dumps(written.decode())


def check(job):
    security = etree.fromstring(job["element"])
    token = security.find("{%s}UsernameToken" % ns.WSSE)
    text = lambda namespace, name: token.findtext("{%s}%s" % (namespace, name))
    assert text(ns.WSSE, "Username") == job["username"], job
    created = text(ns.WSU, "Created")
    peer = UsernameToken(
        job["username"],
        job["password"],
        use_digest=True,
        nonce=Octets(base64.b64decode(text(ns.WSSE, "Nonce"), validate=True)),
        created=datetime.datetime.fromisoformat(created.replace("Z", "+00:00")),
        zulu_timestamp=created.endswith("Z"),
    )
    password, nonce, theirs = peer._create_password_digest()
    assert theirs.text == created and nonce.text == text(ns.WSSE, "Nonce"), job
    ours = token.find("{%s}Password" % ns.WSSE)
    assert ours.get("Type") == password.get("Type"), job
    encoding = token.find("{%s}Nonce" % ns.WSSE).get("EncodingType")
    assert encoding == nonce.get("EncodingType"), job
    return "yes" if ours.text == password.text else "no"


with open(sys.argv[2], encoding="utf-8") as lines:
    for line in lines:
        print({"make": make, "check": check}[sys.argv[1]](json.loads(line)))
