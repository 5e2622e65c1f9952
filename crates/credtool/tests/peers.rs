//! Other people's programs as judges: Java, keytool and OpenSSL open what we write, and we open what they write.
//!
//! A peer that is not installed skips its tests with a printed line, and fails them where `CI=true`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";

/// Java's transformations beside our names for them.
const PADDINGS: [(&str, &str); 5] = [
    ("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "oaep-sha1"),
    (
        "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
        "oaep-sha256-mgf1-sha1",
    ),
    (
        "RSA/ECB/OAEPWithSHA-384AndMGF1Padding",
        "oaep-sha384-mgf1-sha1",
    ),
    (
        "RSA/ECB/OAEPWithSHA-512AndMGF1Padding",
        "oaep-sha512-mgf1-sha1",
    ),
    ("RSA/ECB/PKCS1Padding", "pkcs1v15"),
];

/// OpenSSL's options beside our names for them.
const PADDING_OPTIONS: [(&str, &[&str]); 6] = [
    ("oaep-sha1", &["rsa_padding_mode:oaep"]),
    (
        "oaep-sha256",
        &["rsa_padding_mode:oaep", "rsa_oaep_md:sha256"],
    ),
    (
        "oaep-sha256-mgf1-sha1",
        &[
            "rsa_padding_mode:oaep",
            "rsa_oaep_md:sha256",
            "rsa_mgf1_md:sha1",
        ],
    ),
    (
        "oaep-sha384",
        &["rsa_padding_mode:oaep", "rsa_oaep_md:sha384"],
    ),
    (
        "oaep-sha512",
        &["rsa_padding_mode:oaep", "rsa_oaep_md:sha512"],
    ),
    ("pkcs1v15", &["rsa_padding_mode:pkcs1"]),
];

/// Runs a program in a folder and returns its stdout; anything but success fails the test with what it said.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs([
            ("CREDTOOL_NO_INPUT", "1"),
            ("STORE", "store-pass"),
            ("KEY", "key-pass"),
            ("SECRET", SECRET),
        ])
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    output.stdout
}

fn text(folder: &Path, program: &str, arguments: &[&str]) -> String {
    String::from_utf8(run(folder, program, arguments)).unwrap()
}

fn credtool(folder: &Path, arguments: &[&str]) -> String {
    text(folder, env!("CARGO_BIN_EXE_credtool"), arguments)
}

/// Whether the peer is there; says so where it is not.
fn is_there(program: &str, version: &str) -> bool {
    let found = Command::new(program)
        .arg(version)
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var("CI").as_deref() != Ok("true"),
        "{program} is missing, and CI=true"
    );
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

fn has_openssl() -> bool {
    is_there("openssl", "version")
}

/// Compiles the two Java programs once; `None` without Java.
fn java() -> Option<&'static Path> {
    static CLASSES: OnceLock<Option<PathBuf>> = OnceLock::new();
    CLASSES
        .get_or_init(|| {
            let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
            let classes = Path::new(env!("CARGO_TARGET_TMPDIR")).join("classes");
            is_there("javac", "-version").then(|| {
                run(
                    &here,
                    "javac",
                    &[
                        "-d",
                        classes.to_str().unwrap(),
                        "Encrypt.java",
                        "Decrypt.java",
                    ],
                );
                classes
            })
        })
        .as_deref()
}

fn run_java(folder: &Path, class: &str, arguments: &[&str]) -> Option<String> {
    let classes = java()?.to_str().unwrap();
    let mut all = vec!["-cp", classes, class];
    all.extend(arguments);
    Some(text(folder, "java", &all))
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn first_decrypt() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/first-decrypt")
}

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("peers")
        .join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_same_settings_give_the_line_that_java_prints() {
    for (folder, file) in [
        (first_decrypt(), "project.properties"),
        (fixtures(), "vendor/project.properties"),
    ] {
        let Some(line) = run_java(&folder, "Decrypt", &[file]) else {
            return;
        };
        assert_eq!(
            credtool(
                &folder,
                &[
                    "secret",
                    "decrypt",
                    "--jar-compatible",
                    "--properties",
                    file
                ]
            ),
            line
        );
        let parent = Path::new(file).parent().unwrap().join(".");
        assert_eq!(
            credtool(
                &folder,
                &[
                    "secret",
                    "decrypt",
                    "--jar-compatible",
                    "--properties",
                    parent.to_str().unwrap()
                ]
            ),
            line
        );
    }
}

