//! A year of an authority in a few milliseconds: time is an argument, so nothing waits and nothing sleeps. Certificates of 90
//! days are renewed when 30 are left, one key is lost, and on no day is an app without a valid certificate.
//!
//! cargo run -p credtool-examples --bin year_of_renewals
#![expect(clippy::print_stdout, reason = "an example shows what happened")]

use std::error::Error;

use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    Authority, Issuance, Name, NewAuthority, NewCrl, NewRequest, NewRevocation, PathValidation,
    PrivateKey, Profile, Purpose, Renewal, RevocationReason, Terms, Time,
};

fn day(day: i64) -> Time {
    Time::from_unix_seconds(1_767_225_600 + day * 86_400) // counted from 2026-01-01
}

fn main() -> Result<(), Box<dyn Error>> {
    let new_key = || PrivateKey::generate(NewKey::EcP256, Randomness::System);
    let request = |subject: &Name, key: &PrivateKey| {
        let new = NewRequest {
            subject: subject.clone(),
            alternative_names: Vec::new(),
        };
        new.sign(key, KeySizes::Current, Randomness::System)
    };
    let root = NewAuthority {
        subject: "CN=Example Apps CA".parse()?,
        not_before: day(0),
        not_after: day(400),
        path_len: Some(0),
    };
    let authority = Authority::create(&root, new_key()?, Randomness::System)?;
    let anchors = [authority.certificate().clone()];

    let subject: Name = "CN=app,O=Example".parse()?;
    let plan = Issuance::plan(
        authority.issuer(),
        &request(&subject, &new_key()?)?,
        &Terms::new(Profile::Client, day(0), day(90)),
    )?;
    let mut current = authority.issue(&plan, Randomness::System)?;
    let mut revoked: Vec<NewRevocation> = Vec::new();

    for today in 0..=365 {
        let renewal = Renewal::new(day(today), day(today + 90));
        if today == 200 {
            // The key is lost: what it was certified by is revoked, and only a new key gets a new certificate.
            revoked.push(NewRevocation {
                serial_octets: current.serial_octets().to_vec(),
                date: day(today),
                reason: RevocationReason::KeyCompromise,
            });
            let renewal = Renewal {
                revoked: &revoked,
                ..renewal
            };
            if let Err(refused) = Issuance::renew(authority.issuer(), &current, &renewal) {
                println!("day {today}: {refused}");
            }
            let terms = Terms::new(Profile::Client, day(today), day(today + 90));
            let plan =
                Issuance::plan(authority.issuer(), &request(&subject, &new_key()?)?, &terms)?;
            current = authority.issue(&plan, Randomness::System)?;
            println!("day {today}: a new key, until {}", current.not_after());
        } else if current.not_after() < day(today + 30) {
            let renewal = Renewal {
                revoked: &revoked,
                ..renewal
            };
            let plan = Issuance::renew(authority.issuer(), &current, &renewal)?;
            current = authority.issue(&plan, Randomness::System)?;
            println!("day {today}: renewed until {}", current.not_after());
        }
        let list = NewCrl {
            this_update: day(today),
            next_update: day(today + 7),
            number: today.unsigned_abs() + 1,
            revoked: revoked.clone(),
        };
        let crls = [authority.crl(&list, Randomness::System)?];
        let check = PathValidation {
            crls: &crls,
            ..PathValidation::new(&anchors, Purpose::Client, day(today))
        };
        check.verify(&current)?;
    }
    println!(
        "366 days, every one with a valid certificate; {} revoked",
        revoked.len()
    );
    Ok(())
}
