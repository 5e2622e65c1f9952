//! Keys that are written here, read by OpenSSL and Java; keys that OpenSSL writes at this moment, read here.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test runs its peers, and says when they are not there"
)]

use std::io::Write;
use std::process::{Command, Stdio};

use credtool_crypto_engine::{NewKey, Randomness};
use credtool_pki::{Password, PrivateKey, PublicKey};
use rand::SeedableRng;

/// Runs a peer on some input and returns what it prints, or `None` where it is not installed (which a continuous
/// integration run does not forgive).
fn run(program: &str, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{program}: {error}");
            eprintln!("skipped: {program} is not installed");
            return None;
        }
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(output.stdout)
}

fn new_keys() -> impl Iterator<Item = (NewKey, PrivateKey)> {
    let mut rng = chacha20::ChaCha20Rng::seed_from_u64(42);
    [
        NewKey::Rsa2048,
        NewKey::EcP256,
        NewKey::EcP384,
        NewKey::Ed25519,
    ]
    .into_iter()
    .map(move |kind| {
        let key = PrivateKey::generate(kind, Randomness::Given(&mut rng)).unwrap();
        (kind, key)
    })
}

#[test]
fn openssl_reads_what_is_written() {
    let mut rng = chacha20::ChaCha20Rng::seed_from_u64(1);
    for (kind, key) in new_keys() {
        let to_spki = ["pkey", "-pubout", "-outform", "DER"];
        let Some(spki) = run("openssl", &to_spki, key.to_pem().as_bytes()) else {
            return;
        };
        assert_eq!(spki, key.public_key().spki_der(), "{kind:?}");

        let encrypted = key.to_encrypted_pem(&mut rng, &Password::new("pässwörd-😀"));
        let with_password = [&to_spki[..], &["-passin", "pass:pässwörd-😀"]].concat();
        let spki = run("openssl", &with_password, encrypted.as_bytes()).unwrap();
        assert_eq!(spki, key.public_key().spki_der(), "{kind:?}");

        let public = key.public_key().to_pem();
        let spki = run(
            "openssl",
            &["pkey", "-pubin", "-outform", "DER"],
            public.as_bytes(),
        )
        .unwrap();
        assert_eq!(spki, key.public_key().spki_der(), "{kind:?}");
        run(
            "openssl",
            &["pkey", "-check", "-noout"],
            key.to_pem().as_bytes(),
        )
        .unwrap();
    }
}

#[test]
fn what_openssl_writes_is_read() {
    let forms: [&[&str]; 5] = [
        &["pkey"],
        &["pkey", "-traditional"],
        &["pkey", "-outform", "DER"],
        &["pkey", "-aes256", "-passout", "pass:secret"],
        &[
            "pkcs8",
            "-topk8",
            "-v2",
            "aes-192-cbc",
            "-v2prf",
            "hmacWithSHA512",
            "-passout",
            "pass:secret",
        ],
    ];
    let password = Password::new("secret");
    for (kind, key) in new_keys() {
        for form in forms {
            if kind == NewKey::Ed25519 && form.contains(&"-traditional") {
                continue; // there is no traditional form of it
            }
            let Some(written) = run("openssl", form, key.to_pem().as_bytes()) else {
                return;
            };
            let read = PrivateKey::parse(&written, Some(&password)).unwrap();
            assert_eq!(
                read.info().spki_sha256,
                key.info().spki_sha256,
                "{kind:?} {form:?}"
            );
            read.engine_key().unwrap();
        }
        let public = run("openssl", &["pkey", "-pubout"], key.to_pem().as_bytes()).unwrap();
        assert_eq!(
            PublicKey::parse(&public).unwrap().spki_der(),
            key.public_key().spki_der()
        );
    }
}

/// Java's own classes for encrypted keys, as an application uses them.
#[test]
fn java_reads_what_is_written() {
    const PROGRAM: &str = r#"
        import java.security.*; import java.security.spec.*; import java.util.*; import javax.crypto.*; import javax.crypto.spec.*;
        public class Read {
            public static void main(String[] arguments) throws Exception {
                String text = new String(System.in.readAllBytes()).replaceAll("-----[^-]*-----", "");
                EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(Base64.getMimeDecoder().decode(text));
                String name = info.getAlgParameters().toString();
                Key password = SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec("changeit".toCharArray()));
                Cipher cipher = Cipher.getInstance(name);
                cipher.init(Cipher.DECRYPT_MODE, password, info.getAlgParameters());
                PKCS8EncodedKeySpec key = info.getKeySpec(cipher);
                System.out.print(name + " " + KeyFactory.getInstance(arguments[0]).generatePrivate(key).getAlgorithm() + " "
                    + HexFormat.of().formatHex(key.getEncoded()));
            }
        }"#;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("Read.java");
    std::fs::write(&source, PROGRAM).unwrap();
    let mut rng = chacha20::ChaCha20Rng::seed_from_u64(2);
    let (_, key) = new_keys().next().unwrap();
    let encrypted = key.to_encrypted_pem(&mut rng, &Password::new("changeit"));
    let source = source.to_str().unwrap();
    let Some(said) = run("java", &[source, "RSA"], encrypted.as_bytes()) else {
        return;
    };
    let hex: String = key
        .expose()
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    assert_eq!(
        String::from_utf8(said).unwrap(),
        format!("PBEWithHmacSHA256AndAES_256 RSA {hex}")
    );
}
