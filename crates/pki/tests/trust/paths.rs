//! Which path is taken where there are several, and that neither order nor bulk changes the answer.

use credtool_pki::{Certificate, PathValidation, Purpose};
use proptest::prelude::*;

use crate::made::{
    CLIENT_AUTH, Made, NOW, PKCS1_SHA1, SERVER_AUTH, SHA1_RSA, extended_key_usage, key, key_file,
    named,
};
use crate::{World, at, chain, leaf, said};

#[test]
fn identical_to_a_trusted_certificate_is_trusted() {
    let anchors = [leaf()];
    let verify = |certificate: &Certificate, anchors: &[Certificate], purpose| {
        PathValidation::new(anchors, purpose, at(NOW)).verify(certificate)
    };
    let result = verify(&leaf(), &anchors, Purpose::Client);
    assert_eq!(chain(&result), ["CN=app"]);
    let trusted = result.unwrap();
    assert_eq!(trusted.anchor().der(), trusted.leaf().der());

    let refused = |made: Made, code: &str| {
        let certificate = made.by("Authority");
        let anchors = [certificate.clone()];
        let result = verify(&certificate, &anchors, Purpose::Client);
        assert_eq!(said(&result), [format!("{code} CN=app")]);
    };
    let app = || Made::leaf("app", "Authority");
    refused(
        Made {
            until: "20250101000000Z",
            ..app()
        },
        "expired",
    );
    refused(app().with(extended_key_usage(&[&SERVER_AUTH])), "purpose");
    let small = key_file("rsa1024.pkcs8.pem");
    refused(
        Made {
            spki: small.public_key().spki_der().to_vec(),
            ..app()
        },
        "weak-key",
    );
    let rsa = key_file("rsa2048.pkcs8.pem");
    let sha1 = app().signed(&rsa, PKCS1_SHA1, &SHA1_RSA);
    let anchors = [sha1.clone()];
    assert_eq!(
        said(&verify(&sha1, &anchors, Purpose::Client)),
        ["weak-algorithm CN=app"]
    );

    // It is trusted itself, and not what its key signs.
    let below = Made::leaf("below", "app").by("app");
    assert_eq!(
        said(&verify(&below, &[leaf()], Purpose::Client)),
        ["issuer-not-ca CN=app"]
    );
}

#[test]
fn a_trusted_authority_below_the_root_ends_the_path() {
    let world = World::new();
    let anchors = [world.authority];
    let result = PathValidation::new(&anchors, Purpose::Client, at(NOW)).verify(&leaf());
    assert_eq!(chain(&result), ["CN=app", "CN=Authority"]);
}

#[test]
fn a_root_that_was_issued_anew_vouches_for_its_older_form() {
    let older = Made {
        from: "20200101000000Z",
        ..Made::authority("Root", "Root", &key("Root"))
    };
    let anchors = [World::new().root];
    let result = PathValidation::new(&anchors, Purpose::Any, at(NOW)).verify(&older.by("Root"));
    assert_eq!(chain(&result), ["CN=Root", "CN=Root"]);
}

#[test]
fn every_key_of_a_name_is_tried() {
    // Five authorities of one name and no key identifiers to tell them apart by.
    let silent = crate::made::authority_key(&[]);
    let world = World::new();
    let mut intermediates = Vec::new();
    for number in 0..5 {
        let key = key(&format!("key {number}"));
        let made = Made::authority("Authority", "Root", &key).with((
            crate::made::SUBJECT_KEY.to_vec(),
            false,
            vec![4, 0],
        ));
        intermediates.push(made.by("Root"));
    }
    let anchors = [world.root];
    let mut validation = PathValidation::new(&anchors, Purpose::Any, at(NOW));
    validation.intermediates = &intermediates;
    for (number, issuer) in intermediates.iter().enumerate() {
        let leaf = Made::leaf("app", "Authority").with(silent.clone());
        let result = validation.verify(&leaf.by(&format!("key {number}")));
        assert_eq!(chain(&result), ["CN=app", "CN=Authority", "CN=Root"]);
        assert_eq!(result.unwrap().certificates()[1].der(), issuer.der());
    }
    let leaf = Made::leaf("app", "Authority").with(silent).by("key 5");
    assert_eq!(said(&validation.verify(&leaf)), ["bad-signature CN=app"]);
}

