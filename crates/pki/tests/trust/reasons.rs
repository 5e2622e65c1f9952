//! What the place of a certificate in its path has to do with it: dates, issuers, limits, purposes.

use credtool_pki::{Certificate, PathValidation, Purpose};

use crate::made::*;
use crate::{World, at, chain, leaf, message, said};

/// What is said about an end entity of the authority that is changed like this.
pub(crate) fn about(change: impl FnOnce(Made) -> Made) -> Vec<String> {
    let leaf = change(Made::leaf("app", "Authority")).by("Authority");
    said(&World::new().verify(&leaf))
}

/// What is said where the authority is changed like this.
pub(crate) fn with_authority(change: impl FnOnce(Made) -> Made) -> Vec<String> {
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
    let made = Made::leaf("app", "Authority").with(authority_key(&[1]));
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
fn no_trust_configured() {
    let world = World::new();
    let intermediates = [world.authority, world.root];
    let mut validation = PathValidation::new(&[], Purpose::Any, at(NOW));
    validation.intermediates = &intermediates;
    let result = validation.verify(&leaf());
    assert_eq!(said(&result), ["no-trust-configured -"]);
    assert_eq!(chain(&result), ["CN=app", "CN=Authority", "CN=Root"]);
}
