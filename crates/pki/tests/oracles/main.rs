//! Chains before other people's validators: rustls-webpki, which TLS in Rust is built on, and certval, which passes NIST's
//! PKITS. Every chain of the corpora is put to all three. Where they differ from us, a row of [`differences`] says why, and
//! shows it on the certificates; a difference without a row fails, and so does a row without a difference.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read files; the library does not"
)]

mod certval_oracle; // certval: one path after the other, RFC 5280 §6.1
mod corpora; // the chains of the corpora as questions
mod differences; // where others differ from us, and why
mod question; // a certificate to be judged, and our own answer
mod webpki_oracle; // rustls-webpki

use differences::Differences;
use question::Question;

#[test]
fn rustls_webpki_over_the_corpora() {
    let mut differences = Differences::of(differences::WEBPKI);
    for question in corpora::all() {
        differences.compare(&question, webpki_oracle::answer(&question));
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
        eprintln!(
            "DBG {} {:?}",
            question.id,
            certval_oracle::answer(&question)
        );
        differences.compare(&question, certval_oracle::answer(&question));
    }
    differences.settle();
}
