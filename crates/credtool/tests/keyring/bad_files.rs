//! Damaged, cut and exchanged files, the wrong unlock secret: each has its own code, and nothing is written.

use crate::place::*;

#[test]
fn what_is_wrong_has_a_name() {
    let place = Place::new("bad-files");
    let (keys, keyfile) = (place.read(KEYS), place.read(KEYFILE));
    let wrong = place
        .command(&["list", "--json"])
        .env("UNLOCK", "another")
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("\"wrong-unlock-secret\""));

    let altered = |bytes: &[u8], at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        bytes
    };
    // The header, the nonce, the text and the tag of keys.enc; then the same of keyfile-key.
    let cases = [
        (KEYS, keys[..keys.len() / 2].to_vec(), "malformed"),
        (KEYS, altered(&keys, keys.len() - 40), "malformed"),
        (KEYS, keyfile.clone(), "malformed"),
        (KEYFILE, keyfile[..keyfile.len() / 2].to_vec(), "malformed"),
        (KEYFILE, altered(&keyfile, keyfile.len() - 40), "malformed"),
        (KEYFILE, keys.clone(), "malformed"),
        (KEYFILE, Vec::new(), "empty-file"),
        (KEYFILE, b"vendor".to_vec(), "written-by-another-tool"),
    ];
    for (name, bytes, code) in cases {
        place.write(KEYS, &keys);
        place.write(KEYFILE, &keyfile);
        place.write(name, &bytes);
        for verb in [
            &["list"][..],
            &["add", "newkey"],
            &["decrypt-file", "--plaintext", DEC],
        ] {
            assert_eq!(
                place.refused(2, verb),
                code,
                "{name} {verb:?} {}",
                bytes.len()
            );
        }
        assert_eq!(place.read(name), bytes);
        assert!(!place.has(DEC));
    }
    place.write(KEYFILE, &keyfile);

    // The key file of another keyring with the same unlock secret.
    let other = Place::new("bad-files-other");
    place.write(KEYS, other.read(KEYS));
    assert_eq!(place.refused(2, &["list"]), "other-keyfile");
}

/// Cut at every length: refused each time, and never read as something else.
#[test]
fn a_cut_file_is_refused_at_every_length() {
    let place = Place::new("cut-files");
    let keys = place.read(KEYS);
    for length in (1..keys.len() - 1).step_by(29) {
        place.write(KEYS, &keys[..length]);
        let code = place.refused(2, &["list"]);
        assert!(
            ["malformed", "written-by-another-tool"].contains(&&*code),
            "{length}: {code}"
        );
        assert_eq!(place.read(KEYS), &keys[..length]);
    }
}
