//! Tokens, and tokens found in other bytes.

use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
use credtool_keyring::{
    Census, Context, KeyMaterial, KeyName, Report, Rewrapped, Rewrapper, TokenKeys, border, inspect,
};

/// Any bytes as a token; then as a value that is encrypted, altered in one byte and decrypted.
pub fn token(data: &[u8]) {
    let (old, new) = (keys("mykey"), keys("newkey"));
    if let Ok(text) = std::str::from_utf8(data) {
        match inspect(text) {
            Err(error) => {
                assert!(!error.to_string().is_empty() && !error.code().is_empty());
                assert!(old.decrypt(text, None).is_err() && old.rewrap(text, &mut rng()).is_err());
            }
            Ok(inspected) => {
                if let Ok(value) = old.decrypt(text, None) {
                    assert_eq!(value.len(), inspected.value_len);
                }
            }
        }
    }
    let Some((&byte, value)) = data.split_first() else {
        return;
    };
    let context = (byte & 1 == 1).then(|| Context::new(value));
    let token = old.encrypt(value, context.as_ref(), &mut rng()).unwrap();
    assert_eq!(*old.decrypt(&token, context.as_ref()).unwrap(), value);
    let again = match new.rewrap(&token, &mut rng()).unwrap() {
        Rewrapped::New(again) => Some(again),
        Rewrapped::Unchanged => None,
    };
    let again = again.unwrap();
    assert_eq!(*new.decrypt(&again, context.as_ref()).unwrap(), value);
    let mut altered = token.into_bytes();
    let at = byte as usize * 7 % altered.len();
    altered[at] ^= 1 << (byte % 7);
    let altered = String::from_utf8(altered).unwrap();
    assert!(old.decrypt(&altered, context.as_ref()).is_err());
}

/// Any bytes, cut anywhere: the same is found, all else stays, and a second time there is nothing to do.
pub fn census_scanner(data: &[u8]) {
    let Some((&step, bytes)) = data.split_first() else {
        return;
    };
    let keys = keys("newkey");
    let mut document = bytes.to_vec();
    let token = keys.encrypt(bytes, None, &mut rng()).unwrap();
    let old = self::keys("mykey")
        .encrypt(&[step; 9], None, &mut rng())
        .unwrap();
    // Real tokens in the middle of it, which the input alone would never have.
    let middle = document.len() / 2;
    document.splice(middle..middle, old.bytes());
    document.extend_from_slice(token.as_bytes());

    let whole = rewrap(&keys, &document, document.len());
    let pieces = rewrap(&keys, &document, usize::from(step) + 1);
    assert_eq!(pieces, whole);
    assert_eq!(whole.1.bytes, document.len() as u64);

    let mut census = Census::new();
    census.feed(&document);
    census.end();
    let mut by_pieces = Census::new();
    let mut waiting = Vec::new();
    for piece in document.chunks(usize::from(step) + 1) {
        waiting.extend_from_slice(piece);
        let done = by_pieces.window(&waiting, false);
        waiting.drain(..done);
    }
    by_pieces.window(&waiting, true);
    let counts = census.counts();
    assert_eq!(by_pieces.counts(), counts);
    assert_eq!(counts.foreign, whole.1.foreign);
    let items = whole.1.rewrapped + whole.1.unchanged + whole.1.failed;
    assert_eq!(counts.items() + counts.malformed, items);

    if let Some(at) = border(&document) {
        let (mut out, mut report) = rewrap(&keys, &document[..at], at);
        let (rest, later) = rewrap(&keys, &document[at..], document.len());
        report.append(later);
        out.extend(rest);
        assert_eq!((out.len(), report), (whole.0.len(), whole.1.clone()));
    }
    let again = rewrap(&keys, &whole.0, whole.0.len());
    assert_eq!(again.0, whole.0);
    assert_eq!((again.1.rewrapped, again.1.failed), (0, whole.1.failed));
    if whole.1.rewrapped == 0 {
        assert_eq!(whole.0, document);
    }
}

fn rewrap(keys: &TokenKeys, bytes: &[u8], step: usize) -> (Vec<u8>, Report) {
    let mut rewrapper = Rewrapper::new(keys, &[]).unwrap();
    let (mut rng, mut out) = (rng(), Vec::new());
    let (mut waiting, mut report) = (Vec::new(), Report::default());
    for piece in bytes.chunks(step.max(1)) {
        waiting.extend_from_slice(piece);
        let (done, part) = rewrapper.window(&waiting, false, &mut rng, &mut out);
        report.append(part);
        waiting.drain(..done);
    }
    report.append(rewrapper.window(&waiting, true, &mut rng, &mut out).1);
    (out, report)
}

fn keys(active: &str) -> TokenKeys {
    let keys = [
        ("mykey", "ASDFGHJKL1234567"),
        ("newkey", "0EE0D33AC67E4389AB2B46123729B875"),
    ]
    .map(|(name, secret)| {
        (
            KeyName::new(name).unwrap(),
            KeyMaterial::new(secret).unwrap(),
        )
    });
    let active = KeyName::new(active).unwrap();
    TokenKeys::new(
        keys.iter().map(|(name, secret)| (name, secret)),
        Some(&active),
    )
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}
