//! Processes at once: one waits for the other, and nothing is lost.

use std::collections::BTreeSet;
use std::thread;

use crate::place::{KEYRING, Place, STORE};

/// How many secrets each process makes: few in every run, `CREDTOOL_TOGETHER` says otherwise.
fn times() -> usize {
    let said = std::env::var("CREDTOOL_TOGETHER");
    said.map_or(4, |said| said.parse().unwrap())
}

#[test]
fn eight_processes_regenerate() {
    let place = Place::with_apps("together");
    let times = times();
    thread::scope(|scope| {
        for who in 0..8 {
            let place = &place;
            let app_id = if who % 2 == 0 { "one" } else { "TWO" };
            scope.spawn(move || {
                for number in 0..times {
                    let comment = format!("{who}-{number}");
                    place.ok(&["regenerate-secret", app_id, "--comment", &comment]);
                }
            });
        }
    });
    let mut comments = BTreeSet::new();
    for app_id in ["one", "two"] {
        let history = place.ok(&["history", app_id]);
        assert_eq!(history.lines().count(), 1 + 4 * times, "{history}");
        let comment = |line: &str| line.rsplit(' ').next().unwrap().to_owned();
        comments.extend(history.lines().skip(1).map(comment));
    }
    assert_eq!(comments.len(), 8 * times);
    let verified = place.json(&["verify-history"]);
    assert_eq!(verified["events"], 2 + 8 * times);
    assert_eq!(place.names(), [&[STORE][..], &KEYRING].concat());
}

/// Of several that make one store, all find their apps in it, and there is one keyring.
#[test]
fn one_store_is_made() {
    let place = Place::empty("two-makers");
    thread::scope(|scope| {
        for name in ["a", "b", "c", "d"] {
            let place = &place;
            scope.spawn(move || place.register(name));
        }
    });
    let list = place.json(&["list"]);
    assert_eq!(list.as_array().unwrap().len(), 4, "{list}");
    for name in ["a", "b", "c", "d"] {
        assert_eq!(place.reveal(name).len(), 40);
    }
    assert_eq!(place.json(&["verify-history"])["events"], 4);
    assert_eq!(place.names(), [&[STORE][..], &KEYRING].concat());
}

/// An App ID that several want goes to one of them.
#[test]
fn one_app_id_is_taken_once() {
    let place = Place::with_apps("two-takers");
    let codes = thread::scope(|scope| {
        let register = |_| {
            scope.spawn(|| {
                let register = ["register", "x", "--app-id", "Wanted", "--comment", "mine"];
                place.run(&register).status.code()
            })
        };
        let threads: Vec<_> = (0..4).map(register).collect();
        let codes = threads.into_iter().map(|thread| thread.join().unwrap());
        codes.collect::<Vec<_>>()
    });
    let done = codes.iter().filter(|code| **code == Some(0)).count();
    assert_eq!(done, 1, "{codes:?}");
    assert_eq!(place.json(&["verify-history"])["events"], 3);
}