#[test]
fn java_encrypts_and_we_decrypt_in_every_padding() {
    let fixtures = fixtures();
    for (transformation, padding) in PADDINGS {
        for (store, key_password) in [("app.p12", "STORE"), ("app.jks", "KEY")] {
            let Some(encrypted) = run_java(
                &fixtures,
                "Encrypt",
                &[store, "store-pass", "app", transformation, SECRET],
            ) else {
                return;
            };
            let key_password = format!("env:{key_password}");
            let mut arguments = vec![
                "secret",
                "decrypt",
                "--json",
                "--key",
                store,
                "--alias",
                "app",
                "--store-password",
                "env:STORE",
            ];
            arguments.extend(["--key-password", &key_password, encrypted.trim()]);
            let answer: serde_json::Value =
                serde_json::from_str(&credtool(&fixtures, &arguments)).unwrap();
            assert_eq!(answer["secret"], SECRET, "{padding}");
            assert_eq!(answer["padding"], padding);
        }
    }
}

#[test]
fn we_encrypt_and_java_decrypts_in_every_padding() {
    let (fixtures, folder) = (fixtures(), folder("java-decrypts"));
    std::fs::copy(fixtures.join("app.p12"), folder.join("app.p12")).unwrap();
    for (transformation, padding) in PADDINGS {
        let arguments = [
            "secret",
            "encrypt",
            "--legacy",
            "--to",
            "app.p12",
            "--store-password",
            "env:STORE",
            "--padding",
            padding,
            "env:SECRET",
        ];
        let encrypted = credtool(&folder, &arguments);
        let settings = format!(
            "encrypted_shared_secret={encrypted}keystore_path_filename=app.p12\nkeystore_alias=app\nkeystore_pass=store-pass\n"
        );
        std::fs::write(folder.join("project.properties"), settings).unwrap();
        let Some(line) = run_java(&folder, "Decrypt", &["project.properties", transformation])
        else {
            return;
        };
        assert_eq!(line.trim_end(), format!("Shared Secret = {SECRET}"));
    }
}

#[test]
fn openssl_encrypts_and_we_decrypt_and_the_other_way_round() {
    if !has_openssl() {
        return;
    }
    let (fixtures, folder) = (fixtures(), folder("pkeyutl"));
    let (key, public) = (fixtures.join("app.pem"), fixtures.join("app.pub.pem"));
    let (key, public) = (key.to_str().unwrap(), public.to_str().unwrap());
    std::fs::write(folder.join("plain"), SECRET).unwrap();
    for (padding, options) in PADDING_OPTIONS {
        let options: Vec<&str> = options
            .iter()
            .flat_map(|option| ["-pkeyopt", option])
            .collect();
        let mut encrypt = vec![
            "pkeyutl", "-encrypt", "-pubin", "-inkey", public, "-in", "plain", "-out", "sealed",
        ];
        encrypt.extend(&options);
        run(&folder, "openssl", &encrypt);
        assert_eq!(
            credtool(&folder, &["secret", "decrypt", "--key", key, "sealed"]),
            SECRET,
            "{padding}"
        );
        assert_eq!(
            credtool(
                &folder,
                &[
                    "secret",
                    "decrypt",
                    "--key",
                    key,
                    "--padding",
                    padding,
                    "sealed"
                ]
            ),
            SECRET
        );

        let ours = credtool(
            &folder,
            &[
                "secret",
                "encrypt",
                "--legacy",
                "--to",
                public,
                "--padding",
                padding,
                "env:SECRET",
            ],
        );
        std::fs::write(folder.join("ours.b64"), ours).unwrap();
        run(
            &folder,
            "openssl",
            &["base64", "-d", "-A", "-in", "ours.b64", "-out", "ours"],
        );
        let mut decrypt = vec!["pkeyutl", "-decrypt", "-inkey", key, "-in", "ours"];
        decrypt.extend(&options);
        assert_eq!(text(&folder, "openssl", &decrypt), SECRET, "{padding}");
    }
}

