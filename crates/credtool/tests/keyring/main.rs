//! `credtool keyring` as an administrator meets it: real processes, real files, hooks, an installation of ThingWorx Flow.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

mod activate; // six configurations or none
mod bad_files; // cut, altered, exchanged, of another tool
mod by_hand; // keys.dec edited and sealed again
mod hooks; // --then
mod place; // a folder with a keyring
mod rotation; // from the first key to the purge
mod together; // two processes at once
