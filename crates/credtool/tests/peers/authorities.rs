//! An authority of ours between keytool and OpenSSL: their requests, our certificates and lists, their verdicts.

use std::path::Path;
use std::process::Command;

use crate::run::*;

/// A folder with an authority in `ca`, and what it may be asked for.
fn place(name: &str) -> std::path::PathBuf {
    let folder = folder(name);
    let create = "ca create --dir ca --type rsa:2048 --password env:KEY --subject";
    credtool_words(&folder, create, &["CN=Example Internal CA,O=Example,C=NL"]);
    folder
}

/// Runs the words of a line, and whatever has spaces in it after them.
fn credtool_words(folder: &Path, line: &str, more: &[&str]) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    credtool(folder, &[&words, more].concat())
}

fn openssl(folder: &Path, line: &str) -> String {
    text(folder, "openssl", &line.split(' ').collect::<Vec<_>>())
}

/// Returns whether OpenSSL says yes, and all that it says.
fn openssl_verdict(folder: &Path, line: &str) -> (bool, String) {
    let mut command = Command::new("openssl");
    let output = command.args(line.split(' ')).current_dir(folder).output();
    let output = output.unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}

fn serial(folder: &Path, file: &str) -> String {
    let shown = credtool(folder, &["cert", "inspect", "--json", file]);
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let serial = &shown["certificates"][0]["serial"];
    serial.as_str().unwrap().to_owned()
}

/// From keytool's request to a revocation that OpenSSL sees.
#[test]
fn a_request_of_keytool_from_issue_to_revocation() {
    if !is_there("keytool", "-help") || !has_openssl() {
        return;
    }
    let folder = place("authority-keytool");
    let keytool = |line: &str| {
        let all = format!("{line} -keystore app.p12 -storepass store-pass -noprompt");
        let words: Vec<&str> = all.split(' ').collect();
        text(&folder, "keytool", &words)
    };
    keytool(
        "-genkeypair -alias hermosa -keyalg RSA -keysize 2048 -dname CN=hermosa,O=Example,C=NL",
    );
    keytool("-certreq -alias hermosa -ext SAN=dns:hermosa.example.com -file app.csr");
    credtool_words(&folder, "csr verify app.csr", &[]);
    credtool_words(
        &folder,
        "ca issue --dir ca app.csr --password env:KEY -o app.crt",
        &[],
    );
    openssl(
        &folder,
        "verify -x509_strict -purpose sslclient -CAfile ca/ca.crt app.crt",
    );

    // keytool takes the answer to its request.
    keytool("-importcert -alias ca -file ca/ca.crt");
    keytool("-importcert -alias hermosa -file app.crt");
    let listed = keytool("-list -alias hermosa -v");
    assert!(listed.contains("Certificate chain length: 2"), "{listed}");

    credtool_words(
        &folder,
        "ca crl --dir ca --password env:KEY -o before.crl",
        &[],
    );
    let check = "verify -x509_strict -crl_check -CAfile ca/ca.crt -CRLfile";
    let (valid, said) = openssl_verdict(&folder, &format!("{check} before.crl app.crt"));
    assert!(valid, "{said}");
    let revoke = format!(
        "ca revoke --dir ca {} --reason keyCompromise --yes",
        serial(&folder, "app.crt")
    );
    credtool_words(&folder, &revoke, &[]);
    credtool_words(
        &folder,
        "ca crl --dir ca --password env:KEY -o after.crl",
        &[],
    );
    openssl(&folder, "crl -in after.crl -CAfile ca/ca.crt -noout");
    let shown = openssl(&folder, "crl -in after.crl -noout -text");
    assert!(shown.contains("Key Compromise"), "{shown}");
    let (valid, said) = openssl_verdict(&folder, &format!("{check} after.crl app.crt"));
    assert!(!valid && said.contains("certificate revoked"), "{said}");
}

/// A key of ours all the way into a keystore that keytool lists.
#[test]
fn a_request_of_ours_into_a_keystore_for_keytool() {
    if !is_there("keytool", "-help") || !has_openssl() {
        return;
    }
    let folder = place("authority-keystore");
    credtool_words(&folder, "key generate -o app.pem", &[]);
    credtool_words(
        &folder,
        "csr create --key app.pem --dns app.example.com -o app.csr --subject",
        &["CN=app,O=Example"],
    );
    openssl(&folder, "req -in app.csr -verify -noout");
    let issue = "ca issue --dir ca app.csr --profile both --days 90 --password env:KEY -o app.crt";
    credtool_words(&folder, issue, &[]);
    let import = "keystore import --key app.pem --cert app.crt --chain ca/ca.crt --alias app --new-password env:STORE -o app.p12";
    credtool_words(&folder, import, &[]);
    let list = [
        "-list",
        "-v",
        "-keystore",
        "app.p12",
        "-storepass",
        "store-pass",
    ];
    let listed = text(&folder, "keytool", &list);
    assert!(listed.contains("Certificate chain length: 2"), "{listed}");
    assert!(listed.contains("app.example.com"), "{listed}");
}

