//! keys.enc → keys.dec → an editor → keys.enc, as the vendor's instructions go; nothing gets lost on the way.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::place::*;

/// The names of the vendor's tool, as the seed has them.
fn vendor<'a>(direction: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let names = [
        direction,
        "--secret",
        "env:UNLOCK",
        "--keyfile-location",
        "misc/keyfile-key",
        "--plaintext",
        "cryptography/keys.dec",
        "--encrypted",
        "cryptography/keys.enc",
    ];
    [&names[..], more].concat()
}

#[test]
fn a_key_is_added_in_the_file() {
    let place = Place::new("by-hand");
    place.ok(&vendor("decrypt-file", &[]));
    let mode = fs::metadata(place.0.join(DEC))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    // The trailing comma and the line of the seed, and a member that is no key.
    let map = place.text(DEC);
    let edited = map.replacen(
        '{',
        &format!("{{\n\"newkey\": \"{NEW}\",\n\"rabbit\": {{\"host\": \"localhost\", \"ports\": [5672, 1e400]}},\n"),
        1,
    );
    place.write(DEC, &edited);
    place.ok(&vendor("encrypt-file", &["--remove-plaintext", "--backup"]));
    assert!(!place.has(DEC) && place.has("cryptography/keys.enc.bak"));
    assert_eq!(place.states(), "mykey active, newkey pending");
    let again = place.ok(&["decrypt-file"]);
    assert!(again.contains("[5672, 1e400]"), "{again}");
}

#[test]
fn keys_that_were_lost_in_the_editor_are_refused() {
    let place = Place::new("lost-by-hand");
    place.ok(&["add", "newkey", "--from", "env:NEW"]);
    let (keys, map) = (place.read(KEYS), place.ok(&["decrypt-file"]));
    let without_state = format!(r#"{{"mykey":"{OLD}","newkey":"{NEW}"}}"#);
    for (edited, code) in [
        // A secret is gone, and its state stands there.
        (
            map.replace(&format!("\"newkey\": \"{NEW}\""), "\"note\": \"x\""),
            "keys-missing",
        ),
        // Another secret under a known name.
        (map.replace(OLD, "ASDFGHJKL7654321"), "keys-missing"),
        // Name and state are gone.
        (format!(r#"{{"mykey":"{OLD}"}}"#), "keys-missing"),
        // All secrets stand there, and nothing says any more which key is active.
        (without_state, "keys-missing"),
        (map[..map.len() / 2].to_owned(), "malformed"),
        (String::new(), "malformed"),
    ] {
        assert_ne!(edited, map);
        place.write(DEC, &edited);
        let arguments = vendor("encrypt-file", &["--remove-plaintext"]);
        assert_eq!(place.refused(2, &arguments), code, "{edited}");
        assert_eq!(place.read(KEYS), keys);
        assert_eq!(place.text(DEC), edited);
    }
    // With --force it is done, and the file from before stays.
    place.write(DEC, format!(r#"{{"mykey":"{OLD}"}}"#));
    place.ok(&vendor("encrypt-file", &["--remove-plaintext", "--force"]));
    assert_eq!(place.states(), "mykey pending");
    assert_eq!(place.read("cryptography/keys.enc.bak"), keys);
}

#[test]
fn what_another_tool_wrote_is_never_overwritten() {
    let place = Place::new("foreign");
    place.ok(&vendor("decrypt-file", &[]));
    let plain = place.text(DEC);
    for foreign in [
        &b"U2FsdGVkX1+pZ3Jl\n"[..],
        b"\x00\x01\x02\x03vendor\xff",
        b"{\"mykey\":\"ASDFGHJKL1234567\"}",
        b"-----BEGIN PGP MESSAGE-----\n",
        // A JWE, of another program.
        b"eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA\n",
    ] {
        place.write(KEYS, foreign);
        for more in [
            &["--force"][..],
            &["--force", "--backup", "--remove-plaintext"],
            &[],
        ] {
            let code = place.refused(2, &vendor("encrypt-file", more));
            assert_eq!(code, "written-by-another-tool", "{foreign:?}");
        }
        for verb in [
            &["add", "newkey"][..],
            &["promote", "mykey"],
            &["undo"],
            &["list"],
        ] {
            assert_eq!(
                place.refused(2, verb),
                "written-by-another-tool",
                "{foreign:?}"
            );
        }
        assert_eq!(place.refused(2, &["create"]), "file-exists");
        assert_eq!(place.read(KEYS), foreign);
        assert_eq!(place.text(DEC), plain);
        assert!(!place.has("cryptography/keys.enc.bak"));
    }
}

#[test]
fn the_plain_text_is_not_written_over_a_file() {
    let place = Place::new("plain-exists");
    place.write(DEC, "mine");
    assert_eq!(
        place.refused(2, &vendor("decrypt-file", &[])),
        "file-exists"
    );
    assert_eq!(
        place.refused(2, &vendor("decrypt-file", &["--force"])),
        "written-by-another-tool"
    );
    assert_eq!(place.text(DEC), "mine");
    place.write(DEC, "{}");
    place.ok(&vendor("decrypt-file", &["--force"]));
    assert!(place.text(DEC).contains(OLD));
}
