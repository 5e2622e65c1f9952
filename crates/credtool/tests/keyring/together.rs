//! Two processes at once: neither loses what the other did.

use std::thread;

use crate::place::*;

#[test]
fn two_processes_add_twenty_keys_each() {
    let place = Place::new("together");
    thread::scope(|scope| {
        for who in ["a", "b"] {
            let place = &place;
            scope.spawn(move || {
                for number in 0..20 {
                    place.ok(&["add", &format!("{who}{number}")]);
                }
            });
        }
    });
    let states = place.states();
    for who in ["a", "b"] {
        for number in 0..20 {
            assert!(
                states.contains(&format!("{who}{number} pending")),
                "{states}"
            );
        }
    }
    let files: Vec<_> = place
        .files()
        .into_iter()
        .filter(|name| !name.starts_with("modules/"))
        .collect();
    assert_eq!(files, [KEYS, KEYFILE]);
}
