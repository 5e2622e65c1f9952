//! Certificates that somebody made so that a path is never found: each set is answered within the budget that the
//! documentation of `PathValidation` states. What is asserted is which part of the budget ran out, and never a time.

#![expect(
    clippy::unwrap_used,
    reason = "tests make certificates; the library does not unwrap"
)]

#[path = "made/certificate.rs"]
#[expect(dead_code, reason = "other tests need more of it")]
mod certificate;

use certificate::{ED25519, Extension, KEYS, P256, Plain, element, name, sequence};
use credtool_pki::{
    Certificate, Error, NotTrusted, PathValidation, Purpose, ReasonCode, Time, VerifiedChain,
};

/// Ten authorities that all certify one another, and a way out at one of them alone: found. No way out: refused.
#[test]
fn cycles_of_cross_signed_authorities() {
    let mut mesh = Vec::new();
    let keys = [P256[0], P256[1], P256[2], ED25519];
    for subject in 0..10 {
        for issuer in (0..10).filter(|&issuer| issuer != subject) {
            let mut one = authority(&format!("CA {subject}"), &format!("CA {issuer}"));
            one.key = keys[subject % 4];
            one.signed_by = keys[issuer % 4];
            mesh.push(certificate(&one));
        }
    }
    let mut leaf = leaf("CA 3");
    leaf.signed_by = keys[3];
    let leaf = certificate(&leaf);

    let mut out = authority("CA 7", "Root");
    out.key = keys[3];
    let root = certificate(&authority("Root", "Root"));
    let with_out = [&mesh[..], &[certificate(&out)]].concat();
    let chain = verify(&leaf, &with_out, std::slice::from_ref(&root)).unwrap();
    assert_eq!(chain.anchor().sha256(), root.sha256());

    let refused = verify(&leaf, &mesh, &[root]).unwrap_err();
    assert!(
        codes(&refused).contains(&ReasonCode::TooMuchWork),
        "{refused}"
    );
}

/// All have the name and the key identifier that the leaf asks for, and none signed it.
#[test]
fn ten_thousand_intermediates_of_one_name() {
    let mut impostor = authority("Issuing CA", "Root");
    impostor.key = P256[1];
    impostor.serial = vec![1, 0, 0, 0];
    let der = impostor.sign();
    let at = der
        .windows(4)
        .position(|octets| octets == [1, 0, 0, 0])
        .unwrap();
    let impostors = (1..=10_000_u32).map(|number| {
        // Their own signatures do not hold any more, which nobody should get to.
        let mut der = der.clone();
        der[at + 1..at + 4].copy_from_slice(&number.to_be_bytes()[1..]);
        Certificate::from_der(&der).unwrap()
    });
    let pool: Vec<_> = impostors.collect();
    let root = [certificate(&authority("Root", "Root"))];
    let leaf = certificate(&leaf("Issuing CA"));
    // One key: it is one issuer, however many certificates it has, and was tried once.
    let refused = verify(&leaf, &pool, &root).unwrap_err();
    assert!(
        codes(&refused).contains(&ReasonCode::BadSignature),
        "{refused}"
    );
    within_reason(&refused);
}

/// The same with keys of their own, so that each has to be tried.
#[test]
fn thousands_of_keys_of_one_name() {
    let mut impostor = authority("Issuing CA", "Root");
    impostor.key = P256[1];
    let der = impostor.sign();
    let key = KEYS[P256[1]].public_key().spki_der();
    let at = der
        .windows(key.len())
        .position(|octets| octets == key)
        .unwrap()
        + key.len()
        - 4;
    let pool: Vec<_> = (0..10_000_u32)
        .map(|number| {
            let mut der = der.clone();
            der[at..at + 4].copy_from_slice(&number.to_be_bytes());
            Certificate::from_der(&der).unwrap()
        })
        .collect();
    let root = [certificate(&authority("Root", "Root"))];
    let refused = verify(&certificate(&leaf("Issuing CA")), &pool, &root).unwrap_err();
    let too_much = too_much(&refused);
    assert!(too_much.contains("more signatures"), "{too_much}");
}

/// Every signature holds, and the root is trusted: the path is longer than any.
#[test]
fn ten_thousand_intermediates_in_a_line() {
    let line = |length: usize| -> Vec<Certificate> {
        let one = |number: usize| {
            let issuer = match number {
                1 => "Root".to_owned(),
                number => format!("CA {}", number - 1),
            };
            certificate(&authority(&format!("CA {number}"), &issuer))
        };
        (1..=length).map(one).collect()
    };
    let root = [certificate(&authority("Root", "Root"))];
    let pool = line(10_000);
    let refused = verify(&certificate(&leaf("CA 10000")), &pool, &root).unwrap_err();
    let too_much = too_much(&refused);
    assert!(too_much.contains("a longer path"), "{too_much}");
    assert!(refused.chain().len() <= MAX_PATH);
    // The longest path that is followed: leaf and root, and thirty between them.
    let fits = MAX_PATH - 2;
    let found = verify(&certificate(&leaf(&format!("CA {fits}"))), &pool, &root).unwrap();
    assert_eq!(found.certificates().len(), MAX_PATH);
    let longer = certificate(&leaf(&format!("CA {}", fits + 1)));
    assert!(codes(&verify(&longer, &pool, &root).unwrap_err()).contains(&ReasonCode::TooMuchWork));
}

