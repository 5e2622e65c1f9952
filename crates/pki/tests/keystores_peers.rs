//! What keytool, Java and OpenSSL say about the same keystores, and about those that we write.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read and write files and run other tools; the library does not"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use chacha20::ChaCha20Rng;
use credtool_pki::{Certificate, EntryKind, Keystore, NewPkcs12, Password, PrivateKey};
use rand::SeedableRng;

const STORE: &str = "storepass-A1";

/// Returns what a tool prints, or `None` where it is not installed (which a continuous integration run does not forgive).
fn run(tool: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "{tool} {arguments:?}: {text}{errors}"
            );
            Some(text)
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{tool}: {error}");
            eprintln!("skipped: {tool} is not installed");
            None
        }
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/keystores")
        .join(name)
}

/// A file in a folder of its own, gone with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let folder = format!("credtool-keystores-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
        Self(folder.join(name))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

/// Returns the listing as keytool gives it: for each entry its alias, type, and the fingerprints of its certificates.
fn keytool_listing(path: &str, kind: &str, password: &str) -> Option<Vec<String>> {
    let text = run(
        "keytool",
        &[
            "-J-Duser.language=en",
            "-J-Dfile.encoding=UTF-8",
            "-list",
            "-v",
            "-keystore",
            path,
            "-storetype",
            kind,
            "-storepass",
            password,
        ],
    )?;
    let mut entries: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(alias) = line.strip_prefix("Alias name: ") {
            entries.push(alias.to_lowercase());
        }
        let kind = line.strip_prefix("Entry type: ").map(|kind| match kind {
            "PrivateKeyEntry" => EntryKind::PrivateKey,
            "trustedCertEntry" => EntryKind::TrustedCertificate,
            _ => EntryKind::SecretKey,
        });
        if let Some(kind) = kind {
            *entries.last_mut().unwrap() += &format!(" {kind}");
        }
        if let Some(fingerprint) = line.strip_prefix("SHA256: ") {
            let hex = fingerprint.replace(':', "").to_lowercase();
            *entries.last_mut().unwrap() += &format!(" {hex}");
        }
    }
    entries.sort();
    Some(entries)
}