/// A platform in Java encrypts the shared secret to the certificate of an app, which Java refuses where the key usage forbids it.
#[test]
fn java_encrypts_a_secret_to_what_we_issue() {
    if java().is_none() {
        return;
    }
    let folder = place("authority-secret");
    let csr = fixtures().join("app.csr");
    let key = fixtures().join("app.pem");
    for profile in ["client", "both"] {
        let certificate = format!("{profile}.crt");
        let issue =
            format!("ca issue --dir ca --profile {profile} --password env:KEY -o {certificate}");
        credtool_words(&folder, &issue, &[csr.to_str().unwrap()]);
        let encrypt = [certificate.as_str(), PADDINGS[0].0, SECRET];
        let sealed = run_java(&folder, "EncryptToCertificate", &encrypt).unwrap();
        std::fs::write(folder.join("sealed.txt"), sealed).unwrap();
        let decrypt = "secret decrypt sealed.txt --key";
        let secret = credtool_words(&folder, decrypt, &[key.to_str().unwrap()]);
        assert_eq!(secret, SECRET);
    }
}

/// What OpenSSL's own `x509 -req -copy_extensions copyall` would hand out, ours does not.
#[test]
fn a_request_for_an_authority_makes_none() {
    if !has_openssl() {
        return;
    }
    let folder = place("authority-greedy");
    let csr = fixtures().join("greedy.csr");
    let issue = "ca issue --dir ca --profile server --password env:KEY -o greedy.crt";
    credtool_words(&folder, issue, &[csr.to_str().unwrap()]);
    let shown = openssl(&folder, "x509 -in greedy.crt -noout -text");
    assert!(shown.contains("CA:FALSE"), "{shown}");
    for never in [
        "CA:TRUE",
        "Certificate Sign",
        "CRL Sign",
        "*.example.com",
        "SubCA",
    ] {
        assert!(!shown.contains(never), "{never}: {shown}");
    }
}

/// An authority of OpenSSL goes on as ours, and one of ours has another below it.
#[test]
fn authorities_taken_over_and_below_each_other() {
    if !has_openssl() {
        return;
    }
    let folder = place("authority-chain");
    let new = "req -x509 -newkey rsa:2048 -nodes -keyout old.pem -out old.crt -days 3650 -addext keyUsage=critical,keyCertSign,cRLSign -subj";
    let words: Vec<&str> = new.split(' ').collect();
    run(
        &folder,
        "openssl",
        &[&words[..], &["/C=NL/CN=Old CA"]].concat(),
    );
    let import = "ca import --dir old --key old.pem --cert old.crt --new-password env:KEY";
    credtool_words(&folder, import, &[]);
    credtool_words(&folder, "key generate --type p256 -o sub.pem", &[]);
    credtool_words(
        &folder,
        "csr create --key sub.pem --subject",
        &["CN=Sub CA", "-o", "sub.csr"],
    );
    let app = fixtures().join("app.csr");
    let app = app.to_str().unwrap();
    credtool_words(
        &folder,
        "ca issue --dir old --password env:KEY -o app.crt",
        &[app],
    );
    openssl(&folder, "verify -x509_strict -CAfile old.crt app.crt");

    let issue = "ca issue --dir ca sub.csr --profile ca --path-len 0 --days 1825 --password env:KEY -o sub.crt";
    credtool_words(&folder, issue, &[]);
    let import = "ca import --dir sub --key sub.pem --cert sub.crt --chain ca/ca.crt --unencrypted";
    credtool_words(&folder, import, &[]);
    credtool_words(&folder, "ca issue --dir sub -o leaf.crt", &[app]);
    openssl(
        &folder,
        "verify -x509_strict -purpose sslclient -CAfile ca/ca.crt -untrusted sub.crt leaf.crt",
    );
    credtool_words(&folder, "ca crl --dir sub -o sub.crl", &[]);
    openssl(&folder, "crl -in sub.crl -CAfile sub.crt -noout");
}
