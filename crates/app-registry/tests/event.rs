//! The text of an event: read exactly as it is written, and in no other way.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod common;

use common::*;
use credtool_app_registry::*;

const EVENTS: &str = include_str!("data/events-v1.jsonl");

/// Each bit of each octet of each kind of event, and each end cut off.
#[test]
fn nothing_changes_unseen() {
    for text in EVENTS.lines() {
        for at in 0..text.len() {
            // A text of some kilobytes, certificates mostly, is tried at every seventh octet there.
            if text.len() > 1000 && at % 23 != 0 {
                continue;
            }
            for bit in 0..8 {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                if let Ok(changed) = String::from_utf8(bytes) {
                    assert!(Event::parse(&changed).is_err(), "{changed}");
                }
            }
            if text.is_char_boundary(at) {
                assert!(Event::parse(&text[..at]).is_err());
                assert!(Event::parse(&text[at..]).is_err() || at == 0);
            }
        }
    }
}

/// The same JSON in another form is not the same text: it would have another hash, and here it is refused before that.
#[test]
fn other_forms_of_the_same_are_refused() {
    let text = EVENTS.lines().nth(3).unwrap();
    let json: serde_json::Value = serde_json::from_str(text).unwrap();
    let pretty = format!("{json:#}");
    for changed in [
        pretty.as_str(),
        &format!(" {text}"),
        &format!("{text}\n"),
        &format!("{text}{text}"),
        &text.replace("\"v\":1", "\"v\":2"),
        &text.replace("\"v\":1,", "\"v\":1,\"v\":1,"),
        &text.replace("\"number\":4", "\"number\":04"),
        &text.replace("\"number\":4", "\"number\":4.0"),
        &text.replace("\"number\":4", "\"number\":-4"),
        &text.replace("\"number\":4", "\"number\":0"),
        &text.replace("\"number\":4", "\"number\":18446744073709551616"),
        &text.replace("jane", "j\\u0061ne"),
        &text.replace("jane", "j\\ane"),
        &text.replace("jane", ""),
        &text.replace("jane", "ja\u{202e}ne"),
        &text.replace("jane", "ja\tne"),
        &text.replace(",\"name\"", ",\"extra\":1,\"name\""),
        &text.replace("\"registered\"", "\"reg\\\\istered\""),
        &text.replace("\"registered\"", "\"unheard-of\""),
        &text.replace("\"app\":\"f4", "\"app\":\"F4"),
        &text.replace(
            "\"app\":\"f400927857aaf64114f561baacb37970\"",
            "\"app\":null",
        ),
    ] {
        assert_ne!(changed, text);
        assert_eq!(
            Event::parse(changed).unwrap_err().code(),
            "not-an-event",
            "{changed}"
        );
    }
    // Members that stand twice at the end, or a second event behind the first hash.
    assert_eq!(
        Event::parse(&text.replace("\"number\":4", "\"number\":5"))
            .unwrap_err()
            .code(),
        "altered-event"
    );
    assert_eq!(
        Event::parse(&"x".repeat(Event::MAXIMUM + 1))
            .unwrap_err()
            .code(),
        "too-long"
    );
}

#[test]
fn a_refusal_says_where() {
    let error = Event::parse("{\"v\":1,\"number\":1,\"at\":x").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the event is not as written by this program: byte 23, where a whole number should stand"
    );
}

/// The longest texts that are allowed make an event that is read again.
#[test]
fn the_longest_event_is_read_again() {
    let mut kept = Kept::new();
    let quote = |count: usize| "\"".repeat(count);
    let wide = |count: usize| "🛒".repeat(count);
    let command = Command::Register {
        name: wide(AppName::MAXIMUM).parse().unwrap(),
        version: label(&quote(VersionLabel::MAXIMUM)),
        app_id: NewAppId::Given(id(&"x".repeat(AppId::MAXIMUM))),
        secret: NewSecret::None,
    };
    let circumstances = Circumstances {
        actor: quote(Actor::MAXIMUM).parse().unwrap(),
        comment: wide(Comment::MAXIMUM).parse().unwrap(),
        ..by(0)
    };
    let decision = kept
        .registry
        .decide(&command, &circumstances, &mut rng())
        .unwrap();
    let event = &decision.events[0];
    assert_eq!(Event::parse(event.to_text()).as_ref(), Ok(event));
    kept.registry.apply(event).unwrap();

    let url = |n: usize| {
        format!("https://a.example/{n:02}{}", "x".repeat(2028))
            .parse()
            .unwrap()
    };
    let oauth = Command::SetOauth {
        app: id(&"x".repeat(AppId::MAXIMUM)),
        redirect_urls: (0..OauthProfile::MAXIMUM_URLS).map(url).collect(),
        application_type: ApplicationType::Web,
    };
    let event = kept.run(0, &oauth).unwrap().events.remove(0);
    assert!(event.to_text().len() > 100_000);
    assert_eq!(Event::parse(event.to_text()).as_ref(), Ok(&event));
}

/// Nothing that a hostile history could make long costs more than reading it.
#[test]
fn long_values_are_refused() {
    for text in [&"x".repeat(10_000), &"é".repeat(5_000), &" ".repeat(10_000)] {
        assert!(text.parse::<AppName>().is_err());
        assert!(text.parse::<Comment>().is_err());
        assert!(text.parse::<Actor>().is_err());
        assert!(text.parse::<VersionLabel>().is_err());
        assert!(text.parse::<AppId>().is_err());
        assert!(text.parse::<RedirectUrl>().is_err());
    }
}
