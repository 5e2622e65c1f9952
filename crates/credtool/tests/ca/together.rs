//! Processes at once: one waits for the other, and nothing is lost.

use std::collections::BTreeSet;
use std::thread;

use crate::place::Place;

#[test]
fn eight_processes_issue_ten_certificates_each() {
    let place = Place::open("together");
    let issued: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|who| {
                let place = &place;
                scope.spawn(move || {
                    (0..10)
                        .map(|number| place.issue(&["-o", &format!("{who}-{number}.crt")]))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let done = threads.into_iter().map(|thread| thread.join().unwrap());
        done.flatten().collect()
    });
    let issued: BTreeSet<String> = issued.into_iter().collect();
    assert_eq!(issued.len(), 80);
    let listed: BTreeSet<String> = place
        .list(&[])
        .iter()
        .map(|one| one["serial"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed, issued);
    assert_eq!(place.names("ca"), ["ca.crt", "ca.key", "log.jsonl"]);
}

/// Of two that create one authority, one does and the other is refused.
#[test]
fn one_folder_becomes_one_authority() {
    let place = Place::empty("two-creators");
    let created = thread::scope(|scope| {
        let create = |_| {
            scope.spawn(|| {
                let create = [
                    "create",
                    "--dir",
                    "ca",
                    "--subject",
                    "CN=Test",
                    "--type",
                    "p256",
                ];
                place
                    .run(&[&create[..], &["--password", "env:PASSWORD"]].concat())
                    .status
                    .code()
            })
        };
        let threads: Vec<_> = (0..4).map(create).collect();
        let codes = threads.into_iter().map(|thread| thread.join().unwrap());
        codes.collect::<Vec<_>>()
    });
    let count = |code| created.iter().filter(|one| **one == Some(code)).count();
    assert_eq!((count(0), count(2)), (1, 3), "{created:?}");
    place.issue(&[]);
}

/// A certificate that two want to revoke is revoked once.
#[test]
fn one_certificate_is_revoked_once() {
    let place = Place::new("two-revokers");
    let serial = place.issue(&[]);
    let codes = thread::scope(|scope| {
        let revoke = |_| {
            scope.spawn(|| {
                let revoke = [
                    "revoke",
                    "--dir",
                    "ca",
                    &serial,
                    "--reason",
                    "superseded",
                    "--yes",
                ];
                place.run(&revoke).status.code()
            })
        };
        let threads: Vec<_> = (0..4).map(revoke).collect();
        let codes = threads.into_iter().map(|thread| thread.join().unwrap());
        codes.collect::<Vec<_>>()
    });
    let count = |code| codes.iter().filter(|one| **one == Some(code)).count();
    assert_eq!((count(0), count(1)), (1, 3), "{codes:?}");
}
