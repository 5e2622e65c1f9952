//! What is weak, what is not as RFC 5280 demands, and everything at once.

use credtool_crypto_engine::SignatureScheme;
use credtool_pki::{Allowed, Certificate, PathValidation, Purpose};

use crate::made::*;
use crate::reasons::{about, with_authority};
use crate::{World, at, message, said};

#[test]
fn weak_algorithms_and_keys() {
    let (rsa, small, tiny) = (
        key_file("rsa2048.pkcs8.pem"),
        key_file("rsa1024.pkcs8.pem"),
        key_file("rsa768.pem"),
    );
    let root = |key: &_| Made::authority("Root", "Root", key);
    let verify = |root: Certificate, leaf: &Certificate, allowed: Allowed| {
        let anchors = [root];
        let mut validation = PathValidation::new(&anchors, Purpose::Client, at(NOW));
        validation.allowed = allowed;
        validation.verify(leaf)
    };
    let (nothing, sha1, rsa_1024) = (
        Allowed::default(),
        Allowed {
            sha1: true,
            ..Allowed::default()
        },
        Allowed {
            rsa_1024: true,
            ..Allowed::default()
        },
    );
    let app = || Made::leaf("app", "Root");

    // The root's own signature may be of any age.
    let old_root = root(&rsa).signed(&rsa, PKCS1_SHA1, &SHA1_RSA);
    let leaf = app().signed(&rsa, PKCS1_SHA256, &SHA256_RSA);
    assert!(verify(old_root.clone(), &leaf, nothing).is_ok());

    let leaf = app().signed(&rsa, PKCS1_SHA1, &SHA1_RSA);
    let result = verify(old_root.clone(), &leaf, nothing);
    assert_eq!(said(&result), ["weak-algorithm CN=app"]);
    let trusted = verify(old_root.clone(), &leaf, sha1).unwrap();
    assert_eq!(
        trusted.legacy(),
        ["CN=app is signed with sha1WithRSAEncryption (SHA-1)"]
    );
    assert!(verify(old_root.clone(), &leaf, rsa_1024).is_err());

    // MD5 is never verified: whatever stands there as a signature proves nothing.
    let leaf = app().signed(&rsa, PKCS1_SHA256, &MD5_RSA);
    let everything = Allowed {
        sha1: true,
        rsa_1024: true,
        nonconforming: true,
    };
    let result = verify(old_root, &leaf, everything);
    assert_eq!(said(&result), ["weak-algorithm CN=app"]);

    let small_root = root(&small).signed(&small, PKCS1_SHA256, &SHA256_RSA);
    let leaf = app().signed(&small, PKCS1_SHA256, &SHA256_RSA);
    let result = verify(small_root.clone(), &leaf, nothing);
    assert_eq!(said(&result), ["weak-key CN=Root"]);
    assert_eq!(
        message(&result),
        "its key is RSA with 1024 bits; 2048 bits are needed"
    );
    let trusted = verify(small_root.clone(), &leaf, rsa_1024).unwrap();
    assert_eq!(
        trusted.legacy(),
        ["the key of CN=Root is RSA with 1024 bits"]
    );

    // Below 1024 bits never.
    let of_tiny = Made {
        spki: tiny.public_key().spki_der().to_vec(),
        ..app()
    };
    let leaf = of_tiny.signed(&small, PKCS1_SHA256, &SHA256_RSA);
    let result = verify(small_root, &leaf, everything);
    assert_eq!(said(&result), ["weak-key CN=app"]);
}

#[test]
fn malformed() {
    let malformed = ["malformed CN=app"];
    let changed: [fn(Made) -> Made; 8] = [
        |made| Made {
            serial: vec![0],
            ..made
        },
        |made| Made {
            serial: vec![0x80],
            ..made
        },
        |made| Made {
            serial: vec![1; 21],
            ..made
        },
        |made| Made { version: 2, ..made },
        |mut made| {
            let (oid, critical, value) = made.extensions[0].clone();
            made.extensions.push((oid, critical, value));
            made
        },
        |made| made.with((BASIC_CONSTRAINTS.to_vec(), true, vec![5, 0])),
        |made| Made {
            inner_algorithm: Some(SHA256_RSA.to_vec()),
            ..made
        },
        |made| made.with((AUTHORITY_KEY.to_vec(), false, vec![5, 0])),
    ];
    for (number, change) in changed.into_iter().enumerate() {
        let said = about(change);
        assert!(
            said.contains(&malformed[0].to_owned()),
            "{number}: {said:?}"
        );
    }
    let nameless = about(|made| Made {
        subject: name(""),
        ..made.with(alternative_names(&[(2, b"app.example.com")]))
    });
    assert_eq!(
        nameless,
        ["malformed "],
        "alternative names are not critical"
    );
    assert_eq!(
        with_authority(|made| made.without(SUBJECT_KEY)),
        ["malformed CN=Authority"]
    );
    let not_critical = (
        BASIC_CONSTRAINTS.to_vec(),
        false,
        basic_constraints(true, None).2,
    );
    assert_eq!(
        with_authority(|made| made.with(not_critical)),
        ["malformed CN=Authority"]
    );
    let nobodys =
        Made::leaf("app", "Authority").bare(&key("Authority"), SignatureScheme::Ed25519, &ED25519);
    assert_eq!(said(&World::new().verify(&nobodys)), malformed);
}

