//! The rules of rotation: add, promote, retire, purge, in a keyring and in a hand-edited map.

use credtool_keyring::{Error, Keyring, PurgeWait, Refusal, State};

use crate::{DAY, Story, at, material, name};

#[test]
fn a_rotation_from_begin_to_end() {
    let mut story = Story::new("{}");
    assert_eq!(story.add("old").unwrap(), "old: new → pending");
    assert!(story.keyring.active().is_none(), "the first key waits too");
    assert_eq!(story.promote("old").unwrap(), "old: pending → active");
    story.add("new").unwrap();
    assert_eq!(
        story.promote("new").unwrap(),
        "old: active → decrypt-only\nnew: pending → active"
    );
    assert_eq!(story.retire("old").unwrap(), "old: decrypt-only → retired");
    assert!(story.keyring.key("old").unwrap().material().is_some());

    let purge = |wait, now| story.keyring.plan_purge("old", wait, now);
    let retired = story.now;
    let too_early = purge(PurgeWait::SevenDays, at(5 + 7 * DAY - 1)).unwrap_err();
    let not_before = at(5 + 7 * DAY);
    assert_eq!(
        too_early,
        Refusal::TooEarly {
            name: name("old"),
            not_before
        }
    );
    assert!(too_early.is_no() && too_early.code() == "too-early");
    assert!(purge(PurgeWait::Waived, retired).is_ok());
    let plan = purge(PurgeWait::SevenDays, not_before).unwrap();
    assert!(plan.steps()[0].removes_secret());
    assert_eq!(
        plan.to_json().to_string(),
        r#"[{"name":"old","from":"retired","to":"purged"}]"#
    );
    story.keyring.apply(plan).unwrap();

    assert_eq!(
        *story.keyring.render(),
        "{\n  \"credtool\": {\"v\":1,\"active\":\"new\",\"keys\":{\
         \"new\":{\"state\":\"active\",\"since\":\"2026-01-31T09:00:04Z\"},\
         \"old\":{\"state\":\"purged\",\"since\":\"2026-02-07T09:00:05Z\"}}},\n  \"new\": \"new0000000000000\"\n}\n"
    );
    assert!(matches!(
        story.add("old"),
        Err(Refusal::NameExists {
            state: State::Purged,
            ..
        })
    ));
}

