//! `credtool ca` as an operator meets it: real processes, real folders.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test drives the binary and fails loudly"
)]

mod life; // from the first certificate to the end
mod place; // a folder with an authority
mod together; // processes at once
mod trouble; // a certificate file that cannot be written, a log that was changed
