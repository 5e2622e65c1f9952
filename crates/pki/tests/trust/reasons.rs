//! Each reason, alone and together with others.

use credtool_pki::{Allowed, Certificate, PathValidation, Purpose};

use crate::made::{
    AUTHORITY_KEY, BASIC_CONSTRAINTS, CLIENT_AUTH, ED25519, MD5_RSA, Made, NOW, PKCS1_SHA1,
    PKCS1_SHA256, SERVER_AUTH, SHA1_RSA, SHA256_RSA, SUBJECT_KEY, alternative_names,
    basic_constraints, explicit_policy, extended_key_usage, key, key_file, key_usage, name,
    permitted_dns, unknown_critical,
};
use crate::{World, at, chain, leaf, message, said};

use credtool_crypto_engine::SignatureScheme;

/// What is said about an end entity of the authority that is changed like this.
fn about(change: impl FnOnce(Made) -> Made) -> Vec<String> {
    let leaf = change(Made::leaf("app", "Authority")).by("Authority");
    said(&World::new().verify(&leaf))
}

/// What is said where the authority is changed like this.
fn with_authority(change: impl FnOnce(Made) -> Made) -> Vec<String> {
    let made = Made::authority("Authority", "Root", &key("Authority"));
    let world = World {
        authority: change(made).by("Root"),
        ..World::new()
    };
    said(&world.verify(&leaf()))
}

#[test]
fn expired_and_not_yet_valid() {
    let expired = |made| Made {
        until: "20250101000000Z",
        ..made
    };
    let future = |made| Made {
        from: "20430101000000Z",
        ..made
    };
    assert_eq!(about(expired), ["expired CN=app"]);
    assert_eq!(about(future), ["not-yet-valid CN=app"]);
    assert_eq!(with_authority(expired), ["expired CN=Authority"]);
    assert_eq!(with_authority(future), ["not-yet-valid CN=Authority"]);
}

#[test]
fn bad_signature() {
    let mut der = leaf().der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    let result = World::new().verify(&Certificate::from_der(&der).unwrap());
    assert_eq!(said(&result), ["bad-signature CN=app"]);
    assert_eq!(chain(&result), ["CN=app", "CN=Authority", "CN=Root"]);
    // A key of another kind than the algorithm cannot have signed.
    let rsa = key_file("rsa2048.pkcs8.pem");
    let made = Made::leaf("app", "Authority").with(crate::made::authority_key(&[1]));
    let by_rsa = made
        .without(AUTHORITY_KEY)
        .signed(&rsa, PKCS1_SHA256, &SHA256_RSA);
    assert_eq!(
        said(&World::new().verify(&by_rsa)),
        ["missing-intermediate CN=app"],
        "its key identifier says that another authority of this name signed"
    );
}

#[test]
fn untrusted_issuer() {
    let world = World::new();
    let other = Made::authority("Other", "Other", &key("Other")).by("Other");
    let intermediates = [world.authority.clone(), world.root.clone()];
    let anchors = [other];
    let mut validation = PathValidation::new(&anchors, Purpose::Any, at(NOW));
    validation.intermediates = &intermediates;
    let result = validation.verify(&leaf());
    assert_eq!(said(&result), ["untrusted-issuer CN=Root"]);
    assert_eq!(
        message(&result),
        "the path ends at CN=Root, which is self-signed and not among the trusted certificates"
    );
    assert_eq!(chain(&result), ["CN=app", "CN=Authority", "CN=Root"]);

    let itself = Made::leaf("app", "app").by("app");
    let result = validation.verify(&itself);
    assert_eq!(said(&result), ["untrusted-issuer CN=app"]);
    assert_eq!(
        message(&result),
        "it is self-signed, and not among the trusted certificates"
    );

    // The name is trusted, and another key signed.
    let renewed = Made::authority("Root", "Root", &key("new Root")).by("new Root");
    let world = World {
        root: renewed,
        ..world
    };
    let result = world.verify(&leaf());
    assert_eq!(said(&result), ["untrusted-issuer CN=Authority"]);
    assert!(message(&result).starts_with("its issuer CN=Root is trusted, with another key: "));
    assert_eq!(chain(&result), ["CN=app", "CN=Authority"]);
}