#[test]
fn what_the_rules_refuse() {
    let mut story = Story::new(r#"{"port":5672}"#);
    for key in ["active", "pending", "retired", "purged"] {
        story.add(key).unwrap();
    }
    story.promote("active").unwrap();
    story.retire("retired").unwrap();
    story.retire("purged").unwrap();
    story
        .plan(|keyring, now| keyring.plan_purge("purged", PurgeWait::Waived, now))
        .unwrap();

    let purge = |story: &Story, key: &str| {
        let plan = story.keyring.plan_purge(key, PurgeWait::Waived, at(0));
        plan.map(|plan| plan.to_string())
    };
    for (refused, code, is_no) in [
        (story.add("active"), "name-exists", false),
        (story.add("purged"), "name-exists", false),
        (story.add("port"), "name-exists", false),
        (story.promote("absent"), "unknown-key", false),
        (story.promote("active"), "already-active", true),
        (story.promote("retired"), "key-retired", true),
        (story.promote("purged"), "key-purged", true),
        (story.retire("absent"), "unknown-key", false),
        (story.retire("active"), "key-active", true),
        (story.retire("retired"), "key-retired", true),
        (story.retire("purged"), "key-purged", true),
        (purge(&story, "absent"), "unknown-key", false),
        (purge(&story, "active"), "key-active", true),
        (purge(&story, "pending"), "not-retired", true),
        (purge(&story, "purged"), "key-purged", true),
    ] {
        let refusal = refused.unwrap_err();
        assert_eq!(
            (refusal.code(), refusal.is_no()),
            (code, is_no),
            "{refusal}"
        );
    }
}

#[test]
fn a_hand_edited_map() {
    let mut story = Story::new("{}");
    story.add("one").unwrap();
    story.promote("one").unwrap();

    // The new line as the platform's documentation shows it, with a comma behind it, at the end of the object.
    let text = story.keyring.render();
    let edited = text.replacen(
        "\n}",
        ",\n  \"newkey\": \"0EE0D33AC67E4389AB2B46123729B875\",\n}",
        1,
    );
    let mut keyring = Keyring::parse(&edited).unwrap();
    let found = keyring.key("newkey").unwrap();
    assert_eq!((found.state(), found.since()), (State::Pending, None));
    assert!(
        !keyring.render().contains("\"newkey\":{"),
        "not recorded yet"
    );

    let adopt = keyring.plan_adopt(at(60)).unwrap();
    assert_eq!(adopt.to_string(), "newkey: found in the map → pending");
    let promote = keyring.plan_promote("newkey", at(60)).unwrap();
    assert_eq!(
        promote.to_string(),
        "one: active → decrypt-only\nnewkey: pending → active"
    );
    keyring.apply(adopt).unwrap();
    assert!(keyring.plan_adopt(at(61)).unwrap().is_empty());
    assert!(
        keyring
            .render()
            .contains("\"newkey\":{\"state\":\"pending\"")
    );
    keyring.apply(promote).unwrap();

    let lost = text.replace(
        "\"one\": \"one0000000000000\"",
        "\"two\": \"one0000000000000\"",
    );
    assert_eq!(
        Keyring::parse(&lost).unwrap_err(),
        Error::SecretMissing(name("one"))
    );
    let cut = text.replace("one0000000000000", "one000000000000");
    assert_eq!(
        Keyring::parse(&cut).unwrap_err(),
        Error::SecretMissing(name("one"))
    );
    let purged = text
        .replace("\"active\":\"one\",", "")
        .replace("\"state\":\"active\"", "\"state\":\"purged\"");
    assert_eq!(
        Keyring::parse(&purged).unwrap_err(),
        Error::SecretBack(name("one"))
    );
}

#[test]
fn what_an_edited_map_would_lose() {
    let before =
        Keyring::parse(r#"{"a":"0123456789abcdef","b":"0123456789abcdef","c":"0123456789abcdef"}"#)
            .unwrap();
    let edited =
        Keyring::parse(r#"{"c":"0123456789abcdef","b":"0123456789ABCDEF","d":"0123456789abcdef"}"#)
            .unwrap();
    let lost: Vec<_> = before.lost_in(&edited).map(|name| name.as_str()).collect();
    assert_eq!(lost, ["a", "b"]);
    assert_eq!(before.lost_in(&before).count(), 0);
}

#[test]
fn a_name_that_no_token_should_carry() {
    let long = "n".repeat(129);
    for bad in ["", " x", "a\\u0000b", &long] {
        let keyring = Keyring::parse(&format!("{{\"{bad}\":\"0123456789abcdef\"}}")).unwrap();
        let key = keyring.keys().next().unwrap();
        let refusal = keyring
            .plan_promote(key.name().as_str(), at(0))
            .unwrap_err();
        assert_eq!(refusal.code(), "bad-name");
    }
}

#[test]
fn a_plan_fits_one_keyring() {
    let mut story = Story::new("{}");
    story.add("one").unwrap();
    story.add("two").unwrap();
    let one = story.keyring.plan_promote("one", at(9)).unwrap();
    let two = story.keyring.plan_promote("two", at(9)).unwrap();
    let add = || {
        story
            .keyring
            .plan_add(name("three"), material("0123456789abcdef"), at(9))
    };
    let (first, second) = (add().unwrap(), add().unwrap());
    assert!(!format!("{first:?}").contains("0123456789"));
    story.keyring.apply(one).unwrap();
    let before = story.keyring.render();
    assert_eq!(story.keyring.apply(two), Err(Error::StalePlan));
    assert_eq!(*story.keyring.render(), *before);
    story.keyring.apply(first).unwrap();
    assert_eq!(story.keyring.apply(second), Err(Error::StalePlan));
    assert!(!format!("{:?}", story.keyring).contains("0123456789"));
}
