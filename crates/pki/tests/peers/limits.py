"""Paths with revocation lists, odd names and name constraints, made by pyca/cryptography: one JSON object on stdout."""

import datetime
import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

START, END = datetime.datetime(2020, 1, 1), datetime.datetime(2040, 1, 1)
MAY, JUNE, JULY = (datetime.datetime(2026, month, 1) for month in (5, 6, 7))
AT = datetime.datetime(2026, 6, 15)
OTHER = x509.ObjectIdentifier("1.2.3.4")


def name(*values, kind=_ASN1Type.UTF8String, oid=NameOID.ORGANIZATION_NAME):
    return x509.Name([x509.NameAttribute(oid, value, _type=kind, _validate=False) for value in values])


def pem(made):
    return made.public_bytes(serialization.Encoding.PEM).decode()


def hash_of(key):
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


def certificate(subject, key, issuer, issuer_key, extensions=(), serial=None):
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(serial or x509.random_serial_number()).not_valid_before(START).not_valid_after(END)
    identifiers = [(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
                   (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)]
    for extension, critical in [*extensions, *identifiers]:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hash_of(issuer_key))


def usage(cert_sign, crl_sign):
    return x509.KeyUsage(False, False, False, False, False, cert_sign, crl_sign, False, False)


CA = [(x509.BasicConstraints(True, None), True), (usage(True, True), True)]
NO_CRL_SIGN = [CA[0], (usage(True, False), True)]
CRL_SIGN_ALONE = [(usage(False, True), True)]


def crl(issuer, key, entries=(), start=JUNE, end=JULY, extensions=()):
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer).last_update(start).next_update(end)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    for serial, date, *rest in entries:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(date)
        for extension in rest:
            extension, critical = extension if isinstance(extension, tuple) else (extension, False)
            entry = entry.add_extension(extension, critical)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, hash_of(key))


def der(tag, *parts):
    content = b"".join(parts)
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def bare_crl(issuer, key, serial=None, end=b"", sha1=False):
    """Version 1, without nextUpdate or signed with SHA-1: what the builder does not make."""
    algorithm = der(0x30, bytes.fromhex("06072a8648ce3d0401" if sha1 else "06082a8648ce3d040302"))
    time = lambda text: der(0x17, text)
    entries = [der(0x30, der(0x30, der(2, bytes([serial])), time(b"260601000000Z")))] if serial else []
    ends = [time(end)] if end else []
    tbs = der(0x30, algorithm, issuer.public_bytes(), time(b"260601000000Z"), *ends, *entries)
    signature = key.sign(tbs, ec.ECDSA(hashes.SHA1() if sha1 else hashes.SHA256()))
    return x509.load_der_x509_crl(der(0x30, tbs, algorithm, der(3, b"\0", signature)))


def point(uri=None, **limits):
    given = dict(full_name=uri and [x509.UniformResourceIdentifier(uri)], relative_name=None, only_contains_user_certs=False,
                 only_contains_ca_certs=False, only_some_reasons=None, indirect_crl=False, only_contains_attribute_certs=False)
    return [(x509.IssuingDistributionPoint(**{**given, **limits}), True)]


def number(n):
    return [(x509.CRLNumber(n), False)]


def delta(n, base):
    return number(n) + [(x509.DeltaCRLIndicator(base), True)]


def reason(flag):
    return x509.CRLReason(flag)