/// Each level of the tree has many certificates of one key that are all expired but one.
#[test]
fn wide_levels_of_expired_twins() {
    let mut pool = Vec::new();
    for level in 1..20 {
        let issuer = if level == 1 {
            "Root".to_owned()
        } else {
            format!("CA {}", level - 1)
        };
        let mut one = authority(&format!("CA {level}"), &issuer);
        pool.push(certificate(&one));
        one.not_after = AT - 1;
        for number in 0..500_u32 {
            one.serial = number.to_be_bytes()[1..].to_vec();
            one.serial[0] = 1;
            pool.push(certificate(&one));
        }
    }
    let root = [certificate(&authority("Root", "Root"))];
    let found = verify(&certificate(&leaf("CA 19")), &pool, &root).unwrap();
    assert_eq!(found.certificates().len(), 21);
}

#[test]
fn giant_names() {
    let giant = |length: usize, last: &str| name(12, &format!("{}{last}", "x".repeat(length)));
    let mut one = authority("CA", "Root");
    one.subject = giant(900_000, "a");
    assert!(matches!(
        Certificate::from_der(&{
            let mut larger = one.clone();
            larger.issuer = giant(300_000, "");
            larger.sign()
        }),
        Err(Error::TooMuchWork { .. })
    ));
    let issuer = certificate(&one);
    let mut leaf = leaf("");
    leaf.issuer = giant(900_000, "a");
    let root = [certificate(&authority("Root", "Root"))];
    // Names that differ in their last letter, or in nothing.
    let mut pool = Vec::new();
    for last in ["b", "c", "d", "e", "A"] {
        let mut other = one.clone();
        other.subject = giant(900_000, last);
        pool.push(certificate(&other));
    }
    pool.push(issuer);
    let found = verify(&certificate(&leaf), &pool, &root);
    assert_eq!(found.unwrap().certificates().len(), 3);
    pool.pop();
    pool.pop();
    let refused = verify(&certificate(&leaf), &pool, &root).unwrap_err();
    within_reason(&refused);
}

/// Thousands of names under thousands of constraints: counted before they are compared.
#[test]
fn deep_name_constraints() {
    let names = |count: usize| -> Vec<u8> {
        let names = (0..count).flat_map(|n| element(0x82, format!("h{n}.example.com").as_bytes()));
        element(0x30, &names.collect::<Vec<_>>())
    };
    let subtrees = |count: usize| -> Vec<u8> {
        let bases = (0..count).flat_map(|n| {
            let base = element(0x82, format!("x{n}.example.com").as_bytes());
            element(0x30, &base)
        });
        element(0x30, &element(0xa1, &bases.collect::<Vec<_>>()))
    };
    let root = [certificate(&authority("Root", "Root"))];
    let judge = |names_count: usize, subtrees_count: usize| {
        let mut ca = authority("CA", "Root");
        ca.extensions
            .push(Extension::ce(30, true, subtrees(subtrees_count)));
        let mut leaf = leaf("CA");
        leaf.extensions
            .retain(|extension| extension.oid != [0x55, 0x1d, 17]);
        leaf.extensions
            .push(Extension::ce(17, false, names(names_count)));
        verify(&certificate(&leaf), &[certificate(&ca)], &root)
    };
    assert!(judge(100, 1000).is_ok());
    let refused = judge(5000, 5000).unwrap_err();
    assert!(
        codes(&refused).contains(&ReasonCode::TooMuchWork),
        "{refused}"
    );
    // More than can be read: refused as malformed, and not passed over.
    let refused = judge(20_000, 1).unwrap_err();
    assert!(
        codes(&refused).contains(&ReasonCode::Malformed),
        "{refused}"
    );
    let refused = judge(1, 20_000).unwrap_err();
    assert!(
        codes(&refused).contains(&ReasonCode::Malformed),
        "{refused}"
    );
}

