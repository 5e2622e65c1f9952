//! Chapter: an app is registered, gets a certificate, and reads its secret, which the platform shows encrypted only.

use super::step::{Chapter, step};

pub(super) fn chapter() -> Chapter {
    Chapter {
        title: "An app is born, and gets its credentials",
        steps: vec![
            step(
                "an app is registered: it gets an App ID, and a shared secret that nobody has to see",
                "credtool app register 'Hermosa Wave' --member hermosa --store registry.db --comment 'first app' > app-id.txt",
            )
            .says("hermosa-")
            .keeps("app"),
            step(
                "the administrator wants secrets to leave encrypted only",
                "credtool app settings set reveal encrypted --store registry.db --comment 'no secret in plain text'",
            )
            .says("reveal: encrypted"),
            step(
                "encrypted to what? the app has no certificate yet",
                "credtool app reveal {app} --store registry.db",
            )
            .no()
            .says("Shared Secret available, but configuration restricts display to encrypted value. Upload app certificate, view encrypted value, copy, and decrypt."),
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
                "the registry lets it issue for its apps",
                "credtool app settings set ca ca --store registry.db --comment 'our own authority'",
            )
            .says("ca: "),
            step(
                "the request is imported; the authority says what was asked for, what is issued and why",
                "credtool app import-credential {app} hermosa.csr --password file:ca-password.txt --store registry.db --comment 'first certificate' > hermosa.crt",
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
                "Java wants both in a keystore: PKCS#12, which keytool and OpenSSL read too",
                "credtool keystore import --key hermosa.pem --cert hermosa.crt --chain ca/ca.crt --alias hermosa --new-password file:store-password.txt -o hermosa.p12",
            )
            .says("a chain of 2"),
            step(
                "what is in a keystore, whoever made it",
                "credtool keystore list hermosa.p12 --store-password file:store-password.txt",
            )
            .says("pkcs12 with 1 entry, integrity verified"),
            step(
                "now the secret is shown, encrypted to the key in the certificate",
                "credtool app reveal {app} --store registry.db > encrypted-secret.txt",
            )
            .says("encrypted to the app's certificate"),
            step(
                "only the app can read it",
                "credtool secret decrypt --key hermosa.p12 --store-password file:store-password.txt encrypted-secret.txt > secret.txt",
            )
            .says("padding: oaep-sha1")
            .hides("registry.db", "{file:secret.txt}"),
            step(
                "it is a good one: 40 hexadecimal digits, drawn evenly",
                "credtool secret check --style hex40 file:secret.txt",
            )
            .says("✓"),
            step(
                "the vendor's jar does the same with Java; its properties file is read as it reads it",
                "credtool secret decrypt --jar-compatible --properties project.properties encrypted-secret.txt",
            )
            .prints("Shared Secret = {file:secret.txt}"),
        ],
    }
}
