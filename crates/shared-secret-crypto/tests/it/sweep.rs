//! Artefacts of other tools in a folder that CREDTOOL_VECTORS names or that lies beside the checkout: every ciphertext of
//! `interop`, and a known answer under a published test key. Skipped where there is none.

use std::path::PathBuf;

use credtool_crypto_engine::{KeySizes, PrivateKey};
use credtool_shared_secret_crypto::{Ciphertext, Padding, decrypt, explain};
use serde_json::Value;

/// An answer of our own (random OAEP seed) under the `training.alpha.apex.lab` key of a public test suite.
const KNOWN_ANSWER: &str = "KAKZsTXiLDcVYsabRiTaePnGeHzrBQrju+2ZtT21WPls/a6sj5NWJEj1Bgw9i7sNfxkZ5c/Q0qzU78K09Psmygc2a4JB58QExi/7WtjKQeoIMgApscOodwiDB0MZ4PhyJi9uKmm8lqTuLtIcVzAFaHI8SLd7FKt3a5qR4OBAk/Af/xxJw8M3cy3pJsXJeLdnDdePLBLx9gAxbHjEQ4IEjj1UXB61Q3Jrwn/qnAs7cZZPhZPdMflbK5owqXSU3aEgh1sKTPjHVwTkVc8A6ITAaDlEbOleNqkDMzZWoYJCCWxSgGo700EV7uKz2EX2K7u42gp5l/ULmWQy/OM7Gy9xZw==";

fn folder() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    let folder = std::env::var_os("CREDTOOL_VECTORS").unwrap_or_else(|| beside.into());
    let folder = PathBuf::from(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    {
        println!("skipped: no {}", folder.display());
    }
    None
}

fn padding(scheme: &Value) -> Option<Padding> {
    let text = |name: &str| scheme[name].as_str().unwrap_or_default();
    match (text("padding"), text("hash"), text("mgf1_hash")) {
        ("pkcs1v15", ..) => Some(Padding::LegacyPkcs1v15),
        ("oaep", hash, mgf1) if hash == mgf1 => format!("oaep-{hash}").parse().ok(),
        ("oaep", hash, mgf1) => format!("oaep-{hash}-mgf1-{mgf1}").parse().ok(),
        _ => None,
    }
}

#[test]
fn every_ciphertext_of_the_manifest() {
    let Some(folder) = folder().map(|folder| folder.join("interop")) else {
        return;
    };
    let read = |name: &str| std::fs::read(folder.join(name)).expect(name);
    let manifest: Value = serde_json::from_slice(&read("manifest.json")).expect("JSON");
    let (mut right, mut wrong) = (0, Vec::new());
    for case in manifest["artifacts"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|case| case["operation"] == "decrypt")
    {
        let text = |name: &str| case[name].as_str().unwrap_or_default();
        let Some(padding) = padding(&case["scheme"]).filter(|_| text("label_hex").is_empty())
        else {
            continue;
        };
        let key = PrivateKey::from_pkcs8_der(&read(&text("private_key").replace(".pem", ".der")));
        let Ok(key) = key else { continue };
        let expected = &case["expected"];
        let hex = |bytes: &[u8]| {
            bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        let modulus_len = key.public_key().modulus_len().expect("RSA");
        let ciphertext = Ciphertext::parse(&read(text("file")), modulus_len);
        let opened = ciphertext
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|c| explain::decrypt(&key, c, padding, KeySizes::Legacy));
        let fits = |secret: &[u8]| {
            expected["plaintext_utf8"].as_str().map(str::as_bytes) == Some(secret)
                || expected["plaintext_hex"].as_str() == Some(hex(secret).as_str())
        };
        let good = match (&opened, text("expect")) {
            (Ok(opened), "accept" | "either") => fits(opened.secret.expose()),
            (Err(_), "reject" | "either") => true,
            _ => false,
        };
        let searched = expected["plaintext_utf8"]
            .as_str()
            .is_none_or(|secret| secret.len() != 40)
            || text("expect") != "accept"
            || {
                let found = ciphertext.and_then(|c| explain::find(&key, &c, KeySizes::Legacy));
                found.is_ok_and(|found| found.padding == padding && fits(found.secret.expose()))
            };
        if good && searched {
            right += 1
        } else {
            wrong.push(text("id").to_owned())
        }
    }
    assert!(
        wrong.is_empty() && right >= 170,
        "{right} right, wrong: {wrong:?}"
    );
}

#[test]
fn the_known_answer() {
    let Some(folder) = folder() else { return };
    let file = folder.join("apex-api-security/cert/alpha/training.alpha.apex.lab.nopass.pkcs8.key");
    let pem = std::fs::read_to_string(file).expect("the published key");
    let base64: String = pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    // The tolerant reader of ciphertexts is no reader of keys; a plain decoder is enough for this one file.
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64.trim())
        .expect("base64");
    let key = PrivateKey::from_pkcs8_der(&der).expect("a good key");
    let ciphertext = Ciphertext::parse(KNOWN_ANSWER.as_bytes(), 256).expect("parses");
    let opened = decrypt(&key, &ciphertext, Padding::OaepSha1, KeySizes::Current).expect("opens");
    assert_eq!(opened.secret.expose(), crate::SECRET);
}
