//! Authorities that OpenSSL made, with limits: what they may not issue is refused before it is signed.

use credtool_crypto_engine::{NewKey, Randomness};
use credtool_pki::{
    Authority, Certificate, Error, Issuance, IssueReasonCode, NewCrl, PrivateKey, Profile, Terms,
};

use crate::made::{day, pem, request};
use crate::peer::{Folder, succeeds};

/// Makes a self-signed certificate with these extensions.
fn made_by_openssl(folder: &Folder, extensions: &[&str]) -> Option<(PrivateKey, Certificate)> {
    let key = PrivateKey::generate(NewKey::EcP256, Randomness::System).unwrap();
    let file = folder.write("ca.key", &key.to_pem());
    let mut arguments = vec![
        "req",
        "-x509",
        "-new",
        "-key",
        &file,
        "-subj",
        "/O=Theirs/CN=Limited",
        "-days",
        "7300",
        "-config",
        "/dev/null",
    ];
    arguments.extend(
        extensions
            .iter()
            .flat_map(|extension| ["-addext", extension]),
    );
    let pem = succeeds("openssl", &arguments)?;
    let certificate = Certificate::parse_all(pem.as_bytes())
        .unwrap()
        .swap_remove(0);
    Some((key, certificate))
}

const CA: &str = "basicConstraints=critical,CA:TRUE";

#[test]
fn what_an_authority_may_not_issue_is_refused_before_it_is_signed() {
    let folder = Folder::new();
    let key = PrivateKey::generate(NewKey::EcP256, Randomness::System).unwrap();
    for (extensions, profile, expected) in [
        (&[CA][..], Profile::Both, None),
        // What authorities made at home lack often; what they issue is as it should be.
        (
            &[
                CA,
                "subjectKeyIdentifier=none",
                "authorityKeyIdentifier=none",
            ],
            Profile::Both,
            None,
        ),
        (&["basicConstraints=CA:TRUE"], Profile::Both, None),
        (
            &["basicConstraints=critical,CA:TRUE,pathlen:0"],
            Profile::Both,
            None,
        ),
        (
            &["basicConstraints=critical,CA:TRUE,pathlen:0"],
            Profile::IntermediateCa { path_len: None },
            Some(IssueReasonCode::PathLength),
        ),
        (
            &[CA, "nameConstraints=critical,permitted;DNS:example.com"],
            Profile::Server,
            None,
        ),
        (
            &[CA, "nameConstraints=critical,permitted;DNS:example.org"],
            Profile::Server,
            Some(IssueReasonCode::NameConstraint),
        ),
        (
            &[
                CA,
                "nameConstraints=critical,excluded;IP:192.0.2.0/255.255.255.0",
            ],
            Profile::Client,
            Some(IssueReasonCode::NameConstraint),
        ),
        (
            &[CA, "nameConstraints=critical,excluded;email:example.com"],
            Profile::Client,
            Some(IssueReasonCode::NameConstraint),
        ),
        (
            &[CA, "nameConstraints=critical,excluded;email:example.com"],
            Profile::Server,
            None,
        ),
        (&[CA, "extendedKeyUsage=clientAuth"], Profile::Client, None),
        (
            &[CA, "extendedKeyUsage=clientAuth"],
            Profile::Both,
            Some(IssueReasonCode::Purpose),
        ),
        (
            &[CA, "extendedKeyUsage=clientAuth"],
            Profile::Server,
            Some(IssueReasonCode::Purpose),
        ),
    ] {
        let Some((ca_key, certificate)) = made_by_openssl(&folder, extensions) else {
            return;
        };
        let authority = Authority::import(ca_key, certificate, Vec::new()).unwrap();
        let request = request(&key, "CN=app,O=Example");
        let begin = authority.certificate().not_before();
        let terms = Terms::new(profile, begin, day(900));
        match (
            Issuance::plan(authority.issuer(), &request, &terms),
            expected,
        ) {
            (Ok(plan), None) => {
                let certificate = authority.issue(&plan, Randomness::System).unwrap();
                let root = pem(&folder, "root.pem", &[authority.certificate().clone()]);
                let file = pem(&folder, "leaf.pem", &[certificate]);
                succeeds("openssl", &["verify", "-CAfile", &root, &file]).unwrap();
            }
            (Err(refused), Some(expected)) => {
                let codes: Vec<_> = refused
                    .reasons()
                    .iter()
                    .map(|reason| reason.code())
                    .collect();
                assert!(
                    codes.contains(&expected),
                    "{extensions:?} {profile}: {refused}"
                );
            }
            (Ok(_), Some(expected)) => panic!("{extensions:?} {profile}: {expected} was expected"),
            (Err(refused), None) => panic!("{extensions:?} {profile}: {refused}"),
        }
    }
}

#[test]
fn what_is_no_authority_is_not_imported() {
    let folder = Folder::new();
    for (extensions, lacks) in [
        (&["basicConstraints=critical,CA:FALSE"][..], "CA:TRUE"),
        (&["keyUsage=critical,digitalSignature"], "CA:TRUE"),
        (
            &[CA, "keyUsage=critical,digitalSignature,cRLSign"],
            "keyCertSign",
        ),
    ] {
        let Some((key, certificate)) = made_by_openssl(&folder, extensions) else {
            return;
        };
        match Authority::import(key, certificate, Vec::new()) {
            Err(Error::NotAnAuthority { reason }) => assert!(reason.contains(lacks), "{reason}"),
            other => panic!("{extensions:?}: {other:?}"),
        }
    }
    let Some((key, certificate)) = made_by_openssl(&folder, &[CA, "keyUsage=critical,keyCertSign"])
    else {
        return;
    };
    let authority = Authority::import(key, certificate, Vec::new()).unwrap();
    let list = NewCrl {
        this_update: day(0),
        next_update: day(1),
        number: 1,
        revoked: Vec::new(),
    };
    let error = authority.crl(&list, Randomness::System).unwrap_err();
    assert!(error.to_string().contains("cRLSign"), "{error}");
}
