//! What OpenSSL, Java, keytool and rustls-webpki say about requests, certificates and revocation lists that are made here,
//! and what is made here of requests of theirs.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "tests run other tools on files of their own, and say when they are not there"
)]

mod certificates; // issued certificates, judged by three validators
mod constrained; // authorities with limits
mod lists; // revocation lists
mod made; // authorities of every type and what they issue
mod peer; // the tools
mod requests; // requests of ours and of theirs
