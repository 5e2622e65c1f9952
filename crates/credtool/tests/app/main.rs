//! `credtool app` as its users meet it: real processes, a real store, a real CA.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test drives the binary and fails loudly"
)]

mod credentials; // certificates: issued, trusted, refused
mod life; // from registration to retirement
mod lists; // the marketplace's list, and the export
mod place; // a folder with a store
mod refusals; // what the rules say no to, and what cannot be done
mod verifying; // request and install with an app of the registry
