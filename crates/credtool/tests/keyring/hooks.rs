//! `--then`: only after success, in order, without our secrets; a failure is told and nothing is taken back.

use crate::place::*;

#[test]
fn hooks_run_after_the_change_and_see_no_secret() {
    let place = Place::new("hooks");
    place.ok(&["add", "newkey"]);
    let hook = format!("cat {} > seen; env > environment", config("ux"));
    let hooks = ["--then", hook.as_str(), "--then", "echo second"];
    let output = place.run(&[&["activate", "newkey", "--yes"], &hooks[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(place.text("seen"), config_text("ux", "newkey"));
    // What a hook prints is for people.
    assert!(!String::from_utf8(output.stdout).unwrap().contains("second"));
    assert!(String::from_utf8(output.stderr).unwrap().contains("second"));
    let environment = place.text("environment");
    assert!(!environment.contains(UNLOCK), "{environment}");

    // Nothing changed, so nothing is started again.
    place.ok(&["activate", "newkey", "--yes", "--then", "touch again"]);
    assert!(!place.has("again"));
}

#[test]
fn a_hook_that_fails_is_told_and_the_change_stands() {
    let place = Place::new("hooks-fail");
    place.ok(&["add", "newkey"]);
    let hooks = ["--then", "exit 3", "--then", "touch never"];
    let arguments = [&["activate", "newkey", "--yes"], &hooks[..]].concat();
    assert_eq!(place.refused(2, &arguments), "hook-failed");
    assert!(!place.has("never"));
    assert_eq!(place.text(&config("ux")), config_text("ux", "newkey"));
}
