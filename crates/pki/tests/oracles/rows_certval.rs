//! Where certval answers otherwise. It walks one path by RFC 5280 §6.1 and takes from what is trusted what RFC 5937 says.

use credtool_pki::ReasonCode::{
    CertificatePolicy, IssuerNotCa, Malformed, NameConstraint, Purpose, TooMuchWork, WeakKey,
};

use super::differences::Refused::{Them, ThemAnyhow, Us};
use super::differences::Row;
use super::shows::{
    POLICY_RULES, RSASSA_PSS, has, has_any_purpose, has_critical, has_name_in_subject,
    has_odd_serial, has_odd_times, has_repeated, has_unreadable, has_wildcard, is_nameless,
    is_not_critical_enough, lacks_key_identifier, may_not_sign_data,
};

pub(crate) const CERTVAL: &[Row] = &[
    // ── what it refuses ──
    Row {
        refused: ThemAnyhow,
        why: "a certificate identical to a trusted one is trusted, whoever issued it",
        shows: |case| case.leaf_is_trusted(),
    },
    Row {
        refused: Them("TrustAnchorConstraints"),
        why: "policies of what is trusted are not asked for (RFC 5280 §6.1.1)",
        shows: |case| case.any_anchor(|one| POLICY_RULES.iter().any(|oid| has(one, oid))),
    },
    Row {
        refused: Them("NullPolicySet"),
        why: "policies of what is trusted are not asked for (RFC 5280 §6.1.1)",
        shows: |case| case.any_anchor(|one| POLICY_RULES.iter().any(|oid| has(one, oid))),
    },
    Row {
        refused: Them("InvalidKeyUsage"),
        why: "anyExtendedKeyUsage is every purpose (RFC 5280 §4.2.1.12)",
        shows: |case| case.any(has_any_purpose),
    },
    Row {
        refused: Them("InvalidKeyUsage"),
        why: "an authority without keyUsage may sign (§6.1.4 (n))",
        shows: |case| case.any_issuer(|one| one.extensions().key_usage().is_none()),
    },
    Row {
        refused: Them("Unreadable"),
        why: "times are read in every form whose meaning is certain, and from before 1970",
        shows: |case| case.any(has_odd_times),
    },
    Row {
        refused: Them("SignatureVerificationFailure"),
        why: "RSASSA-PSS with any parameters; the algorithms lent to it know three sets",
        shows: |case| case.any(|one| one.signature_algorithm().oid() == RSASSA_PSS),
    },
    Row {
        refused: Them("NoPath"),
        why: "times are read in every form whose meaning is certain, and from before 1970, those of authorities too",
        shows: |case| case.any_issuer(has_odd_times),
    },
    Row {
        refused: Them("TrustAnchorConstraints"),
        why: "it does not process these extensions in what is trusted, and refuses them where they are critical",
        shows: |case| case.any_anchor(|one| has_critical(one, &["2.5.29.17", "2.5.29.37"])),
    },
    Row {
        refused: Them("NameConstraintsViolation"),
        why: "a constraint that begins with a dot holds for names below it, and one without text for all, as with OpenSSL",
        shows: |case| {
            case.any_constraint(|name| {
                name.to_string().is_empty() || name.to_string().starts_with('.')
            })
        },
    },
    // ── what it accepts ──
    Row {
        refused: Us(IssuerNotCa),
        why: "it does not ask whether what is trusted is an authority",
        shows: |case| case.it_is_trusted(),
    },
    Row {
        refused: Us(IssuerNotCa),
        why: "it reads extensions whatever the version says (§4.1.2.1)",
        shows: |case| case.it(|it| it.version() < 3),
    },
    Row {
        refused: Us(Purpose),
        why: "it does not look at the key usage of a leaf",
        shows: |case| case.it_is_the_leaf() && case.it(may_not_sign_data),
    },
    Row {
        refused: Us(Purpose),
        why: "it does not look at the purposes of what is trusted",
        shows: |case| case.it_is_trusted() && case.it(|it| has(it, "2.5.29.37")),
    },
    Row {
        refused: Us(WeakKey),
        why: "it does not look at the key of a leaf",
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
        why: "versions 1 and 2 have no extensions (§4.1.2.9)",
        shows: |case| case.it(|it| it.version() < 3 && it.extensions().into_iter().len() > 0),
    },
    Row {
        refused: Us(Malformed),
        why: "it reads alternative names where it needs them, and finds nothing wrong with constraints without content",
        shows: |case| case.it(|it| has_unreadable(it, &["2.5.29.17", "2.5.29.36"])),
    },
    Row {
        refused: Us(Malformed),
        why: "what is trusted names one algorithm inside and another outside; it does not look",
        shows: |case| {
            case.it_is_trusted()
                && case.it(|it| it.signature_algorithm() != it.tbs_signature_algorithm())
        },
    },
    Row {
        refused: Us(Malformed),
        why: "no extension is there twice (§4.2)",
        shows: |case| case.it(has_repeated),
    },
    Row {
        refused: Us(CertificatePolicy),
        why: "a qualifier that is not known counts where the policies are critical (§4.2.1.4), and constraints without content are none",
        shows: |case| case.any(|one| has(one, "2.5.29.36") || has(one, "2.5.29.32")),
    },
    Row {
        refused: Us(NameConstraint),
        why: "it looks at alternative names and the subject as a whole; a common name is taken for a host by programs, a wildcard for what it stands for",
        shows: |case| {
            let uri = |name: &credtool_pki::GeneralName| {
                matches!(name, credtool_pki::GeneralName::Uri(_))
            };
            case.it(has_name_in_subject) || case.it(has_wildcard) || case.any_constraint(uri)
        },
    },
    Row {
        refused: Us(TooMuchWork),
        why: "name constraints are counted before they are compared",
        shows: |case| case.comparisons() > 1 << 20,
    },
];
