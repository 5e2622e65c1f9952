//! Samples that must open for ever: see `tests/data/README.md`.

use credtool_keyring::{Error, KeyFile, Keyring, OwnFile, UnlockSecret};

use crate::{rng, unlock};

struct Sample {
    key_file: &'static [u8],
    sealed: &'static [u8],
    map: &'static str,
    unlock: &'static str,
}

macro_rules! sample {
    ($folder:literal, $unlock:literal) => {
        Sample {
            key_file: include_bytes!(concat!("../data/", $folder, "/keyfile-key")),
            sealed: include_bytes!(concat!("../data/", $folder, "/keys.enc")),
            map: include_str!(concat!("../data/", $folder, "/keys.dec")),
            unlock: $unlock,
        }
    };
}

const V1: Sample = sample!("v1", "correct horse battery staple");
const JWCRYPTO: Sample = sample!("jwcrypto", "correct horse battery staple é");

#[test]
fn samples_open() {
    for sample in [V1, JWCRYPTO] {
        let unlock = UnlockSecret::new(sample.unlock).unwrap();
        let key_file = KeyFile::unlock(sample.key_file, &unlock).unwrap();
        assert_eq!(*key_file.open(sample.sealed).unwrap(), sample.map);
        assert!(Keyring::parse(sample.map).is_ok());
        assert_eq!(OwnFile::recognise(sample.key_file), Ok(OwnFile::KeyFile));
        assert_eq!(OwnFile::recognise(sample.sealed), Ok(OwnFile::SealedMap));
    }
}

/// The same generator gives the same bytes, so a change of what is written does not go unnoticed.
#[test]
fn what_is_written_is_frozen() {
    let mut rng = rng(1);
    let key_file = KeyFile::generate(&mut rng);
    let locked = key_file.lock(&unlock(), &mut rng).unwrap();
    let sealed = key_file.seal(V1.map, &mut rng).unwrap();
    assert_eq!(
        (locked.as_bytes(), sealed.as_bytes()),
        (V1.key_file.trim_ascii(), V1.sealed.trim_ascii())
    );
}

#[test]
fn each_file_in_its_place() {
    let key_file = KeyFile::unlock(V1.key_file, &unlock()).unwrap();
    assert_eq!(key_file.open(JWCRYPTO.sealed), Err(Error::OtherKeyFile));
    let exchanged = |expected, found| Error::Exchanged { expected, found };
    assert_eq!(
        key_file.open(V1.key_file),
        Err(exchanged(OwnFile::SealedMap, OwnFile::KeyFile))
    );
    assert_eq!(
        KeyFile::unlock(V1.sealed, &unlock()).err(),
        Some(exchanged(OwnFile::KeyFile, OwnFile::SealedMap))
    );
    for wrong in [
        "correct horse battery stapl",
        "Correct horse battery staple",
        "x",
    ] {
        let wrong = UnlockSecret::new(wrong).unwrap();
        let refused = KeyFile::unlock(V1.key_file, &wrong).err();
        assert_eq!(refused, Some(Error::WrongUnlockSecret));
    }
}

/// The unlock secret changes, the key and every `keys.enc` stay.
#[test]
fn locked_again_under_another_secret() {
    let key_file = KeyFile::unlock(
        JWCRYPTO.key_file,
        &UnlockSecret::new(JWCRYPTO.unlock).unwrap(),
    );
    let again = key_file.unwrap().lock(&unlock(), &mut rng(2)).unwrap();
    let key_file = KeyFile::unlock(format!("{again}\r\n").as_bytes(), &unlock()).unwrap();
    assert_eq!(*key_file.open(JWCRYPTO.sealed).unwrap(), JWCRYPTO.map);
}
