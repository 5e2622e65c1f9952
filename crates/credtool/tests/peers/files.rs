//! Keys and keystores: what we write, others open.

use crate::run::*;

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
