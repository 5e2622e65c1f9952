//! Every cut and every altered byte of both files, and headers that strangers wrote. No answer is wrong, none takes long.

use credtool_keyring::{Error, KeyFile, KeyMap, OwnFile};

use crate::{rng, unlock};

/// A key file with 1000 iterations, so that a few hundred tries take no time.
/// Made with jwcrypto 1.5.6 under [`unlock`].
const QUICK: &str = include_str!("../data/quick-keyfile-key");

fn base64url(bytes: &[u8]) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}

fn header(file: &str) -> String {
    let encoded = file.split('.').next().unwrap();
    let json = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(encoded).unwrap();
    String::from_utf8(json).unwrap()
}

fn with_header(file: &str, json: &str) -> String {
    let (_, rest) = file.split_once('.').unwrap();
    format!("{}.{rest}", base64url(json.as_bytes()))
}

fn open(file: &[u8]) -> Option<Error> {
    KeyFile::unlock(file, &unlock()).err()
}

/// The altered letter carries other bits, also where the last letter of a part has some that must be zero.
fn altered(file: &str, index: usize) -> Vec<u8> {
    let mut bytes = file.as_bytes().to_vec();
    bytes[index] = match bytes[index] {
        b'A' => b'Q',
        b'.' => b'B',
        _ => b'A',
    };
    bytes
}

#[test]
fn the_key_file_cut_and_altered_everywhere() {
    let file = QUICK.trim();
    assert_eq!(open(file.as_bytes()), None);
    let parts: Vec<usize> = file.match_indices('.').map(|(at, _)| at).collect();
    for length in 0..file.len() {
        let error = open(&file.as_bytes()[..length]).unwrap();
        assert!(matches!(error, Error::Damaged { .. }), "{length}: {error}");
    }
    for index in 0..file.len() {
        let error = open(&altered(file, index)).unwrap();
        let expected = match index {
            index if index < parts[0] => matches!(
                error,
                Error::Damaged { .. }
                    | Error::AnotherTool { .. }
                    | Error::WrongUnlockSecret
                    | Error::Iterations(_)
            ),
            index if index > parts[0] && index < parts[1] => {
                matches!(error, Error::Damaged { .. } | Error::WrongUnlockSecret)
            }
            _ => matches!(error, Error::Damaged { .. }),
        };
        assert!(expected, "{index}: {error}");
        let mut not_ascii = file.as_bytes().to_vec();
        not_ascii[index] |= 0x80;
        assert!(open(&not_ascii).is_some());
    }
}

#[test]
fn the_encrypted_map_cut_and_altered_everywhere() {
    let mut rng = rng(3);
    let key_file = KeyFile::generate(&mut rng);
    let file = key_file
        .seal("{\"a\":\"0123456789abcdef\"}", &mut rng)
        .unwrap();
    assert!(key_file.open(file.as_bytes()).is_ok());
    for length in 0..file.len() {
        let error = key_file.open(&file.as_bytes()[..length]).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{length}: {error}");
    }
    let header = file.find('.').unwrap();
    for index in 0..file.len() {
        let error = key_file.open(&altered(&file, index)).unwrap_err();
        let expected = match index {
            index if index < header => matches!(
                error,
                Error::Damaged { .. } | Error::AnotherTool { .. } | Error::OtherKeyFile
            ),
            _ => matches!(error, Error::Damaged { .. }),
        };
        assert!(expected, "{index}: {error}");
    }
    let key = format!("{}.AAAA{}", &file[..header], &file[header + 1..]);
    assert!(matches!(
        key_file.open(key.as_bytes()),
        Err(Error::Damaged { .. })
    ));
}

#[test]
fn each_member_of_the_header() {
    let json = header(QUICK);
    let p2s_at = json.find("\"p2s\":\"").unwrap() + 7;
    let p2s = &json[p2s_at..p2s_at + 22];
    let replaced = |from: &str, to: &str| {
        let other = json.replacen(from, to, 1);
        assert_ne!(json, other, "{from}");
        open(with_header(QUICK, &other).as_bytes()).unwrap()
    };
    for (from, to) in [
        ("PBES2-HS512+A256KW", "PBES2-HS256+A128KW"),
        ("PBES2-HS512+A256KW", "none"),
        ("\"A256GCM\"", "\"A128GCM\""),
        ("\"A256GCM\"", "\"A256CBC-HS512\""),
    ] {
        let error = replaced(from, to);
        assert!(matches!(error, Error::AnotherTool { .. }), "{to}: {error}");
    }
    let long = base64url(&[7; 513]);
    for (from, to) in [
        ("{", "{\"zip\":\"DEF\","),
        ("{", "{\"crit\":[\"p2c\"],"),
        ("{", "{\"p2c\":1000,"),
        ("{", "{\"alg\":\"PBES2-HS512+A256KW\","),
        (":1000", ":\"1000\""),
        (":1000", ":1e3"),
        (":1000", ":-1000"),
        (":1000", ":18446744073709551616"),
        (p2s, "AAAAAAAAAA"),
        (p2s, "====="),
        (p2s, &long),
        ("\"p2s\":", "\"p2x\":"),
    ] {
        let error = replaced(from, to);
        let refused = matches!(error, Error::Damaged { .. } | Error::AnotherTool { .. });
        assert!(refused, "{to}: {error}");
    }
    assert_eq!(
        replaced(p2s, "AAAAAAAAAAA"),
        Error::WrongUnlockSecret,
        "8 bytes are enough"
    );
    assert_eq!(replaced(":1000", ":1001"), Error::WrongUnlockSecret);
}

/// Refused before any work: four thousand million iterations would take an hour.
#[test]
fn iterations() {
    let json = header(QUICK);
    for count in [0, 1, 999, 1_000_001, 4_294_967_295, 4_294_968_296, u64::MAX] {
        let other = json.replacen(":1000", &format!(":{count}"), 1);
        let file = with_header(QUICK, &other);
        assert_eq!(open(file.as_bytes()), Some(Error::Iterations(count)));
    }
}

#[test]
fn sizes_and_bombs() {
    let mut rng = rng(4);
    let key_file = KeyFile::generate(&mut rng);
    let longest = " ".repeat(KeyMap::LONGEST);
    let sealed = key_file.seal(&longest, &mut rng).unwrap();
    assert_eq!(*key_file.open(sealed.as_bytes()).unwrap(), longest);
    assert!(matches!(
        key_file.seal(&format!("{longest} "), &mut rng),
        Err(Error::TooLong { .. })
    ));
    let endless = format!("{sealed}{}", "A".repeat(KeyMap::LONGEST));
    assert!(matches!(
        key_file.open(endless.as_bytes()),
        Err(Error::TooLong { .. })
    ));
    let bomb = format!("{{\"alg\":{}", "[".repeat(3_000));
    let bomb = format!("{}..A.A.A", base64url(bomb.as_bytes()));
    assert!(matches!(
        OwnFile::recognise(bomb.as_bytes()),
        Err(Error::Damaged { .. })
    ));
    let map = format!("{{\"a\":{}", "[".repeat(1_000_000));
    assert!(matches!(KeyMap::parse(&map), Err(Error::Map { .. })));
}