#[test]
fn openssl_opens_the_keys_that_we_generate() {
    if !has_openssl() {
        return;
    }
    let folder = folder("keys");
    for kind in ["rsa:2048", "p256", "p384", "ed25519"] {
        let (plain, sealed) = (format!("{kind}.pem"), format!("{kind}.sealed.pem"));
        credtool(&folder, &["key", "generate", "--type", kind, "-o", &plain]);
        credtool(
            &folder,
            &[
                "key",
                "generate",
                "--type",
                kind,
                "--password",
                "env:KEY",
                "-o",
                &sealed,
            ],
        );
        run(
            &folder,
            "openssl",
            &["pkey", "-in", &plain, "-check", "-noout"],
        );
        run(
            &folder,
            "openssl",
            &[
                "pkey",
                "-in",
                &sealed,
                "-passin",
                "pass:key-pass",
                "-check",
                "-noout",
            ],
        );
        for (file, password) in [(&plain, "pass:"), (&sealed, "pass:key-pass")] {
            let public = text(
                &folder,
                "openssl",
                &["pkey", "-in", file, "-passin", password, "-pubout"],
            );
            assert_eq!(
                credtool(&folder, &["key", "public", "--password", "env:KEY", file]),
                public
            );
        }
    }
}

#[test]
fn openssl_keytool_and_java_open_the_keystores_that_we_write() {
    let (fixtures, folder) = (fixtures(), folder("keystores"));
    let at = |name: &str| fixtures.join(name).to_str().unwrap().to_owned();
    let (key, certificate, chain) = (at("app.pem"), at("app.crt"), at("ca.crt"));
    let mut import = vec![
        "keystore",
        "import",
        "--key",
        &key,
        "--cert",
        &certificate,
        "--chain",
        &chain,
    ];
    import.extend([
        "--alias",
        "hermosa",
        "--new-password",
        "env:STORE",
        "-o",
        "new.p12",
    ]);
    credtool(&folder, &import);
    credtool(
        &folder,
        &[
            "keystore",
            "export",
            "new.p12",
            "--alias",
            "HERMOSA",
            "--store-password",
            "env:STORE",
            "-o",
            "back.pem",
        ],
    );
    if has_openssl() {
        run(
            &folder,
            "openssl",
            &[
                "pkcs12",
                "-in",
                "new.p12",
                "-passin",
                "pass:store-pass",
                "-info",
                "-noout",
            ],
        );
        assert_eq!(
            text(&folder, "openssl", &["pkey", "-in", "back.pem"]),
            text(&folder, "openssl", &["pkey", "-in", &key])
        );
    }
    if is_there("keytool", "-help") {
        let listed = text(
            &folder,
            "keytool",
            &[
                "-list",
                "-v",
                "-keystore",
                "new.p12",
                "-storetype",
                "PKCS12",
                "-storepass",
                "store-pass",
            ],
        );
        assert!(
            listed.contains("Alias name: hermosa")
                && listed.contains("Certificate chain length: 2"),
            "{listed}"
        );
        let fingerprint = credtool(&folder, &["cert", "fingerprint", "--json", &certificate]);
        let fingerprint: serde_json::Value = serde_json::from_str(&fingerprint).unwrap();
        let sha256 = fingerprint["certificates"][0]["sha256"]
            .as_str()
            .unwrap()
            .to_uppercase();
        assert!(listed.replace(':', "").contains(&sha256), "{listed}");
    }
    let Some(encrypted) = run_java(
        &folder,
        "Encrypt",
        &["new.p12", "store-pass", "hermosa", PADDINGS[0].0, SECRET],
    ) else {
        return;
    };
    assert_eq!(
        credtool(
            &folder,
            &["secret", "decrypt", "--key", &key, encrypted.trim()]
        ),
        SECRET
    );
}