/// RFC 9618: policies in a graph take no more than they are many, in a tree their number to the power of the depth.
#[test]
fn thousands_of_policies_and_mappings() {
    let oid = |number: usize| {
        element(
            6,
            &[0x2a, 3, 0x81 | (number >> 7) as u8, (number & 0x7f) as u8],
        )
    };
    let policies = |count: usize| {
        let all = (0..count).flat_map(|number| sequence(&[&oid(number)]));
        element(0x30, &all.collect::<Vec<_>>())
    };
    let mappings = |count: usize| {
        let all = (0..count).flat_map(|number| {
            (0..count.min(30)).flat_map(move |to| sequence(&[&oid(number), &oid(to)]))
        });
        element(0x30, &all.take(200_000).collect::<Vec<_>>())
    };
    let root = [certificate(&authority("Root", "Root"))];
    let chain = |count: usize| {
        let pool: Vec<_> = (1..=10)
            .map(|level| {
                let issuer = if level == 1 {
                    "Root".to_owned()
                } else {
                    format!("CA {}", level - 1)
                };
                let mut ca = authority(&format!("CA {level}"), &issuer);
                ca.extensions
                    .push(Extension::ce(32, false, policies(count)));
                ca.extensions.push(Extension::ce(33, true, mappings(count)));
                ca.extensions
                    .push(Extension::ce(36, true, sequence(&[&[0x80, 1, 0]])));
                certificate(&ca)
            })
            .collect();
        let mut leaf = leaf("CA 10");
        leaf.extensions
            .push(Extension::ce(32, false, policies(count)));
        verify(&certificate(&leaf), &pool, &root)
    };
    assert!(chain(30).is_ok(), "{}", chain(30).unwrap_err());
    within_reason(&chain(1000).err().unwrap());
    within_reason(&chain(4000).err().unwrap());
}

/// A bundle of text that only looks like certificates.
#[test]
fn a_hundred_thousand_blocks_of_garbage() {
    let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(Certificate::parse_all(block.repeat(100_000).as_bytes()).is_err());
    let unended = "-----BEGIN CERTIFICATE-----\n".repeat(100_000);
    assert!(Certificate::parse_all(unended.as_bytes()).is_err());
    // Good ones are counted, too.
    let good = certificate(&authority("Root", "Root")).to_pem();
    let error = Certificate::parse_all(good.repeat(10_001).as_bytes()).err();
    assert!(matches!(error, Some(Error::TooMany { .. })), "{error:?}");
}

/// An authority with a good signature; its key and its issuer's are one.
fn authority(subject: &str, issuer: &str) -> Plain {
    Plain {
        version: 2,
        serial: vec![1],
        issuer: name(12, issuer),
        not_before: AT - YEAR,
        not_after: AT + YEAR,
        subject: name(12, subject),
        key: ED25519,
        signed_by: ED25519,
        extensions: vec![
            Extension::ce(19, true, sequence(&[&[1, 1, 0xff]])),
            Extension::ce(15, true, vec![3, 2, 1, 6]),
            Extension::ce(14, false, element(4, &[9; 20])),
            Extension::ce(35, false, element(0x30, &element(0x80, &[9; 20]))),
        ],
        other_algorithm: false,
        broken: false,
    }
}

fn leaf(issuer: &str) -> Plain {
    let mut leaf = authority("app.example.com", issuer);
    leaf.extensions = vec![
        Extension::ce(15, true, vec![3, 2, 7, 0x80]),
        Extension::ce(17, false, element(0x30, &element(0x82, b"app.example.com"))),
        Extension::ce(35, false, element(0x30, &element(0x80, &[9; 20]))),
    ];
    leaf
}

fn certificate(plain: &Plain) -> Certificate {
    Certificate::from_der(&plain.sign()).unwrap()
}

fn verify(
    leaf: &Certificate,
    intermediates: &[Certificate],
    anchors: &[Certificate],
) -> Result<VerifiedChain, NotTrusted> {
    let mut validation = PathValidation::new(anchors, Purpose::Any, Time::from_unix_seconds(AT));
    validation.intermediates = intermediates;
    validation.verify(leaf)
}

fn codes(refused: &NotTrusted) -> Vec<ReasonCode> {
    refused
        .reasons()
        .iter()
        .map(|reason| reason.code())
        .collect()
}

fn too_much(refused: &NotTrusted) -> String {
    let mut reasons = refused.reasons().iter();
    let found = reasons.find(|reason| reason.code() == ReasonCode::TooMuchWork);
    found.map_or_else(|| refused.to_string(), |reason| reason.message().to_owned())
}

/// What is said stays readable, however much there is to say it about.
fn within_reason(refused: &NotTrusted) {
    assert!(
        (1..100).contains(&refused.reasons().len()),
        "{}",
        refused.reasons().len()
    );
}

const AT: i64 = 1_781_524_800;
const YEAR: i64 = 365 * 86_400;
/// The longest path that is followed, leaf and anchor included, as documented.
const MAX_PATH: usize = 32;