/// Returns the listing in the same form.
fn our_listing(keystore: &Keystore) -> Vec<String> {
    let mut entries: Vec<_> = keystore.entries().iter().collect();
    entries.retain(|entry| entry.kind() != EntryKind::Unsupported);
    let line = |entry: &&credtool_pki::Entry| {
        let mut line = format!("{} {}", entry.alias().to_lowercase(), entry.kind());
        for der in entry.certificates() {
            line += &format!(" {}", Certificate::from_der(der).unwrap().sha256());
        }
        line
    };
    let mut lines: Vec<_> = entries.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn keytool_lists_the_same() {
    for name in [
        "keytool.p12",
        "keytool-multi.p12",
        "keytool-legacy.p12",
        "java-secret.p12",
        "java-keypass.p12",
        "java-empty.p12",
        "keytool-chain.jks",
        "java-keypass.jks",
        "keytool-multi.jceks",
        "java-secret.jceks",
        "openssl.p12",
        "openssl-legacy.p12",
        "openssl-no-alias.p12",
        "pyca-trust.p12",
    ] {
        let path = data(name);
        let bytes = std::fs::read(&path).unwrap();
        let keystore = Keystore::open(&bytes, Some(&Password::new(STORE))).unwrap();
        let kind = keystore.format().to_string();
        let Some(theirs) = keytool_listing(path.to_str().unwrap(), &kind, STORE) else {
            return;
        };
        assert_eq!(our_listing(&keystore), theirs, "{name}");
    }
}

#[test]
fn openssl_takes_the_same_key_out() {
    for name in ["keytool.p12", "openssl.p12", "openssl-no-mac.p12"] {
        let path = data(name);
        let file = path.to_str().unwrap();
        let Some(text) = run(
            "openssl",
            &[
                "pkcs12",
                "-in",
                file,
                "-passin",
                "pass:storepass-A1",
                "-nodes",
                "-nomacver",
            ],
        ) else {
            return;
        };
        let password = Password::new(STORE);
        let bytes = std::fs::read(&path).unwrap();
        let keystore = Keystore::open(&bytes, Some(&password)).unwrap();
        let key = keystore.entries()[0].private_key(Some(&password)).unwrap();
        let theirs = PrivateKey::parse(text.as_bytes(), None).unwrap();
        assert_eq!(theirs.expose(), &key[..], "{name}");
        // What OpenSSL printed is a keystore of blocks, with the same chain.
        let blocks = Keystore::open(text.as_bytes(), None).unwrap();
        let entry = blocks.private_key_entry(None).unwrap();
        assert_eq!(entry.certificates(), keystore.entries()[0].certificates());
    }
}

/// OpenSSL before 1.1 took each octet of a UTF-8 password for a character. To a later one that is another password.
#[test]
fn passwords_as_old_openssl_took_them() {
    let input = Scratch::new("in.pem", &keytool_pem());
    let output = Scratch::new("out.p12", b"");
    let mangled: String = "pässwörd".bytes().map(char::from).collect();
    let password = format!("pass:{mangled}");
    let made = run(
        "openssl",
        &[
            "pkcs12",
            "-export",
            "-legacy",
            "-in",
            input.path(),
            "-out",
            output.path(),
            "-passout",
            &password,
        ],
    );
    if made.is_none() {
        return;
    }
    let bytes = std::fs::read(output.path()).unwrap();
    for password in ["pässwörd", &mangled] {
        let password = Password::new(password);
        let keystore = Keystore::open(&bytes, Some(&password)).unwrap();
        let entry = keystore.private_key_entry(None).unwrap();
        assert_eq!(entry.certificates().len(), 1);
        assert!(entry.private_key(Some(&password)).is_ok());
    }
    assert!(Keystore::open(&bytes, Some(&Password::new("passwörd"))).is_err());
}

/// The key and the certificate of `keytool.p12` as PEM.
fn keytool_pem() -> Vec<u8> {
    let password = Password::new(STORE);
    let bytes = std::fs::read(data("keytool.p12")).unwrap();
    let keystore = Keystore::open(&bytes, Some(&password)).unwrap();
    let entry = &keystore.entries()[0];
    let key = entry.private_key(Some(&password)).unwrap();
    let key = PrivateKey::parse(&key, None).unwrap();
    let certificate = Certificate::from_der(&entry.certificates()[0]).unwrap();
    format!("{}{}", &*key.to_pem(), certificate.to_pem()).into_bytes()
}

/// Returns a file of ours with the key and chain of `openssl.p12` and two certificates to trust, and the key.
fn written(alias: &str, password: &str, seed: u64) -> (Vec<u8>, Vec<u8>) {
    let store = Password::new(STORE);
    let bytes = std::fs::read(data("openssl.p12")).unwrap();
    let keystore = Keystore::open(&bytes, Some(&store)).unwrap();
    let entry = keystore.private_key_entry(None).unwrap();
    let key = entry.private_key(Some(&store)).unwrap();
    let chain: Vec<&[u8]> = entry.certificates().iter().map(|der| &der[..]).collect();
    let trusted = std::fs::read(data("pyca-trust.p12")).unwrap();
    let trusted = Keystore::open(&trusted, Some(&store)).unwrap();
    let trusted: Vec<_> = trusted.entries()[..2].iter().collect();
    let trusted: Vec<(&str, &[u8])> = trusted
        .iter()
        .map(|entry| (entry.alias(), &entry.certificates()[0][..]))
        .collect();
    let contents = NewPkcs12 {
        alias,
        private_key: &key,
        chain: &chain,
        trusted: &trusted,
    };
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let bytes = contents
        .to_bytes(&Password::new(password), &mut rng)
        .unwrap();
    (bytes, key.to_vec())
}

#[test]
fn keytool_and_java_open_what_we_write() {
    let (bytes, key) = written("Our App", "changeit", 1);
    let file = Scratch::new("ours.p12", &bytes);
    let keystore = Keystore::open(&bytes, Some(&Password::new("changeit"))).unwrap();
    assert_eq!(keystore.entries().len(), 3);
    assert_eq!(keystore.entries()[0].certificates().len(), 3);
    let Some(theirs) = keytool_listing(file.path(), "pkcs12", "changeit") else {
        return;
    };
    assert_eq!(our_listing(&keystore), theirs);

    let program = Scratch::new(
        "Show.java",
        br#"import java.io.*;
            import java.security.*;
            class Show {
                public static void main(String[] a) throws Exception {
                    var store = KeyStore.getInstance("PKCS12");
                    store.load(new FileInputStream(a[0]), a[1].toCharArray());
                    var key = store.getKey("our app", a[1].toCharArray());
                    System.out.print(java.util.HexFormat.of().formatHex(key.getEncoded()));
                }
            }"#,
    );
    let Some(theirs) = run("java", &[program.path(), file.path(), "changeit"]) else {
        return;
    };
    assert_eq!(theirs, base16ct::lower::encode_string(&key));
}

#[test]
fn openssl_opens_what_we_write() {
    for (alias, password) in [
        ("app", "changeit"),
        ("schlüssel 😀", "pässwörd-Ω-🔒"),
        ("", ""),
    ] {
        let (bytes, key) = written(alias, password, 2);
        let keystore = Keystore::open(&bytes, Some(&Password::new(password))).unwrap();
        assert_eq!(keystore.entries()[0].alias(), alias);
        let file = Scratch::new("ours-for-openssl.p12", &bytes);
        let password = format!("pass:{password}");
        let Some(text) = run(
            "openssl",
            &["pkcs12", "-in", file.path(), "-passin", &password, "-nodes"],
        ) else {
            return;
        };
        let theirs = PrivateKey::parse(text.as_bytes(), None).unwrap();
        assert_eq!(theirs.expose(), key);
        assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 5);
    }
}

#[test]
fn writing_is_deterministic() {
    let (first, _) = written("app", "changeit", 3);
    let (same, _) = written("app", "changeit", 3);
    let (other, _) = written("app", "changeit", 4);
    assert_eq!(first, same);
    assert_ne!(first, other);
}

#[test]
fn nonsense_is_not_written() {
    let mut contents = NewPkcs12 {
        alias: "app",
        private_key: b"no key",
        chain: &[],
        trusted: &[],
    };
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let password = Password::new("changeit");
    assert!(contents.to_bytes(&password, &mut rng).is_err());
    let pem = keytool_pem();
    let key = PrivateKey::parse(&pem, None).unwrap();
    contents.private_key = key.expose();
    contents.chain = &[b"no certificate"];
    assert!(contents.to_bytes(&password, &mut rng).is_err());
    contents.chain = &[];
    let bytes = contents.to_bytes(&password, &mut rng).unwrap();
    let keystore = Keystore::open(&bytes, Some(&password)).unwrap();
    assert_eq!(keystore.entries()[0].certificates().len(), 0);
    assert!(format!("{contents:?}").contains("[REDACTED]"));
}
