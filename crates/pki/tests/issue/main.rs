//! Issuing from plan to certificate: what is taken from a request, what is not, and what is refused before anything is signed.
#![expect(clippy::unwrap_used, reason = "a failure in a test is the result")]

mod authorities; // their own certificates and those below them
mod lists; // revocation lists
mod made; // keys, authorities and requests for the tests
mod renewals; // the same certificate again
mod requests; // what is taken from a request and what is not