#[test]
fn names_are_compared_as_names() {
    let world = World::new();
    let printable = Made {
        issuer: named(0x13, "AUTHORITY"),
        ..Made::leaf("app", "Authority")
    };
    assert!(world.verify(&printable.by("Authority")).is_ok());
}

#[test]
fn a_way_around_what_is_wrong_is_found() {
    let world = World::new();
    let authority = || Made::authority("Authority", "Root", &key("Authority"));
    let expired = Made {
        until: "20250101000000Z",
        ..authority()
    };
    // Cross-signed by somebody unknown, expired, for another purpose; and one that is good.
    let elsewhere = Made::authority("Authority", "Elsewhere", &key("Authority")).by("Elsewhere");
    let server = authority()
        .with(extended_key_usage(&[&SERVER_AUTH]))
        .by("Root");
    let anchors = [world.root.clone()];
    let verify = |intermediates: &[Certificate]| {
        let mut validation = PathValidation::new(&anchors, Purpose::Client, at(NOW));
        validation.intermediates = intermediates;
        validation.verify(&leaf())
    };
    let wrong = [elsewhere, expired.by("Root"), server];
    let result = verify(&[&wrong[..], &[world.authority]].concat());
    assert_eq!(chain(&result), ["CN=app", "CN=Authority", "CN=Root"]);
    assert!(result.is_ok());
    // Without it: a path that reaches a trusted certificate came further than one that does not.
    let result = verify(&wrong);
    assert_eq!(chain(&result), ["CN=app", "CN=Authority", "CN=Root"]);
    assert_eq!(said(&result).len(), 1);
    assert_eq!(said(&verify(&wrong[1..2])), ["expired CN=Authority"]);
    assert_eq!(
        said(&verify(&wrong[..1])),
        ["missing-intermediate CN=Authority"]
    );
}

#[test]
fn what_is_trusted_of_a_key_is_what_the_trusted_certificate_says() {
    let world = World::new();
    let server_only = Made::authority("Authority", "Root", &key("Authority"))
        .with(extended_key_usage(&[&SERVER_AUTH]))
        .by("Root");
    let intermediates = [world.authority];
    let verify = |anchors: &[Certificate], purpose| {
        let mut validation = PathValidation::new(anchors, purpose, at(NOW));
        validation.intermediates = &intermediates;
        said(&validation.verify(&leaf()))
    };
    let anchors = [world.root.clone(), server_only];
    assert_eq!(verify(&anchors, Purpose::Client), ["purpose CN=Authority"]);
    assert!(verify(&anchors, Purpose::Server).is_empty());
    // One that is no longer valid says nothing any more.
    let expired = Made {
        until: "20250101000000Z",
        ..Made::authority("Authority", "Root", &key("Authority"))
    };
    let anchors = [world.root, expired.by("Root")];
    assert!(verify(&anchors, Purpose::Client).is_empty());
}

#[test]
fn circles_end() {
    let ring: Vec<_> = (0..4)
        .map(|place| {
            let (subject, issuer) = (format!("ring {place}"), format!("ring {}", (place + 1) % 4));
            Made::authority(&subject, &issuer, &key(&subject)).by(&issuer)
        })
        .collect();
    let anchors = [World::new().root];
    let mut validation = PathValidation::new(&anchors, Purpose::Any, at(NOW));
    validation.intermediates = &ring;
    let result = validation.verify(&Made::leaf("app", "ring 0").by("ring 0"));
    assert_eq!(said(&result), ["untrusted-issuer CN=ring 3"]);
    assert_eq!(chain(&result).len(), 5);
}

