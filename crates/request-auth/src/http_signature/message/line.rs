//! One line of a field (RFC 9421 §2.1).

use std::borrow::Cow;

/// Returns a line without white space around it, and each obsolete fold as one space (RFC 9112 §5.2).
pub(super) fn unfolded(line: &[u8]) -> Cow<'_, [u8]> {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let start = line.iter().take_while(|byte| blank(byte)).count();
    let end = line
        .iter()
        .rposition(|byte| !blank(byte))
        .map_or(start, |last| last + 1);
    let line = &line[start..end];
    if memchr::memchr(b'\n', line).is_none() {
        return Cow::Borrowed(line);
    }
    let mut out: Vec<u8> = Vec::with_capacity(line.len());
    for (place, part) in line.split(|byte| *byte == b'\n').enumerate() {
        // A line feed that no white space follows is no fold, and stays to be refused.
        match part.first() {
            Some(b' ' | b'\t') if place > 0 => {
                let kept = out
                    .iter()
                    .rposition(|byte| !blank(byte))
                    .map_or(0, |last| last + 1);
                out.truncate(kept);
                out.push(b' ');
                let text = part.iter().take_while(|byte| blank(byte)).count();
                out.extend_from_slice(&part[text..]);
            }
            _ if place > 0 => {
                out.push(b'\n');
                out.extend_from_slice(part);
            }
            _ => out.extend_from_slice(part),
        }
    }
    Cow::Owned(out)
}
