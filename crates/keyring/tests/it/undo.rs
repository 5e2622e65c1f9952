//! Undo: the last change is told by what it left behind, also when all changes fall into one second.

use credtool_keyring::{Keyring, PurgeWait, Refusal, State};

use crate::{Story, at};

#[test]
fn each_change_and_its_reverse() {
    for mut story in [Story::new("{}"), Story::fast("{}")] {
        assert_eq!(story.undo(), Err(Refusal::NothingToUndo));
        story.add("a").unwrap();
        story.promote("a").unwrap();
        assert_eq!(
            story.undo().unwrap(),
            "a: active → pending",
            "there was none before"
        );
        story.promote("a").unwrap();

        story.add("b").unwrap();
        story.promote("b").unwrap();
        assert_eq!(
            story.undo().unwrap(),
            "a: decrypt-only → active\nb: active → pending"
        );
        assert_eq!(
            story.undo().unwrap(),
            "b: pending → retired",
            "one step further back: b was added"
        );
        assert_eq!(story.undo().unwrap(), "b: retired → decrypt-only");

        story.add("c").unwrap();
        story.promote("c").unwrap();
        story.retire("a").unwrap();
        assert_eq!(story.undo().unwrap(), "a: retired → decrypt-only");
        assert_eq!(story.state("c"), State::Active);
    }
}

#[test]
fn a_purge_stays() {
    let mut story = Story::new("{}");
    story.add("a").unwrap();
    story.retire("a").unwrap();
    story
        .plan(|keyring, now| keyring.plan_purge("a", PurgeWait::Waived, now))
        .unwrap();
    let refusal = story.undo().unwrap_err();
    assert_eq!(refusal.code(), "purge-cannot-be-undone");
    assert!(refusal.is_no());
}

#[test]
fn several_promotions_within_a_second() {
    let mut story = Story::fast("{}");
    for key in ["z", "y", "x"] {
        story.add(key).unwrap();
        story.promote(key).unwrap();
    }
    assert_eq!(
        story.undo().unwrap(),
        "y: decrypt-only → active\nx: active → pending"
    );
    assert_eq!(story.state("z"), State::DecryptOnly);
}

#[test]
fn an_undone_retirement_is_the_end() {
    let mut story = Story::new("{}");
    story.add("a").unwrap();
    story.add("b").unwrap();
    story.promote("b").unwrap();
    story.retire("a").unwrap();
    story.undo().unwrap();
    let refusal = story.undo().unwrap_err();
    assert!(refusal == Refusal::NothingToUndo && refusal.is_no());
}

/// Another tool may write the members in another order; the pair of one promotion is known all the same.
#[test]
fn a_sorted_map() {
    let text = r#"{"new":"0123456789abcdef","old":"0123456789abcdef","credtool":{"active":"new","keys":{
        "new":{"since":"2026-01-31T09:00:00Z","state":"active"},
        "old":{"since":"2026-01-31T09:00:00Z","state":"decrypt-only"}},"v":1}}"#;
    let keyring = Keyring::parse(text).unwrap();
    assert_eq!(
        keyring.plan_undo(at(1)).unwrap().to_string(),
        "old: decrypt-only → active\nnew: active → pending"
    );
}
