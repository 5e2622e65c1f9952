//! A secret as it is mangled in configuration.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::Cause;

/// A secret that the other side may have used instead of ours.
pub(super) struct SecretForm {
    pub(super) cause: Cause,
    pub(super) detail: &'static str,
    pub(super) secret: Zeroizing<Vec<u8>>,
}

/// Returns every form of a secret that is usual by mistake and is not the secret itself.
pub(super) fn of(secret: &[u8]) -> Vec<SecretForm> {
    let mut forms = Vec::new();
    let mut add = |cause, detail, form: Option<Vec<u8>>| {
        let form = form.map(Zeroizing::new);
        forms.extend(
            form.filter(|form| !form.is_empty() && **form != *secret)
                .map(|secret| SecretForm {
                    cause,
                    detail,
                    secret,
                }),
        );
    };
    let text = std::str::from_utf8(secret).ok();

    let trimmed = trim(secret);
    add(
        Cause::SecretWhiteSpace,
        "the secret here has white space around it that the other side's has not",
        Some(trimmed.to_vec()),
    );
    add(
        Cause::SecretWhiteSpace,
        "the secret here has white space in it that the other side's has not",
        Some(without_white_space(secret)),
    );
    for tail in TAILS {
        add(
            Cause::SecretWhiteSpace,
            "the other side's secret has white space after it that the one here has not",
            Some([trimmed, tail].concat()),
        );
    }
    for head in HEADS {
        add(
            Cause::SecretWhiteSpace,
            "the other side's secret has white space or a byte order mark before it",
            Some([head, trimmed].concat()),
        );
    }
    add(
        Cause::WrongSecret,
        "the secret here stands in quotation marks, and the other side's does not",
        unquoted(trimmed),
    );

    let hex = base16ct::mixed::decode_vec(trimmed).ok();
    add(
        Cause::SecretHexDecoded,
        "the other side used the bytes that the hex digits of the secret spell",
        hex,
    );
    add(
        Cause::SecretHexDecoded,
        "the secret here is bytes whose hex text the other side used",
        Some(base16ct::lower::encode_string(secret).into()),
    );
    add(
        Cause::SecretHexDecoded,
        "the secret here is bytes whose hex text the other side used",
        Some(base16ct::upper::encode_string(secret).into()),
    );

    add(
        Cause::SecretBase64Decoded,
        "the other side used the bytes that the secret spells as base64",
        base64_decoded(trimmed),
    );
    add(
        Cause::SecretBase64Decoded,
        "the secret here is bytes whose base64 text the other side used",
        Some(LENIENT.encode(secret).into()),
    );

    add(
        Cause::HexCase,
        "the other side used the secret in lower case",
        Some(secret.to_ascii_lowercase()),
    );
    add(
        Cause::HexCase,
        "the other side used the secret in upper case",
        Some(secret.to_ascii_uppercase()),
    );

    add(
        Cause::PlusOrSpace,
        "the secret here has a + where the other side's has a space",
        Some(replaced(secret, b'+', b' ')),
    );
    add(
        Cause::PlusOrSpace,
        "the secret here has a space where the other side's has a +",
        Some(replaced(secret, b' ', b'+')),
    );
    add(
        Cause::PercentEncoding,
        "the secret here is percent-encoded, and the other side's is not",
        Some(percent_encoding::percent_decode(secret).collect()),
    );
    add(
        Cause::PercentEncoding,
        "the other side used the secret percent-encoded",
        Some(
            form_urlencoded::byte_serialize(secret)
                .collect::<String>()
                .into(),
        ),
    );
    add(
        Cause::PercentEncoding,
        "the secret here is percent-encoded as in a form, and the other side's is not",
        text.map(form_decoded),
    );
    forms
}

/// Returns the secret without white space, NULs and a byte order mark around it.
fn trim(secret: &[u8]) -> &[u8] {
    let secret = secret.strip_prefix(BOM).unwrap_or(secret);
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let start = secret
        .iter()
        .position(|byte| !is_blank(byte))
        .unwrap_or(secret.len());
    let end = secret
        .iter()
        .rposition(|byte| !is_blank(byte))
        .map_or(start, |last| last + 1);
    &secret[start..end]
}

fn without_white_space(secret: &[u8]) -> Vec<u8> {
    secret
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect()
}

fn unquoted(secret: &[u8]) -> Option<Vec<u8>> {
    match secret {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => Some(inner.to_vec()),
        _ => None,
    }
}

fn base64_decoded(secret: &[u8]) -> Option<Vec<u8>> {
    LENIENT
        .decode(secret)
        .or_else(|_| LENIENT_URL_SAFE.decode(secret))
        .ok()
}

fn replaced(secret: &[u8], from: u8, to: u8) -> Vec<u8> {
    secret
        .iter()
        .map(|byte| if *byte == from { to } else { *byte })
        .collect()
}

fn form_decoded(secret: &str) -> Vec<u8> {
    percent_encoding::percent_decode(&replaced(secret.as_bytes(), b'+', b' ')).collect()
}

const BOM: &[u8] = b"\xef\xbb\xbf";
const TAILS: [&[u8]; 5] = [b"\n", b"\r\n", b" ", b"\t", b"\0"];
const HEADS: [&[u8]; 2] = [BOM, b" "];

const INDIFFERENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const LENIENT: GeneralPurpose = GeneralPurpose::new(&STANDARD, INDIFFERENT);
const LENIENT_URL_SAFE: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, INDIFFERENT);