#[test]
fn ten_thousand_authorities_of_one_name_are_answered() {
    // Each could be the issuer of each, and all of them of the leaf; none is trusted.
    let key = key("Authority");
    let made = Made::authority("Authority", "Authority", &key);
    let crowd: Vec<_> = (0..10_000_u32)
        .map(|number| {
            let serial = [&[1][..], &number.to_be_bytes()].concat();
            Made {
                serial,
                ..made.clone()
            }
            .by("Authority")
        })
        .collect();
    let anchors = [World::new().root];
    let mut validation = PathValidation::new(&anchors, Purpose::Any, at(NOW));
    validation.intermediates = &crowd;
    let result = validation.verify(&leaf());
    let said = said(&result);
    assert_eq!(
        said.last().map(String::as_str),
        Some("too-much-work -"),
        "{said:?}"
    );
    // Where one of them is trusted it is found.
    let trusted = [crowd[5_000].clone()];
    validation.anchors = &trusted;
    assert!(validation.verify(&leaf()).is_ok());
}

/// Authorities in three layers, some of them wrong, so that there are many paths and few good ones.
fn crowd() -> Vec<Certificate> {
    let mut crowd = Vec::new();
    for (subject, issuer) in [
        ("Authority", "Middle"),
        ("Authority", "Root"),
        ("Authority", "Elsewhere"),
        ("Middle", "Root"),
        ("Middle", "Authority"),
        ("Elsewhere", "Middle"),
    ] {
        let made = || Made::authority(subject, issuer, &key(subject));
        let expired = Made {
            until: "20250101000000Z",
            ..made()
        };
        crowd.push(expired.by(issuer));
        crowd.push(made().with(extended_key_usage(&[&SERVER_AUTH])).by(issuer));
        crowd.push(
            made()
                .with(extended_key_usage(&[&CLIENT_AUTH]))
                .by("forger"),
        );
    }
    crowd
}

proptest! {
    #[test]
    fn order_does_not_matter(
        order in Just((0..18).collect::<Vec<usize>>()).prop_shuffle(),
        client in any::<bool>(),
        with_good_one in any::<bool>(),
        trust_middle in any::<bool>(),
    ) {
        let (world, crowd) = (World::new(), crowd());
        let mut anchors = vec![world.root];
        if trust_middle {
            anchors.push(Made::authority("Middle", "Root", &key("Middle")).by("Root"));
        }
        let purpose = if client { Purpose::Client } else { Purpose::Server };
        let mut intermediates = crowd.clone();
        if with_good_one {
            intermediates.push(world.authority);
        }
        let answer = |intermediates: &[Certificate], anchors: &[Certificate]| {
            let mut validation = PathValidation::new(anchors, purpose, at(NOW));
            validation.intermediates = intermediates;
            match validation.verify(&leaf()) {
                Ok(chain) => (true, ders(chain.certificates()), Vec::new()),
                Err(no) => (false, ders(no.chain()), no.reasons().iter().map(|reason| {
                    (reason.code(), reason.message().to_owned(), reason.certificate().map(Certificate::sha256))
                }).collect()),
            }
        };
        let mut shuffled: Vec<_> = order.iter().map(|&at| intermediates[at].clone()).collect();
        shuffled.extend_from_slice(&intermediates[18..]);
        // One twice changes nothing either.
        shuffled.push(intermediates[order[0]].clone());
        let expected = answer(&intermediates, &anchors);
        let reversed: Vec<_> = anchors.iter().rev().cloned().collect();
        prop_assert_eq!(&answer(&shuffled, &anchors), &expected);
        prop_assert_eq!(&answer(&shuffled, &reversed), &expected);
    }
}

fn ders(chain: &[Certificate]) -> Vec<String> {
    chain.iter().map(Certificate::sha256).collect()
}
