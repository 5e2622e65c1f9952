//! Chapter: an app is registered, gets a certificate, and reads its secret, which the platform shows encrypted only.

use super::step::{Chapter, step};

pub(super) fn chapter() -> Chapter {
    Chapter {
        title: "An app is born, and gets its credentials",
        steps: vec![
            step(
                "an app is known by its App ID",
                "credtool secret app-id --member hermosa",
            )
            .says("hermosa-")
            .keeps("app"),
            step(
                "and it shares a secret with the platform, which lies in a file of mode 0600 and never on a command line",
                "credtool secret generate -o platform-secret.txt",
            )
            .says("wrote platform-secret.txt"),
            step(
                "the app makes a key pair; the private key never leaves it",
                "credtool key generate --type rsa:2048 -o hermosa.pem",
            )
            .leaves("hermosa.pem", "BEGIN PRIVATE KEY"),
            step(
                "and asks for a certificate with a request (CSR)",
                "credtool csr create --key hermosa.pem --subject 'CN=hermosa,O=Example,C=NL' -o hermosa.csr",
            )
            .leaves("hermosa.csr", "BEGIN CERTIFICATE REQUEST"),
            step(
                "the platform has a certificate authority of its own, with a password on its key",
                "credtool secret generate -o ca-password.txt",
            ),
            step(
                "it is a folder: key, certificate and a log",
                "credtool ca create --dir ca --type p256 --subject 'CN=Example Internal CA,O=Example' --password file:ca-password.txt",
            )
            .leaves("ca/ca.key", "BEGIN ENCRYPTED PRIVATE KEY"),
            step(
                "it issues, and says what was asked for, what is issued and why",
                "credtool ca issue --dir ca hermosa.csr --password file:ca-password.txt -o hermosa.crt",
            )
            .says("clientAuth")
            .leaves("hermosa.crt", "BEGIN CERTIFICATE"),
            step(
                "whoever trusts the authority trusts the certificate",
                "credtool cert verify hermosa.crt --trust ca/ca.crt --purpose client",
            )
            .says("✓ trusted for a client"),
            step(
                "the key and the certificate belong together",
                "credtool key match hermosa.pem hermosa.crt",
            )
            .says("the key matches"),
            step(
                "the platform shows the shared secret only encrypted, to the key in the certificate",
                "credtool secret encrypt --to hermosa.crt file:platform-secret.txt > encrypted-secret.txt",
            ),
            step(
                "only the app can read it",
                "credtool secret decrypt --key hermosa.pem encrypted-secret.txt > secret.txt",
            )
            .prints("{file:platform-secret.txt}")
            .says("padding: oaep-sha1"),
        ],
    }
}
