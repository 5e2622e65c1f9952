//! What the rules say no to (status 1), and what cannot be done (status 2); nothing of either is written.

use crate::place::{NOON, Place};

const WHY: [&str; 4] = ["--comment", "a test", "--at", NOON];

#[test]
fn the_rules_say_no() {
    let place = Place::new("no", &["ca.crt", "app.crt"]);
    place.register("wave");
    place.register("old");
    place.change(&["app", "retire", "old", "--yes"]);
    place.change(&["app", "settings", "set", "reveal", "encrypted"]);
    place.change(&["app", "trust", "add", "ca.crt"]);
    place.change(&["app", "regenerate-secret", "wave", "--pending"]);
    place.write("secret.txt", "a secret of our own");
    let set = ["app", "set-secret", "wave", "--secret", "file:secret.txt"];
    place.change(&set);
    let before = place.ok(&["app", "list"]);
    let cases: [(&[&str], &str); 12] = [
        (&["app", "regenerate-secret", "old"], "retired"),
        (
            &["app", "version", "add", "old", "--version", "1"],
            "version-taken",
        ),
        (&["app", "rename-id", "old", "new"], "retired"),
        (&["app", "reveal", "old"], "retired"),
        (&["app", "retire", "old", "--yes"], "retired"),
        (
            &["app", "remove-credential", "wave", "--yes"],
            "no-credential",
        ),
        (&set, "same-secret"),
        (&["app", "rename-id", "wave", "wave"], "already-so"),
        (
            &["app", "settings", "set", "reveal", "encrypted"],
            "already-so",
        ),
        (&["app", "trust", "add", "ca.crt"], "already-so"),
        (&["app", "trust", "remove", "app.crt"], "unknown-trust"),
        (&["app", "promote-secret", "old"], "retired"),
    ];
    for (arguments, code) in cases {
        let status = if code == "version-taken" { 2 } else { 1 };
        let why: &[&str] = if arguments[1] == "reveal" {
            &WHY[2..]
        } else {
            &WHY
        };
        let found = place.refused(status, &[arguments, why].concat());
        assert_eq!(found, code, "{arguments:?}");
    }
    assert_eq!(place.ok(&["app", "list"]), before);
}

#[test]
fn what_cannot_be_done() {
    let place = Place::new("cannot", &[]);
    assert_eq!(place.refused(2, &["app", "show", "wave"]), "no-store");
    assert_eq!(place.refused(2, &["app", "list"]), "no-store");
    let retire = ["app", "retire", "wave", "--yes"];
    assert_eq!(place.refused(2, &[&retire[..], &WHY].concat()), "no-store");
    place.register("wave");
    place.register("other");
    let cases: [(&[&str], &str); 7] = [
        (
            &["app", "register", "X", "--app-id", "WAVE"],
            "app-id-taken",
        ),
        (&["app", "rename-id", "wave", "Other"], "app-id-taken"),
        (&["app", "regenerate-secret", "nobody"], "unknown-app"),
        (
            &["app", "regenerate-secret", "wave", "--overlap", "400d"],
            "overlap-too-long",
        ),
        (&["app", "register", " X"], "usage"),
        (&["app", "register", "X", "--app-id", "a,b"], "usage"),
        (
            &["app", "set-secret", "wave", "--secret", "literal"],
            "literal-secret",
        ),
    ];
    for (arguments, code) in cases {
        let found = place.refused(2, &[arguments, &WHY].concat());
        assert_eq!(found, code, "{arguments:?}");
    }
    // Without a comment, and with one that could deceive a terminal.
    let regenerate = ["app", "regenerate-secret", "wave", "--at", NOON];
    assert_eq!(place.refused(2, &regenerate), "usage");
    let escape = ["--comment", "a\x1b[2Jb"];
    assert_eq!(
        place.refused(2, &[&regenerate[..], &escape].concat()),
        "usage"
    );
    let output = place.run(&[&regenerate[..], &escape].concat());
    assert!(!output.stderr.contains(&0x1b), "{output:?}");
    let long = "x".repeat(10_000);
    let output = place.run(&["app", "register", &long, "--comment", "x"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.len() < 1000, "{output:?}");
}

#[test]
fn a_clock_that_goes_backwards() {
    let place = Place::new("clock", &[]);
    place.register("wave");
    let regenerate = |at: &'static str| {
        [
            "app",
            "regenerate-secret",
            "wave",
            "--comment",
            "x",
            "--at",
            at,
        ]
    };
    // A little behind takes the time of the last event; far behind is refused.
    place.ok(&regenerate("2027-06-10T11:56:00Z"));
    let history = place.json(&["app", "history", "wave"]);
    assert_eq!(history["events"][0]["at"], history["events"][1]["at"]);
    assert_eq!(
        place.refused(2, &regenerate("2027-06-10T11:00:00Z")),
        "clock-behind"
    );
}

/// A question that cannot be asked names the option that answers it; what would be refused anyhow is refused before.
#[test]
fn what_ends_something_asks() {
    let place = Place::new("asks", &[]);
    place.register("wave");
    let retire = ["app", "retire", "wave"];
    assert_eq!(
        place.refused(2, &[&retire[..], &WHY].concat()),
        "input-needed"
    );
    let remove = ["app", "remove-credential", "wave"];
    assert_eq!(
        place.refused(1, &[&remove[..], &WHY].concat()),
        "no-credential"
    );
}
