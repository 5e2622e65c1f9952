//! A clock that goes backwards.

use crate::place::Place;

#[test]
fn a_clock_behind() {
    let place = Place::new("clock");
    let at = |time: &str, verb: &[&str]| {
        let mut arguments = verb.to_vec();
        arguments.extend(["--at", time]);
        place.run(&[&arguments[..], &["--json"]].concat())
    };
    let register = ["register", "one", "--app-id", "one", "--comment", "new"];
    let regenerate = [
        "regenerate-secret",
        "one",
        "--comment",
        "again",
        "--overlap",
        "1h",
    ];
    assert!(at("2026-11-28T12:00:00Z", &register).status.success());
    let first = place.reveal("one");
    assert!(at("2026-11-28T13:00:00Z", &regenerate).status.success());

    // Minutes are a clock that was set: the event takes the time of the one before.
    assert!(at("2026-11-28T12:56:00Z", &regenerate).status.success());
    let refused = at("2026-11-28T12:50:00Z", &regenerate);
    assert_eq!(crate::place::code_of(&refused, 2), "clock-behind");
    // Whoever sets the clock back brings no secret back that ended.
    assert!(at("2026-11-29T13:00:00Z", &regenerate).status.success());
    let shown = at("2026-11-28T12:30:00Z", &["show", "one"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(!shown.contains(&first[..8]), "{shown}");
    assert!(
        shown.contains(r#""standing":"current""#) || shown.contains("current"),
        "{shown}"
    );
    assert_eq!(place.json(&["verify-history"])["events"], 4);
}
