//! Chains before other people's validators: rustls-webpki, which TLS in Rust is built on, and certval, which passes NIST's
//! PKITS. Every chain of the corpora is put to all three, and chains made here and spoiled at random. Where they differ from us, a row of [`differences`] says why, and
//! shows it on the certificates; a difference without a row fails, and so does a row without a difference.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read files; the library does not"
)]

#[path = "../made/certificate.rs"]
mod certificate; // certificates of any content
mod certval_oracle; // certval: one path after the other, RFC 5280 §6.1
#[path = "../made/chain.rs"]
mod chain; // good chains and their mutants
mod corpora; // the chains of the corpora as questions
mod differences; // where others differ from us, and why
mod question; // a certificate to be judged, and our own answer
mod webpki_oracle; // rustls-webpki

use differences::Differences;
use proptest::prelude::*;
use question::Question;

#[test]
fn rustls_webpki_over_the_corpora() {
    let mut differences = Differences::of(differences::WEBPKI);
    for question in corpora::all() {
        differences.compare(&question, &webpki_oracle::answer(&question));
    }
    differences.settle();
}

#[test]
fn certval_over_the_corpora() {
    let mut differences = Differences::of(differences::CERTVAL);
    for question in corpora::all() {
        // certval does not look at the names of servers.
        let question = Question {
            server_name: None,
            ..question
        };
        differences.compare(&question, &certval_oracle::answer(&question));
    }
    differences.settle();
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
        for (rows, answer) in [
            (differences::WEBPKI, webpki_oracle::answer(&question)),
            (differences::CERTVAL, certval_oracle::answer(&question)),
        ] {
            let unexplained = differences::explain(rows, &question, &answer).err();
            prop_assert_eq!(unexplained, None, "{:?} to {:02x?}", answer, question);
        }
    }
}

const CASES: u32 = 256;
