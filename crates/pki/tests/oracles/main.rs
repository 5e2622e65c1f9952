//! Chains before other people's validators: rustls-webpki, which TLS in Rust is built on, certval, which passes NIST's PKITS, and
//! OpenSSL. They judge the chains of the corpora and chains made here and spoiled at random. Where they differ from us, a row
//! says why and shows it on the certificates; a difference without a row fails, and so does a row without a difference.

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
mod openssl_oracle; // openssl verify, a process a question
mod question; // a certificate to be judged, and our own answer
mod rows_certval; // where certval differs
mod rows_openssl; // where OpenSSL differs
mod rows_webpki; // where rustls-webpki differs
mod shows; // what certificates show
mod webpki_oracle; // rustls-webpki

use chacha20::rand_core::{Rng as _, SeedableRng as _};
use differences::Differences;
use openssl_oracle::OpenSsl;
use proptest::prelude::*;
use question::Question;

#[test]
fn rustls_webpki() {
    let mut differences = Differences::of(rows_webpki::WEBPKI);
    for question in questions() {
        differences.compare(&question, &webpki_oracle::answer(&question));
    }
    differences.settle(corpora::are_there());
}

#[test]
fn certval() {
    let mut differences = Differences::of(rows_certval::CERTVAL);
    for question in questions() {
        let question = question.without_name();
        differences.compare(&question, &certval_oracle::answer(&question));
    }
    differences.settle(corpora::are_there());
}

/// Fewer, because each takes a process.
#[test]
fn openssl() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    let mut differences = Differences::of(rows_openssl::OPENSSL);
    for question in made().take(FOR_OPENSSL) {
        differences.compare(&question, &openssl.answer(&question));
    }
    differences.settle(true);
}

/// The chains of the corpora, if they are there, and some made here, always the same.
fn questions() -> impl Iterator<Item = Question> {
    corpora::all().into_iter().chain(made().take(MADE))
}

/// Good chains and spoiled ones, always the same, without an end; first those that show what others show seldom.
fn made() -> impl Iterator<Item = Question> {
    let mut rng = chacha20::ChaCha20Rng::seed_from_u64(6);
    let drawn = std::iter::repeat_with(move || {
        let mut choices = [0; 20];
        rng.fill_bytes(&mut choices);
        let length = 4 + usize::from(choices[0]) % 17;
        chain::question(&choices[1..length])
    });
    SELDOM.into_iter().map(chain::question).chain(drawn)
}

const SELDOM: [&[u8]; 12] = [
    &[0x0b, 0x44, 0xb5, 0x40],
    &[0x3d, 0x3e, 0x4e, 0x5c, 0xfe],
    &[0x31, 0x71, 0xee, 0x27, 0x4e, 0x59],
    &[0x66, 0x66, 0xd1, 0xf0, 0xd8, 0x01],
    &[0x3e, 0x0f, 0x43, 0xf6, 0xaf, 0x47, 0x7c],
    &[0x74, 0xab, 0x25, 0x49, 0xea, 0x7f, 0x4a],
    &[0x79, 0x6c, 0x0d, 0xc4, 0x0a, 0xd7, 0x86],
    &[0x7b, 0x64, 0x7f, 0x33, 0xe1, 0xa3, 0xb3, 0x9b, 0x7a],
    &[
        0x0f, 0x19, 0xf6, 0x95, 0x54, 0x36, 0xc4, 0xa4, 0xb2, 0x14, 0x27,
    ],
    &[
        0x49, 0x7e, 0x88, 0xc8, 0x0e, 0xce, 0x72, 0xac, 0x0c, 0x02, 0x78, 0x1f, 0x3c, 0xd8, 0x39,
    ],
    &[
        0x1e, 0x16, 0x3d, 0xbd, 0x77, 0xdf, 0xf3, 0xa6, 0xbc, 0xad, 0xa0, 0x45, 0x3a, 0x51, 0x5f,
        0x24,
    ],
    &[
        0x9c, 0x34, 0x3d, 0xd1, 0xed, 0x34, 0x02, 0xe5, 0x42, 0x7b, 0xec, 0x99, 0x2e, 0x26, 0x24,
        0xd7, 0x58, 0x17, 0x05,
    ],
];

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
const MADE: usize = 500;
const FOR_OPENSSL: usize = 120;
