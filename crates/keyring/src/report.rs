//! What a rewrap did.

use crate::TokenError;

/// What became of the tokens in some bytes. Reports of bytes that follow each other are put together with [`Report::append`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Tokens that are now under the active key.
    pub rewrapped: u64,
    /// Tokens that were under the active key already, and decrypt.
    pub unchanged: u64,
    /// Items that stand there untouched because they could not be rewrapped.
    pub failed: u64,
    /// JWE of somebody else, untouched.
    pub foreign: u64,
    /// The first thousand of what failed, in their order.
    pub failures: Vec<Failed>,
    /// How many bytes were read.
    pub bytes: u64,
    /// How many line feeds were among them.
    pub lines: u64,
    /// Where the first and the last of what failed lie, when they are pieces of a damaged header.
    pub(crate) first_piece: Option<u64>,
    pub(crate) last_piece: Option<u64>,
}

/// One item that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failed {
    /// Where it begins, in bytes from the beginning.
    pub offset: u64,
    /// The line it stands in; the first has the number 1.
    pub line: u64,
    /// Why.
    pub reason: TokenError,
}

impl Report {
    /// Adds the report of the bytes that follow, whatever the border between them.
    pub fn append(&mut self, later: Self) {
        // A byte in the middle of a header that is not of base64url leaves two pieces; they are one damaged token.
        let one = self.last_piece.is_some()
            && self.last_piece == later.first_piece.map(|start| start + self.bytes);
        let skipped = usize::from(one);
        let room = MOST_LISTED - self.failures.len().min(MOST_LISTED);
        let failures = later.failures.into_iter().skip(skipped).take(room);
        self.failures.extend(failures.map(|failed| Failed {
            offset: failed.offset + self.bytes,
            line: failed.line + self.lines,
            reason: failed.reason,
        }));
        if later.failed > 0 {
            self.last_piece = later.last_piece.map(|end| end + self.bytes);
            if self.failed == 0 {
                self.first_piece = later.first_piece.map(|start| start + self.bytes);
            }
        }
        self.failed += later.failed - u64::from(one);
        self.rewrapped += later.rewrapped;
        self.unchanged += later.unchanged;
        self.foreign += later.foreign;
        self.bytes += later.bytes;
        self.lines += later.lines;
    }

    /// Adds one item from `start` to `end`.
    pub(crate) fn fail(&mut self, start: u64, end: u64, line: u64, reason: TokenError) {
        let piece = reason == TokenError::Malformed(crate::scan::IN_HEADER);
        let begins = piece.then_some(start);
        if begins.is_some() && self.last_piece == begins {
            self.last_piece = Some(end + 1);
            return;
        }
        if self.failed == 0 {
            self.first_piece = begins;
        }
        self.last_piece = piece.then_some(end + 1);
        self.failed += 1;
        if self.failures.len() < MOST_LISTED {
            self.failures.push(Failed {
                offset: start,
                line,
                reason,
            });
        }
    }
}

/// The most failures that are listed; the others are counted.
const MOST_LISTED: usize = 1000;
