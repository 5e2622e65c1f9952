//! Webhook vectors: secret and bodies made for this project from the platform's formula, recomputed by an independent
//! program.

use credtool_install_auth::{Freshness, Reason, webhook};

use crate::secret;

/// N-W1 and N-W2, and what raw UTF-8 would give for the second.
pub(crate) const ANA: &[u8] = br#"[{"Id":1,"Name":"Ana"}]"#;
pub(crate) const ANA_SIGNATURE: &str =
    "D6130F72380E143B4BB50DD764839CEFA892B3B589B426B882E0C81C45D2FE92";
pub(crate) const JOSE: &str = r#"[{"Id":1,"Name":"José"}]"#;
pub(crate) const JOSE_SIGNATURE: &str =
    "2BBA68D1132E72E1BA603890BDDCE1289835EA5A1BE257231CC319E2F6F30D81";

#[test]
fn n_w1_and_n_w2() {
    let secrets = [secret("shared-secret")];
    for (body, signature) in [(ANA, ANA_SIGNATURE), (JOSE.as_bytes(), JOSE_SIGNATURE)] {
        assert_eq!(webhook::sign(&secrets[0], body), signature);
        assert_eq!(webhook::verify(signature, &secrets, body), Ok(0));
        assert_eq!(
            webhook::verify(&signature.to_lowercase(), &secrets, body),
            Ok(0)
        );
    }
}

#[test]
fn which_secret_matched() {
    let secrets = [secret("new"), secret("shared-secret"), secret("old")];
    assert_eq!(webhook::verify(ANA_SIGNATURE, &secrets, ANA), Ok(1));
}

#[test]
fn refusals() {
    let secrets = [secret("shared-secret")];
    let reason = |signature: &str, body: &[u8]| {
        let refusal = webhook::verify(signature, &secrets, body).unwrap_err();
        assert_eq!(
            (refusal.matched, refusal.freshness),
            (None, Some(Freshness::Absent))
        );
        refusal.reason
    };
    assert_eq!(
        reason(JOSE_SIGNATURE, ANA),
        Reason::BadSignature { tried: 1 }
    );
    assert_eq!(
        reason(ANA_SIGNATURE, b""),
        Reason::BadSignature { tried: 1 }
    );
    for signature in [
        "",
        "00",
        &ANA_SIGNATURE[1..],
        &format!(" {}", &ANA_SIGNATURE[1..]),
        &format!("{ANA_SIGNATURE}0"),
    ] {
        assert_eq!(reason(signature, ANA).code(), "malformed");
    }
    assert_eq!(
        webhook::verify(ANA_SIGNATURE, &[], ANA).unwrap_err().reason,
        Reason::NoSecret
    );
}

/// What the ASCII rule means: characters outside ASCII are not covered.
#[test]
fn characters_outside_ascii_are_not_covered() {
    let secrets = [secret("shared-secret")];
    for body in [
        "[{\"Id\":1,\"Name\":\"Josè\"}]",
        "[{\"Id\":1,\"Name\":\"Jos?\"}]",
    ] {
        assert_eq!(
            webhook::verify(JOSE_SIGNATURE, &secrets, body.as_bytes()),
            Ok(0)
        );
    }
    assert_eq!(
        webhook::verify(
            JOSE_SIGNATURE,
            &secrets,
            b"[{\"Id\":1,\"Name\":\"Jos\xe9\"}]"
        ),
        Ok(0)
    );
}
