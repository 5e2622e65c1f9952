//! A portal that takes a certificate only if it is trusted: refused with everything that is wrong and what to upload, then
//! accepted.
//!
//! cargo run -p credtool-examples --bin import_with_trust_check
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;

use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    Authority, Certificate, GeneralName, Issuance, NewAuthority, NewRequest, PathValidation,
    PrivateKey, Profile, Purpose, Terms, Time,
};

const NOW: i64 = 1_795_824_000; // 2026-11-28T00:00:00Z
const DAY: i64 = 86_400;

fn day(days: i64) -> Time {
    Time::from_unix_seconds(NOW + days * DAY)
}

fn main() -> Result<(), Box<dyn Error>> {
    let (root, issuing, leaf) = somebody_elses_certificates()?;

    // What the administrator uploaded as trusted, and what the user uploads: the certificate alone, which is over.
    let trusted = [root];
    let mut validation = PathValidation::new(&trusted, Purpose::Server, day(100));
    validation.server_name = Some("api.example.com");
    import(&validation, &leaf);

    // With the intermediate that was missing, at a time when it is valid, for the name that it has.
    let uploaded = [issuing];
    validation.intermediates = &uploaded;
    validation.at = day(30);
    validation.server_name = Some("app.example.com");
    import(&validation, &leaf);
    Ok(())
}

fn import(validation: &PathValidation<'_>, leaf: &Certificate) {
    match validation.verify(leaf) {
        // Nothing but `verify` makes a `VerifiedChain`: a function that takes one cannot be called with less.
        Ok(chain) => {
            println!("accepted: {}", chain.leaf().subject());
            for certificate in &chain.certificates()[1..] {
                println!("  issued by {}", certificate.subject());
            }
        }
        Err(refused) => {
            println!("refused: {}", leaf.subject());
            for reason in refused.reasons() {
                println!("  {}: {}", reason.code(), reason.message());
                println!("    what to do: {}", reason.hint());
            }
        }
    }
}

/// A root, an authority below it, and a server's certificate for 90 days.
fn somebody_elses_certificates() -> Result<(Certificate, Certificate, Certificate), Box<dyn Error>>
{
    let new_key = || PrivateKey::generate(NewKey::EcP256, Randomness::System);
    let root = NewAuthority {
        subject: "CN=Example Root".parse()?,
        not_before: day(-365),
        not_after: day(3650),
        path_len: None,
    };
    let root = Authority::create(&root, new_key()?, Randomness::System)?;
    let certified = |above: &Authority, key: &PrivateKey, subject: &str, profile, days| {
        let request = NewRequest {
            subject: subject.parse()?,
            alternative_names: vec![GeneralName::dns("app.example.com")?],
        };
        let request = request.sign(key, KeySizes::Current, Randomness::System)?;
        let plan = Issuance::plan(
            above.issuer(),
            &request,
            &Terms::new(profile, day(0), day(days)),
        )?;
        Ok::<_, Box<dyn Error>>(above.issue(&plan, Randomness::System)?)
    };
    let key = new_key()?;
    let profile = Profile::IntermediateCa { path_len: Some(0) };
    let certificate = certified(&root, &key, "CN=Example Issuing CA", profile, 1825)?;
    let issuing = Authority::import(key, certificate, vec![root.certificate().clone()])?;
    let leaf = certified(&issuing, &new_key()?, "CN=app", Profile::Server, 90)?;
    Ok((
        root.certificate().clone(),
        issuing.certificate().clone(),
        leaf,
    ))
}