def revocations():
    root_key, inter_key, leaf_key, stray_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(4))
    root_name, inter_name = name("Root"), name("Intermediate")
    root = certificate(root_name, root_key, root_name, root_key, CA)
    inter = certificate(inter_name, inter_key, root_name, root_key, CA, serial=77)
    weak = certificate(inter_name, inter_key, root_name, root_key, NO_CRL_SIGN, serial=77)
    signer = certificate(inter_name, stray_key, inter_name, inter_key, CRL_SIGN_ALONE, serial=99)
    uri = "http://crl.example/a.crl"
    leaf = certificate(name("Leaf"), leaf_key, inter_name, inter_key, [
        (x509.CRLDistributionPoints([x509.DistributionPoint([x509.UniformResourceIdentifier(uri)], None, None, None)]), False),
        (x509.FreshestCRL([x509.DistributionPoint([x509.UniformResourceIdentifier(uri)], None, None, None)]), False)], serial=5)
    top, flags = crl(root_name, root_key, extensions=number(1)), x509.ReasonFlags
    mine = lambda *entries, **rest: crl(inter_name, inter_key, entries, **{"extensions": number(4), **rest})
    unknown = x509.UnrecognizedExtension(OTHER, b"\5\0")
    stray = [(x509.AuthorityKeyIdentifier.from_issuer_public_key(stray_key.public_key()), False)]
    revoked, hold = (5, MAY, reason(flags.key_compromise)), (5, MAY, reason(flags.certificate_hold))

    def case(label, *crls, inter=inter, others=(), openssl=("-crl_check_all",)):
        return dict(name=label, trust=pem(root), intermediates="".join(map(pem, [inter, *others])), leaf=pem(leaf),
                    crls="".join(map(pem, crls)), openssl=list(openssl))

    yield case("good", top, mine())
    yield case("good among others", top, mine((4, MAY), (6, MAY), (500, MAY)))
    yield case("revoked", top, mine(revoked))
    yield case("revoked without a reason", top, mine((5, MAY)))
    yield case("on hold", top, mine(hold))
    yield case("revoked later", top, mine((5, JULY)))
    yield case("intermediate revoked", crl(root_name, root_key, [(77, MAY)]), mine())
    yield case("expired", top, mine(start=MAY, end=JUNE))
    yield case("expired, and revoked in it", top, mine(revoked, start=MAY, end=JUNE))
    yield case("not yet valid", top, mine(start=JULY, end=END))
    yield case("no next update", top, bare_crl(inter_name, inter_key), openssl=("-crl_check",))
    yield case("no next update, and revoked in it", top, bare_crl(inter_name, inter_key, 5), openssl=("-crl_check",))
    yield case("signed by another key", top, crl(inter_name, stray_key))
    yield case("an issuer that may not sign lists", top, mine(), inter=weak)
    yield case("list of the root alone", top, openssl=("-crl_check",))
    yield case("list of the intermediate alone", mine(), openssl=("-crl_check",))
    yield case("limited to user certificates", top, mine(extensions=point(only_contains_user_certs=True)))
    yield case("limited to authorities", top, mine(extensions=point(only_contains_ca_certs=True)))
    yield case("limited to attribute certificates", top, mine(extensions=point(only_contains_attribute_certs=True)))
    yield case("limited to some reasons", top, mine(extensions=point(only_some_reasons=frozenset([flags.superseded]))))
    yield case("at the point", top, mine(extensions=point(uri)))
    yield case("at another point", top, mine(extensions=point(uri + "x")))
    yield case("indirect", top, mine(extensions=point(indirect_crl=True)))
    yield case("unknown critical extension", top, mine(extensions=[(unknown, True)]))
    yield case("unknown extension", top, mine(extensions=[(unknown, False)]))
    yield case("unknown critical extension of an entry", top, mine((9, MAY, (unknown, True))))
    yield case("on hold before, in an older list", top, mine(hold), mine(start=datetime.datetime(2026, 6, 2), extensions=number(5)))
    yield case("changes: revoked", top, mine(), mine(revoked, extensions=delta(6, 4)), openssl=("-crl_check", "-extended_crl", "-use_deltas"))
    yield case("changes: on hold no more", top, mine(hold), mine((5, MAY, reason(flags.remove_from_crl)), extensions=delta(6, 4)), openssl=("-crl_check", "-extended_crl", "-use_deltas"))
    yield case("changes to a later list", top, mine(), mine(revoked, extensions=delta(6, 5)), openssl=("-crl_check", "-extended_crl", "-use_deltas"))
    yield case("changes alone", top, mine(extensions=delta(6, 4)), openssl=("-crl_check", "-extended_crl", "-use_deltas"))
    yield case("signed with SHA-1", top, bare_crl(inter_name, inter_key, end=b"260701000000Z", sha1=True))
    yield case("of version 1", top, bare_crl(inter_name, inter_key, end=b"260701000000Z"))
    yield case("of version 1, revoked", top, bare_crl(inter_name, inter_key, 5, end=b"260701000000Z"))
    yield case("signed by a key of its own", top, crl(inter_name, stray_key, extensions=stray), others=[signer], openssl=("-crl_check", "-extended_crl"))
    yield case("signed by a key of its own, revoked", top, crl(inter_name, stray_key, [revoked], extensions=stray), others=[signer], openssl=("-crl_check", "-extended_crl"))


def lists():
    """Lists with everything that can be in them, and what is."""
    serials = [1, 127, 128, 255, 256, 2**64, 2**158 + 1]
    reasons = list(x509.ReasonFlags)
    keys = [ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1()),
            ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 2048)]
    for index, key in enumerate(keys):
        entries = [(serial, MAY + datetime.timedelta(seconds=position), *([reason(reasons[position])] if reasons[position] != x509.ReasonFlags.unspecified else []),
                    *([x509.InvalidityDate(START)] if position % 2 else [])) for position, serial in enumerate(serials)]
        made = crl(name("Authority %d" % index), key, entries if index else (), extensions=number(2**150 + index))
        spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        yield dict(pem=pem(made), der=made.public_bytes(serialization.Encoding.DER).hex(), spki=spki.hex(), number="%x" % (2**150 + index),
                   entries=[dict(serial="%x" % entry.serial_number, at=entry.revocation_date_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
                                 reason=next((e.value.reason.value for e in entry.extensions if isinstance(e.value, x509.CRLReason)), None),
                                 invalid=any(isinstance(e.value, x509.InvalidityDate) for e in entry.extensions)) for entry in made])


