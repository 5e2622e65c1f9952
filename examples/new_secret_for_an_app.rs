//! A new App ID and shared secret, judged, masked, and encrypted to the app's certificate.
//!
//! cargo run -p credtool-examples --bin new_secret_for_an_app
#![expect(clippy::print_stdout, reason = "an example shows what it made")]

use std::error::Error;

use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_pki::{Certificate, PublicKey};
use credtool_secret_gen::{AppId, AppIdStyle, Style, check, mask};
use credtool_shared_secret_crypto::{Padding, encrypt};
use rand::SeedableRng;
use rand::rngs::{StdRng, SysRng};

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = StdRng::try_from_rng(&mut SysRng)?;

    let app_id = AppId::generate("acme", AppIdStyle::default(), &mut rng)?;
    let style: Style = "hex40".parse()?;
    let secret = style.generate(&mut rng);
    println!("App ID: {app_id}");
    println!(
        "secret: {}, {} bits of entropy",
        mask(secret.expose()),
        style.entropy_bits()
    );

    // What a person typed instead would be told every fault at once.
    for finding in check(Some(&style), "Changeme123 ") {
        println!(
            "not \"Changeme123 \": {} ({})",
            finding.message,
            finding.code.as_str()
        );
    }

    let certificates = Certificate::parse_all(include_bytes!("first-decrypt/hermosa.crt"))?;
    let certificate = &certificates[0]; // never empty
    let key = PublicKey::from_spki_der(certificate.spki_der())?.engine_key()?;
    let sealed = encrypt(
        secret.expose().as_bytes(),
        &key,
        Padding::default(), // OAEP with SHA-1: what the platform uses
        KeySizes::Current,
        Randomness::System,
    )?;
    println!("encrypted to {}: {sealed}", certificate.subject());
    Ok(())
}