#[test]
fn what_only_issuers_must_not_do_can_be_allowed() {
    let world = World::new();
    let (anchors, intermediates) = ([world.root], [world.authority]);
    let verify = |leaf: &Certificate| {
        let mut validation = PathValidation::new(&anchors, Purpose::Client, at(NOW));
        validation.intermediates = &intermediates;
        validation.allowed.nonconforming = true;
        validation.verify(leaf)
    };
    let bare = |made: Made| made.bare(&key("Authority"), SignatureScheme::Ed25519, &ED25519);
    let trusted = verify(&bare(Made::leaf("app", "Authority"))).unwrap();
    assert_eq!(
        trusted.legacy(),
        ["CN=app: it has no authorityKeyIdentifier to say which key signed it (RFC 5280 §4.2.1.1)"]
    );
    // An extension that is there twice leaves every doubt.
    let mut twice = Made::leaf("app", "Authority");
    twice.extensions.extend(twice.extensions.clone());
    assert_eq!(said(&verify(&bare(twice))), ["malformed CN=app"]);
}

/// Public roots have the serial number zero, and nobody is misled by it.
#[test]
fn the_serial_number_of_a_trusted_certificate() {
    let numbered = |subject: &str, issuer: &str| {
        let made = Made::authority(subject, issuer, &key(subject));
        let serial = vec![0];
        Made { serial, ..made }.by(issuer)
    };
    let leaf = Made::leaf("app", "Authority").by("Authority");
    let anchors = [numbered("Authority", "Root")];
    let validation = PathValidation::new(&anchors, Purpose::Client, at(NOW));
    assert!(validation.verify(&leaf).is_ok());
    // One that is not trusted itself has to be conforming.
    let world = World::new();
    let (anchors, intermediates) = ([world.root], anchors);
    let mut validation = PathValidation::new(&anchors, Purpose::Client, at(NOW));
    validation.intermediates = &intermediates;
    assert_eq!(said(&validation.verify(&leaf)), ["malformed CN=Authority"]);
}

#[test]
fn critical_extension() {
    let critical = |made: Made| made.with(unknown_critical());
    assert_eq!(about(critical), ["critical-extension CN=app"]);
    assert_eq!(
        with_authority(critical),
        ["critical-extension CN=Authority"]
    );
    let (oid, _, value) = unknown_critical();
    assert!(about(|made| made.with((oid, false, value))).is_empty());
}

#[test]
fn certificate_policy() {
    assert_eq!(
        with_authority(|made| made.with(explicit_policy())),
        ["certificate-policy CN=app"]
    );
}

#[test]
fn name_mismatch() {
    let leaf = Made::leaf("common.example.com", "Authority")
        .with(alternative_names(&[
            (2, b"app.example.com"),
            (2, b"*.apps.example.com"),
            (7, &[192, 0, 2, 7]),
        ]))
        .by("Authority");
    let world = World::new();
    let (anchors, intermediates) = ([world.root], [world.authority]);
    let verify = |server: &str| {
        let mut validation = PathValidation::new(&anchors, Purpose::Server, at(NOW));
        validation.intermediates = &intermediates;
        validation.server_name = Some(server);
        validation.verify(&leaf)
    };
    for server in [
        "app.example.com",
        "APP.example.com.",
        "one.apps.example.com",
        "192.0.2.7",
    ] {
        assert!(verify(server).is_ok(), "{server}");
    }
    for server in [
        "apps.example.com",
        "a.b.apps.example.com",
        "common.example.com",
        "192.0.2.8",
        "::ffff:192.0.2.7",
        "*.apps.example.com",
        "",
    ] {
        let result = verify(server);
        assert_eq!(said(&result), ["name-mismatch CN=common.example.com"]);
        assert_eq!(
            message(&result),
            format!(
                "{server} was asked for, and the certificate is for app.example.com, *.apps.example.com, 192.0.2.7"
            )
        );
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let leaf = Made {
        until: "20250101000000Z",
        ..Made::leaf("app", "Authority")
    }
    .with(extended_key_usage(&[&SERVER_AUTH]))
    .with(unknown_critical())
    .with(alternative_names(&[(2, b"app.example.org")]))
    .by("Authority");
    let authority = Made {
        until: "20250101000000Z",
        ..Made::authority("Authority", "Root", &key("Authority"))
    }
    .with(key_usage(0x02))
    .with(permitted_dns("example.com"))
    .by("Root");
    let world = World {
        authority,
        ..World::new()
    };
    let (anchors, intermediates) = ([world.root], [world.authority]);
    let mut validation = PathValidation::new(&anchors, Purpose::Client, at(NOW));
    validation.intermediates = &intermediates;
    validation.server_name = Some("app.example.com");
    assert_eq!(
        said(&validation.verify(&leaf)),
        [
            "critical-extension CN=app",
            "expired CN=app",
            "purpose CN=app",
            "name-mismatch CN=app",
            "expired CN=Authority",
            "issuer-not-ca CN=Authority",
            "name-constraint CN=app",
        ]
    );
}
