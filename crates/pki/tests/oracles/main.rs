//! Chains before other people's validators: rustls-webpki, which TLS in Rust is built on, and certval, which passes NIST's
//! PKITS. Every chain of the corpora is put to all three, and chains made here and spoiled at random. Where they differ from us, a row of [`differences`] says why, and
//! shows it on the certificates; a difference without a row fails, and so does a row without a difference.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read files; the library does not"
)]

#[path = "../made/certificate.rs"]
mod certificate; // certificates of any content
mod certval_oracle; // certval: one path after the other, RFC 5280 §6.1
#[path = "../made/chain.rs"]
mod chain; // good chains and their mutants
#[path = "../made/choices.rs"]
mod choices; // what a few octets choose
mod corpora; // the chains of the corpora as questions
mod differences; // where others differ from us, and why
mod question; // a certificate to be judged, and our own answer
mod rows_certval; // where certval differs
mod rows_webpki; // where rustls-webpki differs
mod shows; // what certificates show
mod webpki_oracle; // rustls-webpki

use chacha20::rand_core::{Rng as _, SeedableRng as _};
use differences::Differences;
use proptest::prelude::*;
use question::Question;

#[test]
fn rustls_webpki() {
    let mut differences = Differences::of(rows_webpki::WEBPKI);
    for question in questions() {
        differences.compare(&question, &webpki_oracle::answer(&question));
    }
    differences.settle();
}

#[test]
fn certval() {
    let mut differences = Differences::of(rows_certval::CERTVAL);
    for question in questions() {
        let question = question.without_name();
        differences.compare(&question, &certval_oracle::answer(&question));
    }
    differences.settle();
}

/// The chains of the corpora, if they are there, and some made here, always the same.
fn questions() -> impl Iterator<Item = Question> {
    let mut rng = chacha20::ChaCha20Rng::seed_from_u64(6);
    let made = (0..MADE).map(move |_| {
        let mut choices = [0; 20];
        rng.fill_bytes(&mut choices);
        let length = 4 + usize::from(choices[0]) % 17;
        chain::question(&choices[1..length])
    });
    corpora::all().into_iter().chain(made)
}

/// A chain that nobody spoiled is good for everybody, whatever its keys and length.
#[test]
fn good_chains_are_trusted() {
    for first in 0..=u8::MAX {
        let question = chain::question(&[first % 3, first / 3 % 4, first / 12]);
        assert_eq!(webpki_oracle::answer(&question), Ok(()), "{first}");
        assert_eq!(certval_oracle::answer(&question), Ok(()), "{first}");
        assert!(
            question.ours().refused.is_none(),
            "{first}: {:?}",
            question.ours().refused
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_chains(choices in prop::collection::vec(any::<u8>(), 3..24)) {
        let question = chain::question(&choices);
        let webpki = webpki_oracle::answer(&question);
        let unexplained = differences::explain(rows_webpki::WEBPKI, &question, &webpki).err();
        prop_assert_eq!(unexplained, None, "rustls-webpki says {:?}", webpki);
        let question = question.without_name();
        let certval = certval_oracle::answer(&question);
        let unexplained = differences::explain(rows_certval::CERTVAL, &question, &certval).err();
        prop_assert_eq!(unexplained, None, "certval says {:?}", certval);
    }
}

const CASES: u32 = 40;
const MADE: u32 = 500;
