//! The ways in which a signature or digest may be written: base64, and what clients write instead.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::Hash;
use percent_encoding::percent_decode_str;

use super::Cause;
use super::mistake::Mistake;
use super::secret_forms::{base64_decoded, hex_decoded};

/// The bytes that a text may stand for, and the mistake that it takes.
pub(super) struct Reading {
    pub(super) mistake: Option<Mistake>,
    pub(super) bytes: Vec<u8>,
}

/// Returns the readings of the text on the wire, the likeliest first. Where hex digits are found, that is no chance.
pub(super) fn readings(text: &str) -> Vec<Reading> {
    let mut list = Vec::new();
    let mut add = |mistake: Option<(Cause, &'static str)>, bytes: Option<Vec<u8>>| {
        let mistake = mistake.map(|(cause, detail)| Mistake::new(cause, detail));
        list.extend(bytes.map(|bytes| Reading { mistake, bytes }));
    };
    let once: Vec<u8> = percent_decode_str(text).collect();
    let plain = STANDARD.decode(&once).ok();
    add(
        Some((
            Cause::Malformed,
            "the signature is written in hex digits and not in base64",
        )),
        hex_of_a_hash(&once),
    );
    add(
        Some((
            Cause::Malformed,
            "the signature is base64 of its hex digits and not of its bytes",
        )),
        plain.as_deref().and_then(hex_of_a_hash),
    );
    if plain.is_some() {
        add(None, plain);
        return list;
    }
    let spaces_are_plus: Vec<u8> = once
        .iter()
        .map(|byte| if *byte == b' ' { b'+' } else { *byte })
        .collect();
    add(
        Some((
            Cause::PlusOrSpace,
            "the + signs of the signature's base64 arrived as spaces",
        )),
        STANDARD.decode(&spaces_are_plus).ok(),
    );
    let twice: Vec<u8> = percent_encoding::percent_decode(&once).collect();
    add(
        Some((
            Cause::PercentEncoding,
            "the signature is percent-encoded twice",
        )),
        STANDARD.decode(&twice).ok().filter(|_| twice != once),
    );
    add(
        Some((
            Cause::Malformed,
            "the signature is written in base64 of the URL-safe alphabet, without padding, or with white space",
        )),
        base64_decoded(
            &twice
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect::<Vec<u8>>(),
        ),
    );
    list
}

/// Returns what hex digits spell where they are as many as a hash has.
fn hex_of_a_hash(text: &[u8]) -> Option<Vec<u8>> {
    let as_many = [32, 40, 64, 96, 128].contains(&text.len());
    as_many.then(|| hex_decoded(text))?
}

/// Returns the hash that has so many bytes.
pub(super) fn hash_of_length(len: usize) -> Option<Hash> {
    let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    hashes.into_iter().find(|hash| hash.output_len() == len)
}

pub(super) fn hash_name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "SHA-1",
        Hash::Sha256 => "SHA-256",
        Hash::Sha384 => "SHA-384",
        Hash::Sha512 => "SHA-512",
    }
}

/// Says so where a signature is as long as none of the hashes that are computed here.
pub(super) fn no_hash_of_length(len: usize, expected: Hash) -> Option<Mistake> {
    if hash_of_length(len).is_some() {
        return None;
    }
    let (cause, like) = match len {
        16 => (Cause::WrongHash, ", as MD5"),
        _ => (Cause::Malformed, ""),
    };
    let (name, needed) = (hash_name(expected), expected.output_len());
    let detail = format!("the signature has {len} bytes{like}, and {name} has {needed}");
    Some(Mistake::new(cause, detail))
}