def names():
    """Pairs of names: the subject of an authority, and the issuer in a certificate that it signed."""
    utf8, printable, bmp, t61, ia5 = (_ASN1Type.UTF8String, _ASN1Type.PrintableString, _ASN1Type.BMPString, _ASN1Type.T61String, _ASN1Type.IA5String)
    key = ec.generate_private_key(ec.SECP256R1())
    for left, right in [
        (name("Example"), name("Example")), (name("Example"), name("EXAMPLE")), (name("An Example"), name("  an \t example ")),
        (name("Example"), name("Examples")), (name("An Example"), name("AnExample")), (name("Example"), name("example", kind=printable)),
        (name("Example"), name("EXAMPLE", kind=bmp)), (name("Example"), name("example", kind=t61)), (name("Example"), name("example", kind=ia5)),
        (name("Zo\u00eb"), name("Zo\u00eb", kind=bmp)), (name("Zo\u00eb"), name("ZO\u00cb")), (name("Zo\u00eb"), name("Zoe\u0308")), (name("Stra\u00dfe"), name("STRASSE")),
        (name("Ex\u00adample"), name("Example")), (name("a", "b"), name("b", "a")), (name("a", "b"), name("a")), (name("a"), name("a", oid=NameOID.COMMON_NAME)),
        (x509.Name([x509.RelativeDistinguishedName([*name("a"), *name("b", oid=NameOID.COMMON_NAME)])]), x509.Name([x509.RelativeDistinguishedName([*name("b", oid=NameOID.COMMON_NAME), *name("A")])])),
        (x509.Name([x509.RelativeDistinguishedName([*name("a"), *name("b", oid=NameOID.COMMON_NAME)])]), x509.Name([*name("a"), *name("b", oid=NameOID.COMMON_NAME)])),
    ]:
        authority = certificate(left, key, left, key, CA)
        yield dict(authority=pem(authority), certificate=pem(certificate(name("Leaf"), key, right, key)))


GENERAL = dict(
    dns=x509.DNSName._init_without_validation, email=x509.RFC822Name._init_without_validation, uri=x509.UniformResourceIdentifier._init_without_validation,
    dn=lambda text: x509.DirectoryName(name(*text.split("/"))), id=lambda text: x509.RegisteredID(x509.ObjectIdentifier(text)),
)


def general(text):
    import ipaddress
    kind, value = text.split(":", 1)
    if kind == "ip":
        return x509.IPAddress(ipaddress.ip_network(value) if "/" in value else ipaddress.ip_address(value))
    return GENERAL[kind](value)


CONSTRAINTS = ["dns:example.com", "dns:.example.com", "dns:a.example.com", "dns:", "email:example.com", "email:.example.com", "email:user@example.com",
               "uri:example.com", "uri:.example.com", "ip:10.0.0.0/8", "ip:2001:db8::/32", "ip:0.0.0.0/0", "dn:Example", "dn:Example/Unit", "id:1.2.3"]
NAMES = ["dns:example.com", "dns:A.EXAMPLE.com", "dns:b.a.example.com", "dns:badexample.com", "dns:example.com.test", "dns:*.example.com", "dns:com", "dns:example.com.", "dns:.example.com",
         "email:user@example.com", "email:user@EXAMPLE.com", "email:USER@example.com", "email:user@a.example.com", "email:user@badexample.com", "email:a@b@example.com", "email:example.com",
         "uri:http://example.com/x", "uri:http://a.example.com:8080", "uri:http://user@a.example.com/", "uri:http://10.0.0.1/", "uri:mailto:user@example.com", "uri:http://example.com@evil.test/",
         "ip:10.1.2.3", "ip:11.1.2.3", "ip:2001:db8::1", "ip:2001:db9::1", "dn:example", "dn:Example/unit/x", "dn:Other", "id:1.2.3", "id:1.2.4"]


def constraints():
    """Every constraint with every name of its kind and some of others, permitted and excluded."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = name("Root")
    for base in CONSTRAINTS:
        for permitted in (True, False):
            limits = x509.NameConstraints([general(base)] if permitted else None, None if permitted else [general(base)])
            root = certificate(issuer, key, issuer, key, CA)
            middle = certificate(name("Example", "Unit", "CA"), key, issuer, key, CA + [(limits, True)])
            cases = []
            for text in NAMES:
                if text.split(":")[0] == base.split(":")[0] or text in ("dns:com", "email:user@badexample.com"):
                    subject = name("Example", "Unit", "x")
                    made = certificate(subject, key, middle.subject, key, [(x509.SubjectAlternativeName([general(text)]), False)])
                    cases.append(dict(name=text, leaf=pem(made)))
            yield dict(base=base, permitted=permitted, trust=pem(root), intermediate=pem(middle), cases=cases)


print(json.dumps(dict(at=int(AT.replace(tzinfo=datetime.timezone.utc).timestamp()), revocations=list(revocations()), lists=list(lists()),
                      names=list(names()), constraints=list(constraints()))))
