//! A shared secret as a portal shows it, a keystore as keytool made it, and the plain text or the reason why not.
//!
//! cargo run -p credtool-examples --bin open_and_decrypt
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;

use credtool_crypto_engine::KeySizes;
use credtool_pki::{Keystore, Password, PrivateKey};
use credtool_shared_secret_crypto::explain::Attempt;

fn main() -> Result<(), Box<dyn Error>> {
    let keystore = include_bytes!("first-decrypt/hermosa.p12");
    let shown_by_the_portal = include_bytes!("first-decrypt/encrypted-secret.txt");
    let password = Password::new("abc123");

    // PKCS#12, JKS, JCEKS or PEM: told by content. Only what the key needs is opened.
    let entry = Keystore::open_private_key_entry(keystore, Some(&password), Some("hermosa"))?;
    let key = PrivateKey::parse(&entry.private_key(Some(&password))?, None)?;
    println!("key: {}", key.info());

    let mut attempt = Attempt {
        input: shown_by_the_portal,
        key: key.engine_key()?,
        padding: None, // find it: OAEP first, PKCS#1 v1.5 last
        sizes: KeySizes::Legacy,
        certificate: None,
    };
    let decrypted = attempt.decrypt()?;
    println!("padding: {}", decrypted.padding);
    println!(
        "secret: {}",
        decrypted.secret.expose_text().unwrap_or("(not text)")
    );

    // The same with a line lost on the way from the page: the layer at fault and the next thing to try.
    attempt.input = &shown_by_the_portal[..100];
    if let Err(diagnosis) = attempt.diagnose() {
        println!(
            "cut short: {} ({})",
            diagnosis.message,
            diagnosis.cause.code()
        );
        println!("next step: {}", diagnosis.next_step);
    }
    Ok(())
}
