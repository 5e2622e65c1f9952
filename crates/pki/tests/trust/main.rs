//! Trust decided: every reason with a certificate that gives it, all of them at once, whatever the order of what is known.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read keys from files, and fail by panicking; the library does neither"
)]

mod made;
mod paths;
mod reasons;
mod strictness;

use credtool_pki::{
    Certificate, NotTrusted, PathValidation, Purpose, ReasonCode, Time, VerifiedChain,
};
use made::{Made, NOW, key};

/// A root, an authority below it, and what both of them are called.
struct World {
    root: Certificate,
    authority: Certificate,
}

impl World {
    fn new() -> Self {
        Self {
            root: Made::authority("Root", "Root", &key("Root")).by("Root"),
            authority: Made::authority("Authority", "Root", &key("Authority")).by("Root"),
        }
    }

    /// Verifies for a client, with the authority at hand.
    fn verify(&self, leaf: &Certificate) -> Result<VerifiedChain, NotTrusted> {
        self.verify_for(Purpose::Client, leaf)
    }

    fn verify_for(
        &self,
        purpose: Purpose,
        leaf: &Certificate,
    ) -> Result<VerifiedChain, NotTrusted> {
        let anchors = [self.root.clone()];
        let intermediates = [self.authority.clone()];
        let mut validation = PathValidation::new(&anchors, purpose, at(NOW));
        validation.intermediates = &intermediates;
        validation.verify(leaf)
    }
}

fn at(seconds: i64) -> Time {
    Time::from_unix_seconds(seconds)
}

fn leaf() -> Certificate {
    Made::leaf("app", "Authority").by("Authority")
}

/// Each reason as `code subject`.
fn said(result: &Result<VerifiedChain, NotTrusted>) -> Vec<String> {
    let Err(no) = result else {
        return Vec::new();
    };
    for reason in no.reasons() {
        assert!(!reason.message().is_empty() && !reason.hint().is_empty());
        assert_eq!(reason.to_string(), reason.message());
    }
    let shown = no.reasons().iter().map(|reason| {
        let subject = reason
            .certificate()
            .map_or("-".to_owned(), |one| one.subject().to_string());
        format!("{} {subject}", reason.code())
    });
    shown.collect()
}

/// The subjects of the chain.
fn chain(result: &Result<VerifiedChain, NotTrusted>) -> Vec<String> {
    let certificates = match result {
        Ok(chain) => chain.certificates(),
        Err(no) => no.chain(),
    };
    let subjects = certificates.iter().map(|one| one.subject().to_string());
    subjects.collect()
}

/// The message of the first reason.
fn message(result: &Result<VerifiedChain, NotTrusted>) -> String {
    match result {
        Ok(_) => String::new(),
        Err(no) => no.reasons()[0].message().to_owned(),
    }
}

#[test]
fn a_chain_is_returned_with_what_was_asked() {
    let world = World::new();
    let leaf = leaf();
    let chain = world.verify(&leaf).unwrap();
    let subjects: Vec<_> = chain
        .certificates()
        .iter()
        .map(|one| one.subject().to_string())
        .collect();
    assert_eq!(subjects, ["CN=app", "CN=Authority", "CN=Root"]);
    assert_eq!(chain.leaf().der(), leaf.der());
    assert_eq!(chain.anchor().der(), world.root.der());
    assert_eq!((chain.purpose(), chain.at()), (Purpose::Client, at(NOW)));
    assert!(chain.legacy().is_empty());
}

#[test]
fn the_ends_of_the_validity_belong_to_it() {
    // 2024-01-01T00:00:00Z and 2044-01-01T00:00:00Z, of all three certificates.
    let (first, last) = (1_704_067_200, 2_335_219_200);
    let world = World::new();
    let anchors = [world.root];
    let intermediates = [world.authority];
    let verify = |seconds| {
        let mut validation = PathValidation::new(&anchors, Purpose::Any, at(seconds));
        validation.intermediates = &intermediates;
        validation.verify(&leaf())
    };
    assert!(verify(first).is_ok() && verify(last).is_ok());
    let before = verify(first - 1);
    assert_eq!(
        said(&before),
        [
            "not-yet-valid CN=app",
            "not-yet-valid CN=Authority",
            "not-yet-valid CN=Root"
        ]
    );
    let text = "valid from 2024-01-01T00:00:00Z, 1 second after 2023-12-31T23:59:59Z";
    assert_eq!(message(&before), text);
    let after = verify(last + 1);
    assert_eq!(
        said(&after),
        ["expired CN=app", "expired CN=Authority", "expired CN=Root"]
    );
    let text =
        "expired 1 second before 2044-01-01T00:00:01Z: it was valid until 2044-01-01T00:00:00Z";
    assert_eq!(message(&after), text);
}

#[test]
fn codes_are_kebab_case_and_all_different() {
    let mut codes: Vec<_> = ReasonCode::ALL.iter().map(|code| code.as_str()).collect();
    let kebab = |code: &&str| {
        code.bytes()
            .all(|octet| octet.is_ascii_lowercase() || octet == b'-')
    };
    assert!(codes.iter().all(kebab));
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), ReasonCode::ALL.len());
}
