//! Secrets: encrypted by one, decrypted by the other, in every padding.

use std::path::Path;

use crate::run::*;

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
