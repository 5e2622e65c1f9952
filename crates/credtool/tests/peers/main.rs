//! Other people's programs as judges: Java, keytool and OpenSSL open what we write, and we open what they write; Python
//! and Node sign and verify the requests that we verify and sign.
//!
//! A peer that is not installed skips its tests with a printed line, and fails them where `CI=true`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

mod app_life; // an app between a request of OpenSSL and the tools that open what it hands out
mod apps; // what the registry hands out: encrypted secrets, exports
mod assertions; // OAuth 2.0 client assertions
mod authorities; // requests, certificates and revocation lists
mod files; // keys and keystores that we write
mod http_signatures; // HTTP message signatures, signed by one and verified by the other
mod installs; // install callbacks and webhooks, made by one, verified by the other
mod keyring; // key files and tokens, opened and made by other JOSE libraries
mod kubectl; // Secrets of Kubernetes
mod oauth1; // OAuth 1.0a, signed by one and verified by the other
mod pm2; // a running service that holds a secret
mod requests; // signed by one, verified by the other
mod run; // the peers, and how they are run
mod secrets; // secrets in every padding, both ways
mod via; // a keys.enc of another tool's format, changed through that tool
mod wsse; // WS-Security messages, made by one, verified by the other
