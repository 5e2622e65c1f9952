//! Where `openssl verify -x509_strict -policy_check -partial_chain -auth_level 2` answers otherwise; errors are numbers, as its
//! `x509_vfy.h` has them.

use credtool_pki::ReasonCode::Malformed;

use super::differences::Refused::{Them, ThemAnyhow, Us};
use super::differences::Row;
use super::shows::{
    has, has_any_purpose, has_odd_serial, has_repeated, may_sign_certificates, names_another_key,
};

pub(crate) const OPENSSL: &[Row] = &[
    // ── what it refuses ──
    Row {
        refused: ThemAnyhow,
        why: "a certificate identical to a trusted one is trusted, whoever issued it",
        shows: |case| case.leaf_is_trusted(),
    },
    Row {
        refused: Them("10"),
        why: "the last second of a validity belongs to it (RFC 5280 §4.1.2.5)",
        shows: |case| case.any(|one| one.not_after().unix_seconds() == case.question.at),
    },
    Row {
        refused: Them("7"),
        why: "of several authorities of one name it follows one and does not come back",
        shows: |case| case.several_of_one_name(),
    },
    Row {
        refused: Them("20"),
        why: "of several authorities of one name it follows one and does not come back",
        shows: |case| case.several_of_one_name(),
    },
    Row {
        refused: Them("20"),
        why: "key identifiers are a hint and prove nothing (RFC 5280 §4.2.1.1)",
        shows: |case| case.any(|one| names_another_key(one, case.ours)),
    },
    Row {
        refused: Them("26"),
        why: "anyExtendedKeyUsage is every purpose (RFC 5280 §4.2.1.12)",
        shows: |case| case.any(has_any_purpose),
    },
    Row {
        refused: Them("79"),
        why: "a leaf that may sign certificates and is no authority cannot issue any",
        shows: |case| case.any(|one| may_sign_certificates(one) && !one.extensions().is_ca()),
    },
    Row {
        refused: Them("80"),
        why: "a path length without an authority says nothing",
        shows: |case| case.any(|one| !one.extensions().is_ca() && has(one, "2.5.29.19")),
    },
    Row {
        refused: Them("81"),
        why: "the path length of who may not sign certificates says nothing",
        shows: |case| {
            case.any(|one| one.extensions().path_len().is_some() && !may_sign_certificates(one))
        },
    },
    Row {
        refused: Them("87"),
        why: "no alternative names are none",
        shows: |case| {
            case.any(|one| has(one, "2.5.29.17") && one.extensions().subject_alt_names().is_empty())
        },
    },
    Row {
        refused: Them("92"),
        why: "an authority without keyUsage may sign (§6.1.4 (n))",
        shows: |case| case.any_issuer(|one| one.extensions().key_usage().is_none()),
    },
    // ── what it accepts ──
    Row {
        refused: Us(Malformed),
        why: "serial numbers are positive and have at most twenty octets (§4.1.2.2)",
        shows: |case| case.it(has_odd_serial),
    },
    Row {
        refused: Us(Malformed),
        why: "there is no version 4 (§4.1.2.1)",
        shows: |case| case.it(|it| it.version() > 3),
    },
    Row {
        refused: Us(Malformed),
        why: "no extension is there twice (§4.2), those that it does not know included",
        shows: |case| case.it(has_repeated),
    },
];