#[test]
fn missing_intermediate_says_what_to_upload() {
    let world = World::new();
    let anchors = [world.root];
    let result = PathValidation::new(&anchors, Purpose::Any, at(NOW)).verify(&leaf());
    assert_eq!(said(&result), ["missing-intermediate CN=app"]);
    let id = world
        .authority
        .extensions()
        .subject_key_identifier()
        .unwrap();
    let id: Vec<_> = id.iter().map(|octet| format!("{octet:02X}")).collect();
    let id = id.join(":");
    assert_eq!(
        message(&result),
        format!(
            "the certificate of its issuer CN=Authority with key identifier {id} is neither among the trusted ones nor among the others"
        )
    );
    let hint = result.unwrap_err().reasons()[0].hint().to_owned();
    assert_eq!(
        hint,
        format!(
            "upload the certificate of CN=Authority with key identifier {id}; whoever issued CN=app has it"
        )
    );
    // One of that name with another key does not help, and the message says so.
    let namesake = Made::authority("Authority", "Root", &key("namesake")).by("Root");
    let intermediates = [namesake];
    let mut validation = PathValidation::new(&anchors, Purpose::Any, at(NOW));
    validation.intermediates = &intermediates;
    let result = validation.verify(&leaf());
    assert_eq!(said(&result), ["missing-intermediate CN=app"]);
    assert!(message(&result).ends_with("those of this name that are there have other keys"));
}

#[test]
fn issuer_not_ca() {
    let issuer_not_ca = ["issuer-not-ca CN=Authority"];
    assert_eq!(
        with_authority(|made| made.with(basic_constraints(false, None))),
        issuer_not_ca
    );
    assert_eq!(
        with_authority(|made| made.without(BASIC_CONSTRAINTS)),
        issuer_not_ca
    );
    // digitalSignature and cRLSign, and not keyCertSign.
    assert_eq!(
        with_authority(|made| made.with(key_usage(0x82))),
        issuer_not_ca
    );
    assert!(with_authority(|made| made.with(key_usage(0x04))).is_empty());
    let version_1 = with_authority(|made| Made {
        version: 1,
        extensions: Vec::new(),
        ..made
    });
    assert_eq!(version_1, issuer_not_ca);
}

#[test]
fn only_a_trusted_root_may_be_of_version_1() {
    let root = Made {
        version: 1,
        extensions: Vec::new(),
        ..Made::authority("Root", "Root", &key("Root"))
    };
    let world = World {
        root: root.by("Root"),
        ..World::new()
    };
    assert!(world.verify(&leaf()).is_ok());
}

#[test]
fn path_length() {
    let world = World {
        root: Made::authority("Root", "Root", &key("Root"))
            .with(basic_constraints(true, Some(0)))
            .by("Root"),
        ..World::new()
    };
    let result = world.verify(&leaf());
    assert_eq!(said(&result), ["path-length CN=Root"]);
    assert_eq!(
        message(&result),
        "it allows 0 authorities below it (pathLenConstraint), and there are 1"
    );
    // Self-issued ones do not count: the root changes its key.
    let next = Made::authority("Root", "Root", &key("next Root")).by("Root");
    let below = Made::leaf("app", "Root").by("next Root");
    let (anchors, intermediates) = ([world.root], [next]);
    let mut validation = PathValidation::new(&anchors, Purpose::Any, at(NOW));
    validation.intermediates = &intermediates;
    assert_eq!(
        chain(&validation.verify(&below)),
        ["CN=app", "CN=Root", "CN=Root"]
    );
}

#[test]
fn name_constraint() {
    let world = World {
        authority: Made::authority("Authority", "Root", &key("Authority"))
            .with(permitted_dns("example.com"))
            .by("Root"),
        ..World::new()
    };
    let named = |dns: &str| {
        let made = Made::leaf("app", "Authority");
        made.with(alternative_names(&[(2, dns.as_bytes())]))
            .by("Authority")
    };
    assert!(world.verify(&named("app.example.com")).is_ok());
    let result = world.verify(&named("app.example.org"));
    assert_eq!(said(&result), ["name-constraint CN=app"]);
    assert!(message(&result).contains("app.example.org"));
}

#[test]
fn purpose() {
    let server = |made: Made| made.with(extended_key_usage(&[&SERVER_AUTH]));
    assert_eq!(about(server), ["purpose CN=app"]);
    assert_eq!(with_authority(server), ["purpose CN=Authority"]);
    let both = extended_key_usage(&[&SERVER_AUTH, &CLIENT_AUTH]);
    assert!(about(|made| made.with(both)).is_empty());
    let any = extended_key_usage(&[&[0x55, 0x1d, 37, 0]]);
    assert!(about(|made| made.with(any)).is_empty());
    // keyEncipherment alone is enough for a server, and not for a client.
    let leaf = Made::leaf("app", "Authority")
        .with(key_usage(0x20))
        .by("Authority");
    let world = World::new();
    assert_eq!(said(&world.verify(&leaf)), ["purpose CN=app"]);
    assert!(world.verify_for(Purpose::Server, &leaf).is_ok());
    assert!(world.verify_for(Purpose::Any, &leaf).is_ok());
}

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
fn no_trust_configured() {
    let world = World::new();
    let intermediates = [world.authority, world.root];
    let mut validation = PathValidation::new(&[], Purpose::Any, at(NOW));
    validation.intermediates = &intermediates;
    let result = validation.verify(&leaf());
    assert_eq!(said(&result), ["no-trust-configured -"]);
    assert_eq!(chain(&result), ["CN=app", "CN=Authority", "CN=Root"]);
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
