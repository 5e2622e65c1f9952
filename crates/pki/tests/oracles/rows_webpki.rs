//! Where rustls-webpki answers otherwise. It is made for TLS, where the roots are a name and a key and the leaves are servers.

use credtool_pki::ReasonCode::{
    CertificatePolicy, CriticalExtension, Expired, IssuerNotCa, Malformed, NameConstraint,
    NotYetValid, PathLength, Purpose, TooMuchWork, WeakKey,
};

use super::differences::Refused::{Them, ThemAnyhow, Us, UsUnread};
use super::differences::Row;
use super::shows::{
    POLICY_RULES, RSASSA_PSS, contains, has, has_any_purpose, has_critical, has_name_in_subject,
    has_odd_serial, has_odd_times, has_repeated, has_unreadable, has_unused_bits, has_wildcard,
    is_nameless, is_no_host, is_not_critical_enough, is_self_issued, lacks_key_identifier,
    may_not_sign_certificates, may_not_sign_data,
};

pub(crate) const WEBPKI: &[Row] = &[
    // ── what it refuses ──
    Row {
        refused: Them("CaUsedAsEndEntity"),
        why: "an authority's own certificate may be verified, as with OpenSSL; RFC 5280 does not forbid it",
        shows: |case| case.leaf(|leaf| leaf.extensions().is_ca()),
    },
    Row {
        refused: ThemAnyhow,
        why: "a certificate identical to a trusted one is trusted, whoever issued it",
        shows: |case| case.leaf_is_trusted(),
    },
    Row {
        refused: Them("UnknownIssuer"),
        why: "names are compared by RFC 5280 §7.1, not octet by octet",
        shows: |case| case.names_differ_in_writing(),
    },
    Row {
        refused: Them("RequiredEkuNotFoundContext"),
        why: "anyExtendedKeyUsage is every purpose (RFC 5280 §4.2.1.12)",
        shows: |case| case.any(has_any_purpose),
    },
    Row {
        refused: Them("NameConstraintViolation"),
        why: "it compares DNS names and IP addresses, and refuses where there is a constraint of another kind",
        shows: |case| case.any_constraint(is_no_host),
    },
    Row {
        refused: Them("UnsupportedCriticalExtension"),
        why: "it does not process certificate policies",
        shows: |case| {
            case.any(|one| has_critical(one, &POLICY_RULES) || has_critical(one, &["2.5.29.32"]))
        },
    },
    Row {
        refused: Them("EmptyEkuExtension"),
        why: "an extended key usage without a purpose allows none, and nobody asks for one",
        shows: |case| {
            case.question.purpose == credtool_pki::Purpose::Any
                && case.any(|one| one.extensions().extended_key_usage() == Some(&[]))
        },
    },
    Row {
        refused: Them("InvalidSignatureForPublicKey"),
        why: "self-issued authorities count neither for path lengths nor for name constraints (§6.1.4 (l), §6.1.3 (b))",
        shows: |case| {
            case.any_issuer(|one| {
                is_self_issued(one) && !case.ours.anchors.iter().any(|a| a.der() == one.der())
            })
        },
    },
    Row {
        refused: Them("BadDerTime"),
        why: "times are read in every form whose meaning is certain, and from before 1970",
        shows: |case| case.any(has_odd_times),
    },
    Row {
        refused: Them("UnsupportedCertVersion"),
        why: "leaves of version 1 exist",
        shows: |case| case.any(|one| one.version() < 3),
    },
    Row {
        refused: Them("UnsupportedSignatureAlgorithmContext"),
        why: "RSASSA-PSS with any parameters; it knows three sets",
        shows: |case| case.any(|one| one.signature_algorithm().oid() == RSASSA_PSS),
    },
    Row {
        refused: Them("TrailingData"),
        why: "a BIT STRING with unused bits can be read",
        shows: |case| case.any(has_unused_bits),
    },
    Row {
        refused: Them("BadDer"),
        why: "it reads the timestamps of Certificate Transparency, where the value is no OCTET STRING",
        shows: |case| {
            case.any(|one| {
                let list = one.extensions().get("1.3.6.1.4.1.11129.2.4.2");
                list.is_some_and(|list| list.der().first() != Some(&4))
            })
        },
    },
    // ── what it accepts ──
    Row {
        refused: UsUnread,
        why: "an INTEGER has no more octets than it needs (X.690 §8.3.2)",
        shows: |case| {
            contains(
                &case.question.leaf[..24.min(case.question.leaf.len())],
                &[0, 0],
            ) || case.ours.leaf.is_none() && contains(&case.question.leaf, &[2, 2, 0])
        },
    },
    Row {
        refused: Us(Expired),
        why: "it does not look at the validity of what is trusted",
        shows: |case| case.it_is_trusted(),
    },
    Row {
        refused: Us(NotYetValid),
        why: "it does not look at the validity of what is trusted",
        shows: |case| case.it_is_trusted(),
    },
    Row {
        refused: Us(IssuerNotCa),
        why: "it does not ask whether what is trusted is an authority",
        shows: |case| case.it_is_trusted(),
    },
    Row {
        refused: Us(IssuerNotCa),
        why: "it does not look at key usages",
        shows: |case| case.it(may_not_sign_certificates),
    },
    Row {
        refused: Us(Purpose),
        why: "it does not look at key usages",
        shows: |case| case.it_is_the_leaf() && case.it(may_not_sign_data),
    },
    Row {
        refused: Us(Purpose),
        why: "it does not look at the purposes of what is trusted",
        shows: |case| case.it_is_trusted() && case.it(|it| has(it, "2.5.29.37")),
    },
    Row {
        refused: Us(PathLength),
        why: "it does not look at the path length of what is trusted",
        shows: |case| case.it_is_trusted() && case.it(|it| it.extensions().path_len().is_some()),
    },
    Row {
        refused: Us(CriticalExtension),
        why: "it does not look at the extensions of what is trusted",
        shows: |case| case.it_is_trusted(),
    },
    Row {
        refused: Us(CriticalExtension),
        why: "it passes over extensions that it knows by name, critical or not",
        shows: |case| case.it(|it| has_critical(it, &["2.5.29.35", "2.5.29.31", "2.5.29.14"])),
    },
    Row {
        refused: Us(WeakKey),
        why: "it does not look at the key of a leaf, or of an authority that signed nothing here",
        shows: |case| case.it_is_the_leaf(),
    },
    Row {
        refused: Us(Malformed),
        why: "serial numbers are positive and have at most twenty octets (§4.1.2.2)",
        shows: |case| case.it(has_odd_serial),
    },
    Row {
        refused: Us(Malformed),
        why: "key identifiers are there (§4.2.1.1, §4.2.1.2)",
        shows: |case| case.it(lacks_key_identifier),
    },
    Row {
        refused: Us(Malformed),
        why: "basicConstraints are critical (§4.2.1.9), and so are names without a subject (§4.2.1.6)",
        shows: |case| case.it(is_not_critical_enough),
    },
    Row {
        refused: Us(Malformed),
        why: "authorities have a name (§4.1.2.4, §4.1.2.6)",
        shows: |case| case.it(is_nameless),
    },
    Row {
        refused: Us(Malformed),
        why: "it reads the name, the key and the constraints of what is trusted, and nothing else",
        shows: |case| case.it_is_trusted(),
    },
    Row {
        refused: Us(Malformed),
        why: "it does not read these extensions",
        shows: |case| {
            let unread = [
                "2.5.29.37",
                "2.5.29.32",
                "2.5.29.33",
                "2.5.29.36",
                "2.5.29.54",
                "2.5.29.14",
                "2.5.29.35",
            ];
            case.it(|it| has_unreadable(it, &unread))
        },
    },
    Row {
        refused: Us(Malformed),
        why: "it does not read the constraints in a leaf",
        shows: |case| case.it_is_the_leaf() && case.it(|it| has_unreadable(it, &["2.5.29.30"])),
    },
    Row {
        refused: Us(Malformed),
        why: "no extension is there twice (§4.2), those that it does not read included",
        shows: |case| case.it(has_repeated),
    },
    Row {
        refused: Us(CertificatePolicy),
        why: "it does not process certificate policies",
        shows: |case| case.any(|one| POLICY_RULES.iter().any(|oid| has(one, oid))),
    },
    Row {
        refused: Us(NameConstraint),
        why: "it looks at alternative names alone; a common name is taken for a host and an e-mail address for one by programs",
        shows: |case| case.it(has_name_in_subject) || case.it(has_wildcard),
    },
    Row {
        refused: Us(TooMuchWork),
        why: "name constraints are counted before they are compared; its budget is larger",
        shows: |case| case.comparisons() > 1 << 20,
    },
];
