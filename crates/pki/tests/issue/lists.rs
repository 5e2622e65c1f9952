//! Revocation lists.

use credtool_crypto_engine::Randomness;
use credtool_pki::{Error, NewCrl, NewRevocation, RevocationReason};

use crate::made::{ROOT, day};

#[test]
fn revocation_lists() {
    let list = |revoked: Vec<NewRevocation>| NewCrl {
        this_update: day(0),
        next_update: day(7),
        number: u64::MAX,
        revoked,
    };
    let entry = |serial: &[u8], reason| NewRevocation {
        serial_octets: serial.to_vec(),
        date: day(0),
        reason,
    };
    let empty = ROOT.crl(&list(vec![]), Randomness::System).unwrap();
    assert_eq!(empty.entries().count(), 0);
    assert_eq!(empty.number().as_deref(), Some("ffffffffffffffff"));
    assert_eq!(empty.next_update(), Some(day(7)));

    let entries: Vec<_> = (0..100_000_u32)
        .rev()
        .map(|number| {
            let reason = match number % 3 {
                0 => RevocationReason::Unspecified,
                1 => RevocationReason::KeyCompromise,
                _ => RevocationReason::CessationOfOperation,
            };
            entry(&[&[0x7f][..], &number.to_be_bytes()].concat(), reason)
        })
        .collect();
    let many = ROOT.crl(&list(entries), Randomness::System).unwrap();
    assert_eq!(many.entries().count(), 100_000);
    let found = many.get(&[0x7f, 0, 0, 0, 4]).unwrap();
    assert_eq!(
        (found.reason(), found.revocation_date()),
        (Some(RevocationReason::KeyCompromise), day(0))
    );
    assert_eq!(
        many.get(&[0x7f, 0, 0, 0, 3]).unwrap().reason(),
        None,
        "unspecified is left out"
    );

    let two = entry(&[5], RevocationReason::Superseded);
    for bad in [
        list(vec![two.clone(), two.clone()]),
        list(vec![entry(&[], RevocationReason::Unspecified)]),
        list(vec![entry(&[0, 5], RevocationReason::Unspecified)]),
        list(vec![entry(&[5], RevocationReason::RemoveFromCrl)]),
        NewCrl {
            next_update: day(-1),
            ..list(vec![])
        },
    ] {
        let error = ROOT.crl(&bad, Randomness::System).unwrap_err();
        assert!(matches!(error, Error::NotIssued { .. }), "{error}");
    }
}
