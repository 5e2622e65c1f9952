//! BASE64URL (RFC 7515 §2): URL-safe, no padding, and of one value exactly one text: bits that are left over must be zero.

use base64_simd::{AsOut as _, URL_SAFE_NO_PAD};

/// Whether the byte is one of the 64 characters.
pub(crate) fn is_character(byte: u8) -> bool {
    CHARACTERS[byte as usize]
}

/// Returns how many characters stand at the front, at most `most`.
pub(crate) fn leading(text: &[u8], most: usize) -> usize {
    let text = &text[..text.len().min(most)];
    text.iter()
        .position(|&byte| !is_character(byte))
        .unwrap_or(text.len())
}

/// Returns how many characters stand at the end, at most `most`.
pub(crate) fn trailing(text: &[u8], most: usize) -> usize {
    let text = &text[text.len().saturating_sub(most)..];
    let other = text.iter().rposition(|&byte| !is_character(byte));
    text.len() - other.map_or(0, |at| at + 1)
}

/// Whether the text encodes something. A census of short tokens is little else, so those are checked without a call and without branches,
/// which the compiler turns into wide registers; for long ones the call is worth it.
pub(crate) fn is_valid(text: &[u8]) -> bool {
    if text.len() > SHORT {
        return URL_SAFE_NO_PAD.check(text).is_ok();
    }
    let other = text.iter().fold(0, |other, &byte| {
        let letter = (byte & 0xdf).wrapping_sub(b'A') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        other | u8::from(!(letter | digit | (byte == b'-') | (byte == b'_')))
    });
    let unused_bits = match text.len() % 4 {
        0 => 0,
        1 => return false,
        2 => 0b1111,
        _ => 0b11,
    };
    let last = text.last().map_or(0, |&byte| value(byte));
    other == 0 && last & unused_bits == 0
}

/// Returns the six bits that a character stands for.
fn value(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        _ => 63,
    }
}

/// Returns the bytes of a part whose length is known.
pub(crate) fn decode_array<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != encoded_len(N) {
        return None;
    }
    let len = URL_SAFE_NO_PAD
        .decode(text, bytes.as_mut_slice().as_out())
        .ok()?
        .len();
    (len == N).then_some(bytes)
}

/// Decodes into the front of `buffer`; `None` when it does not fit or encodes nothing.
pub(crate) fn decode<'b>(text: &[u8], buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    if URL_SAFE_NO_PAD.decoded_length(text).ok()? > buffer.len() {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text, buffer.as_out()).ok()?;
    Some(bytes)
}

/// Decodes and appends.
pub(crate) fn decode_append(text: &[u8], bytes: &mut Vec<u8>) -> Option<()> {
    URL_SAFE_NO_PAD.decode_append(text, bytes).ok()
}

/// Encodes and appends.
pub(crate) fn encode_append(bytes: &[u8], text: &mut Vec<u8>) {
    URL_SAFE_NO_PAD.encode_append(bytes, text);
}

/// Encodes into the front of `buffer`, which has room, and returns how many characters that are.
pub(crate) fn encode(bytes: &[u8], buffer: &mut [u8]) -> usize {
    URL_SAFE_NO_PAD.encode(bytes, buffer.as_out()).len()
}

/// Encodes the last `len` bytes of `buffer` into the same buffer, from `to` on. Pieces are copied out first: what is read
/// always lies at or behind what was written, because the text ends before the buffer does.
pub(crate) fn encode_from_the_end(buffer: &mut [u8], len: usize, to: usize) {
    let mut piece = [0; 768];
    let (mut from, mut to) = (buffer.len() - len, to);
    while from < buffer.len() {
        let count = piece.len().min(buffer.len() - from);
        piece[..count].copy_from_slice(&buffer[from..from + count]);
        from += count;
        let text = URL_SAFE_NO_PAD.encode(&piece[..count], buffer[to..].as_out());
        to += text.len();
    }
}

/// Returns the length of the text for so many bytes.
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

/// The longest text that is checked without a call.
const SHORT: usize = 256;

const CHARACTERS: [bool; 256] = {
    let mut characters = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        characters[byte] =
            (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'-' || byte as u8 == b'_';
        byte += 1;
    }
    characters
};

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told to be valid is exactly what decodes.
    #[test]
    fn valid_is_what_decodes() {
        for len in (0..70_usize).chain(250..262) {
            for at in [0, 31, 32, 33, len / 2, len.saturating_sub(1)] {
                for byte in 0..=255 {
                    let mut text = vec![b'A'; len];
                    if at < len {
                        text[at] = byte;
                    }
                    let decodes = URL_SAFE_NO_PAD.decode_to_vec(&text).is_ok();
                    assert_eq!(is_valid(&text), decodes, "{len} {at} {byte}");
                    assert_eq!(is_character(byte), is_valid(&[b'A', b'A', b'A', byte]));
                }
            }
        }
    }
}
