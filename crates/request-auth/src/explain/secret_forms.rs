//! A secret as it is mangled in configuration.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::Cause;
use super::mistake::Mistake;

/// A key that the other side may have used instead of our secret.
pub(super) struct SecretForm {
    pub(super) mistake: Mistake,
    pub(super) key: Zeroizing<Vec<u8>>,
}

/// Returns every form of a secret that is usual by mistake and is not the secret itself, the usual ones first.
pub(super) fn of(secret: &[u8]) -> Vec<SecretForm> {
    let trimmed = trim(secret);
    let mut forms = Forms {
        secret,
        list: Vec::new(),
    };
    let white_space = Cause::SecretWhiteSpace;
    forms.add(
        white_space,
        "the secret here has white space around it that the other side's has not",
        Some(trimmed.to_vec()),
    );
    for (tail, detail) in TAILS {
        forms.add(white_space, detail, Some([trimmed, tail].concat()));
    }
    for (head, detail) in HEADS {
        forms.add(white_space, detail, Some([head, trimmed].concat()));
    }
    forms.add(
        white_space,
        "the secret here has white space in it that the other side's has not",
        Some(without_white_space(secret)),
    );
    forms.add(
        Cause::SecretHexDecoded,
        "the other side used the bytes that the hex digits of the secret spell",
        hex_decoded(trimmed),
    );
    forms.add(
        Cause::SecretHexDecoded,
        "the secret here is bytes, and the other side used their hex digits",
        (!is_text(secret)).then(|| lower_hex(secret)),
    );
    forms.add(
        Cause::KeySuffix,
        "the other side put an & behind the secret, as OAuth 1.0a does",
        Some([secret, b"&"].concat()),
    );
    forms.add(
        Cause::KeySuffix,
        "the other side put an & before the secret",
        Some([b"&", secret].concat()),
    );
    forms.add(
        Cause::KeySuffix,
        "the secret here ends with an & that the other side's has not",
        secret.strip_suffix(b"&").map(<[u8]>::to_vec),
    );
    forms.add(
        Cause::SecretBase64Decoded,
        "the other side used the bytes that the secret spells as base64",
        base64_decoded(trimmed),
    );
    forms.add(
        Cause::SecretBase64Decoded,
        "the other side used the secret encoded in base64",
        Some(base64::prelude::BASE64_STANDARD.encode(secret).into()),
    );
    forms.add(
        Cause::HexCase,
        "the other side used the secret in upper-case letters",
        Some(secret.to_ascii_uppercase()),
    );
    forms.add(
        Cause::HexCase,
        "the other side used the secret in lower-case letters",
        Some(secret.to_ascii_lowercase()),
    );
    forms.add(
        Cause::PlusOrSpace,
        "the secret here has a + where the other side's has a space",
        Some(replaced(secret, b'+', b' ')),
    );
    forms.add(
        Cause::PlusOrSpace,
        "the secret here has a space where the other side's has a +",
        Some(replaced(secret, b' ', b'+')),
    );
    forms.add(
        Cause::PercentEncoding,
        "the secret here is percent-encoded, and the other side's is not",
        Some(percent_encoding::percent_decode(secret).collect()),
    );
    forms.add(
        Cause::PercentEncoding,
        "the other side percent-encoded the secret",
        Some(
            percent_encoding::percent_encode(secret, super::akana::UNRESERVED)
                .to_string()
                .into(),
        ),
    );
    forms.add(
        Cause::WrongSecret,
        "the secret here stands in quotation marks, and the other side's does not",
        unquoted(secret),
    );
    forms.add(
        Cause::WrongSecret,
        "the other side's secret stands in quotation marks",
        Some([b"\"", secret, b"\""].concat()),
    );
    forms.list
}

struct Forms<'a> {
    secret: &'a [u8],
    list: Vec<SecretForm>,
}

impl Forms<'_> {
    fn add(&mut self, cause: Cause, detail: &'static str, form: Option<Vec<u8>>) {
        let form = form.map(Zeroizing::new);
        let secret = self.secret;
        let form = form.filter(|form| !form.is_empty() && ***form != *secret);
        self.list.extend(form.map(|key| SecretForm {
            mistake: Mistake::new(cause, detail),
            key,
        }));
    }
}

/// Returns the secret without white space, NULs and a byte order mark around it.
fn trim(secret: &[u8]) -> &[u8] {
    let secret = secret.strip_prefix(BOM).unwrap_or(secret);
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let start = secret.iter().take_while(|byte| is_blank(byte)).count();
    let end = secret.iter().rposition(|byte| !is_blank(byte));
    end.map_or(&[], |last| &secret[start..=last])
}

fn without_white_space(secret: &[u8]) -> Vec<u8> {
    let kept = secret.iter().filter(|byte| !byte.is_ascii_whitespace());
    kept.copied().collect()
}

fn unquoted(secret: &[u8]) -> Option<Vec<u8>> {
    match secret {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => Some(inner.to_vec()),
        _ => None,
    }
}

/// Returns the bytes that hex digits spell.
pub(super) fn hex_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some((digit(*high)? * 16 + digit(*low)?) as u8),
        _ => None,
    };
    text.chunks(2).map(pair).collect()
}

pub(super) fn lower_hex(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| b"0123456789abcdef"[usize::from(digit)])
        .collect()
}

/// Returns the bytes that base64 spells, in either alphabet, padded or not.
pub(super) fn base64_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let standard = LENIENT.decode(text);
    standard.or_else(|_| LENIENT_URL_SAFE.decode(text)).ok()
}

fn replaced(secret: &[u8], from: u8, to: u8) -> Vec<u8> {
    let replace = |byte: &u8| if *byte == from { to } else { *byte };
    secret.iter().map(replace).collect()
}

fn is_text(secret: &[u8]) -> bool {
    std::str::from_utf8(secret).is_ok_and(|text| !text.chars().any(char::is_control))
}

const BOM: &[u8] = b"\xef\xbb\xbf";

const TAILS: [(&[u8], &str); 5] = [
    (b"\n", "the other side's secret ends with a line feed"),
    (b"\r\n", "the other side's secret ends with CR LF"),
    (b" ", "the other side's secret ends with a space"),
    (b"\t", "the other side's secret ends with a tab"),
    (b"\0", "the other side's secret ends with a NUL"),
];

const HEADS: [(&[u8], &str); 5] = [
    (b" ", "the other side's secret starts with a space"),
    (b"\n", "the other side's secret starts with a line feed"),
    (b"\r\n", "the other side's secret starts with CR LF"),
    (b"\t", "the other side's secret starts with a tab"),
    (BOM, "the other side's secret starts with a byte order mark"),
];

const INDIFFERENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const LENIENT: GeneralPurpose = GeneralPurpose::new(&STANDARD, INDIFFERENT);
const LENIENT_URL_SAFE: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, INDIFFERENT);
