//! The parts of a token behind its header: `..` iv `.` cipher text `.` tag.

use crate::base64url;
use crate::token_header;

/// The encoded parts of one token (RFC 7516 §7.1), each valid base64url of its length; the encrypted key is empty, because `alg` is `dir`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    pub(crate) header: &'a [u8],
    pub(crate) iv: &'a [u8],
    pub(crate) ciphertext: &'a [u8],
    pub(crate) tag: &'a [u8],
}

/// What stands behind a header and its two dots. Every `end` is counted from there, and is the same however the bytes arrive.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body<'a> {
    Whole {
        iv: &'a [u8],
        ciphertext: &'a [u8],
        tag: &'a [u8],
        end: usize,
    },
    Damaged {
        part: &'static str,
        end: usize,
    },
    TooLong {
        end: usize,
    },
    /// The bytes end before this can be told.
    Unfinished,
}

/// Reads what stands behind the two dots; `rest` may go on with other text. `at_end` says that no more bytes will come.
pub(crate) fn body(rest: &[u8], at_end: bool) -> Body<'_> {
    let damaged = |part, end| Body::Damaged { part, end };
    let Some((iv, ciphertext_on)) = rest.split_at_checked(IV) else {
        let run = base64url::leading(rest, IV);
        return if run == rest.len() && !at_end {
            Body::Unfinished
        } else {
            damaged(IN_IV, run)
        };
    };
    let iv = match iv.split_last() {
        Some((b'.', iv)) => Some(iv),
        _ => None,
    };
    let Some(iv) = iv.filter(|iv| base64url::is_valid(iv)) else {
        return damaged(IN_IV, base64url::leading(rest, IV));
    };
    let room = &ciphertext_on[..ciphertext_on.len().min(LONGEST_CIPHERTEXT + 1)];
    let Some(len) = memchr::memchr(b'.', room) else {
        let run = base64url::leading(room, LONGEST_CIPHERTEXT);
        let end = IV + run;
        return if run == room.len() && !at_end {
            Body::Unfinished
        } else if run == LONGEST_CIPHERTEXT && run < room.len() {
            Body::TooLong { end }
        } else {
            damaged(IN_CIPHERTEXT, end)
        };
    };
    let ciphertext = &room[..len];
    if !base64url::is_valid(ciphertext) {
        return damaged(IN_CIPHERTEXT, IV + base64url::leading(ciphertext, len));
    }
    let before = IV + len + 1;
    let tag_on = &ciphertext_on[len + 1..];
    if let Some((tag, behind)) = tag_on.split_at_checked(TAG)
        && behind
            .first()
            .is_some_and(|&next| !base64url::is_character(next))
        && base64url::is_valid(tag)
    {
        let end = before + TAG;
        return Body::Whole {
            iv,
            ciphertext,
            tag,
            end,
        };
    }
    // One more than a tag has: it must not go on.
    let run = base64url::leading(tag_on, TAG + 1);
    if run == tag_on.len() && run <= TAG && !at_end {
        return Body::Unfinished;
    }
    let (tag, end) = (&tag_on[..run], before + run);
    if run == TAG && base64url::is_valid(tag) {
        Body::Whole {
            iv,
            ciphertext,
            tag,
            end,
        }
    } else {
        damaged(IN_TAG, end)
    }
}

/// An encoded iv with the dot behind it.
const IV: usize = base64url::encoded_len(12) + 1;
const TAG: usize = base64url::encoded_len(16);

/// The most characters of a token.
pub(crate) const LONGEST: usize = 1 << 20;

/// The most characters of a cipher text, whatever the header: so the limit is one number.
pub(crate) const LONGEST_CIPHERTEXT: usize = LONGEST - token_header::LONGEST - 2 - IV - 1 - TAG;

/// The most bytes of a value.
pub(crate) const LONGEST_VALUE: usize = LONGEST_CIPHERTEXT / 4 * 3;

const IN_IV: &str = "the initialisation vector has 16 characters of base64url and a dot behind it";
const IN_CIPHERTEXT: &str = "the cipher text is base64url with a dot behind it";
const IN_TAG: &str = "the tag has 22 characters of base64url";
