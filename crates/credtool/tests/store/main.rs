//! The store of `credtool app` as an operator meets it: real processes, real files.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test drives the binary and fails loudly"
)]

mod bad_files; // what is no store, or a damaged one
mod clock; // a clock that goes backwards
mod copies; // what a copy of the files shows, and backups
mod history; // what verify-history finds
mod others; // locked by others, of others, where nothing can be written
mod place; // a folder with a store
mod rewrap; // after a rotation
mod schema; // stores of every schema there ever was
mod together; // processes at once
