//! What `verify-history` finds, and what a change refuses to extend.

use crate::place::Place;

/// One app with four events, and how the file is changed by another program.
fn tampered(name: &str, sql: &str) -> Place {
    let place = Place::with_apps(name);
    place.regenerate("one");
    place.regenerate("two");
    assert_eq!(place.json(&["verify-history"])["events"], 4);
    // Columns that are computed cannot be written, and neither can they lie.
    place.tamper(sql);
    place
}

fn found(name: &str, sql: &str) -> (String, u64) {
    let place = tampered(name, sql);
    let output = place.run(&["verify-history", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let verdict: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(verdict["verified"], false);
    let code = verdict["reason"]["code"].as_str().unwrap().to_owned();
    (code, verdict["event"].as_u64().unwrap_or_default())
}

#[test]
fn altered_dropped_exchanged() {
    let altered = "UPDATE events SET body = replace(body, 'again', 'never') WHERE number = 3";
    assert_eq!(found("altered", altered), ("altered".into(), 3));
    let dropped = "DELETE FROM events WHERE number = 2";
    assert_eq!(found("dropped", dropped), ("missing".into(), 2));
    let last = "DELETE FROM events WHERE number = 4";
    assert_eq!(found("last", last), ("head-missing".into(), 4));
    let exchanged = "UPDATE events SET number = -number WHERE number > 2;
        UPDATE events SET number = 7 + number WHERE number < 0";
    assert_eq!(found("exchanged", exchanged), ("missing".into(), 3));
    let nonsense = "UPDATE events SET body = '{}' WHERE number = 1";
    assert_eq!(found("nonsense", nonsense), ("not-ours".into(), 1));
    let all = "DELETE FROM events";
    assert_eq!(found("all", all), ("head-missing".into(), 1));
}

#[test]
fn what_stands_beside_the_history() {
    let renamed = "UPDATE listed SET name = 'other' WHERE app_id = 'two'";
    assert_eq!(found("renamed", renamed), ("list-differs".into(), 0));
    let hidden = "DELETE FROM listed WHERE app_id = 'two'";
    assert_eq!(found("hidden", hidden), ("list-differs".into(), 0));
    let erased = "DELETE FROM sealed WHERE number = 2";
    assert_eq!(found("erased", erased), ("secret-lost".into(), 0));
    let swapped = "UPDATE sealed SET token = (SELECT max(token) FROM sealed)";
    assert_eq!(found("swapped", swapped), ("secret-lost".into(), 0));
}

/// A history that was cut is never blessed again by the next change.
#[test]
fn what_was_cut_is_not_extended() {
    let regenerate = ["regenerate-secret", "one", "--comment", "x"];
    for (name, sql) in [
        ("cut", "DELETE FROM events WHERE number = 4"),
        (
            "cut-sealed",
            "DELETE FROM events WHERE number = 4; DELETE FROM sealed WHERE number = 2",
        ),
        ("no-head", "DELETE FROM meta"),
        (
            "other-mac",
            "UPDATE meta SET value = replace(value, '\"count\":4', '\"count\":3') WHERE name = 'head'; DELETE FROM events WHERE number = 4",
        ),
    ] {
        let place = tampered(name, sql);
        assert_eq!(place.refused(2, &regenerate), "history-altered", "{name}");
        let register = ["register", "new", "--comment", "x"];
        assert_eq!(place.refused(2, &register), "history-altered", "{name}");
        assert_eq!(place.refused(2, &["rewrap"]), "history-altered", "{name}");
        assert_eq!(
            place.refused(2, &["reveal", "two"]),
            "history-altered",
            "{name}"
        );
    }
}

/// An event cannot be hidden from its app: whose it is is read out of it.
#[test]
fn whose_an_event_is() {
    let place = Place::with_apps("whose");
    let hide = place.sqlite().execute("UPDATE events SET app = NULL", []);
    assert!(hide.is_err());
    place.ok(&["verify-history"]);
}
