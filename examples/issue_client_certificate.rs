//! A request that an app sent, and that asks for more than it should; what is issued, what is not, and why.
//!
//! cargo run -p credtool-examples --bin issue_client_certificate
#![expect(clippy::print_stdout, reason = "an example shows what it decided")]

use std::error::Error;

use credtool_crypto_engine::{NewKey, Randomness};
use credtool_pki::{
    Authority, CertificationRequest, Issuance, NewAuthority, PrivateKey, Profile, Terms, Time,
};

/// Libraries have no clock: 2026-11-28T00:00:00Z, as whoever calls says.
const NOW: i64 = 1_795_824_000;
const DAY: i64 = 86_400;

fn main() -> Result<(), Box<dyn Error>> {
    let day = |days: i64| Time::from_unix_seconds(NOW + days * DAY);

    // The authority: made once, kept where the key is safe. For the rest of the world there is `issuer`, without the key.
    let root = NewAuthority {
        subject: "CN=Example Apps CA,O=Example,C=NL".parse()?,
        not_before: day(0),
        not_after: day(3650),
        path_len: Some(0),
    };
    let key = PrivateKey::generate(NewKey::EcP256, Randomness::System)?;
    let authority = Authority::create(&root, key, Randomness::System)?;

    // The request: PEM or DER, either header. It asks to be an authority itself, which `openssl x509 -req` with
    // copy_extensions would grant.
    let request = CertificationRequest::parse(include_bytes!("first-certificate/greedy.csr"))?;

    // The plan takes no key, so whoever approves it need not be whoever signs.
    let terms = Terms::new(Profile::Client, day(0), day(397));
    let plan = match Issuance::plan(authority.issuer(), &request, &terms) {
        Ok(plan) => plan,
        Err(refused) => {
            for reason in refused.reasons() {
                println!("refused ({}): {}", reason.code(), reason.message());
                println!("  what to do: {}", reason.hint());
            }
            return Err(refused.into());
        }
    };
    for decision in plan.decisions() {
        let requested = decision.requested.as_deref().unwrap_or("-");
        let issued = decision.issued.as_deref().unwrap_or("nothing");
        println!("{}: {requested} -> {issued}", decision.field);
        println!("  {}", decision.why);
    }

    // Signed, and verified by the library's own path validation before it is returned.
    let certificate = authority.issue(&plan, Randomness::System)?;
    println!(
        "issued: {} until {}",
        certificate.subject(),
        certificate.not_after()
    );
    println!("an authority: {}", certificate.extensions().is_ca());
    Ok(())
}
