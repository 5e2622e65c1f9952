//! Tokens in any bytes: text, JSON, what a database dumps.
//!
//! A token begins with a header and two dots, because its encrypted key is empty. So the search is for `..`, and for the
//! characters that every header of ours begins with, which also finds what lost its dots. Both are searched many bytes at a time.
//! What is found never depends on where the bytes were cut into pieces: a decision that needs bytes to come waits for them,
//! and none needs more than the longest token.

use memchr::memmem::Finder;

use crate::base64url;
use crate::token_header::{self, Header, LANDMARK, LONGEST, Read};
use crate::token_parts::{Body, Parts, body};

/// Something in the bytes, from `start` to `end`.
pub(crate) struct Found<'a> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) what: What<'a>,
}

/// What it is.
pub(crate) enum What<'a> {
    /// A whole token of ours. Whether it decrypts is another matter.
    Token(Parts<'a>, Named<'a>),
    /// One of ours that is cut or damaged in the part that is told.
    Damaged(&'static str),
    /// One of ours, longer than any.
    TooLong,
    /// A JWE of somebody else.
    Foreign,
}

/// Which key a token names.
pub(crate) enum Named<'a> {
    /// Its header is the known one of this number, bound to nothing.
    Known(usize),
    /// What the header says.
    Read(Header<'a>),
}

/// Finds tokens, and knows some headers by their text, which spares reading them.
pub(crate) struct Scanner {
    landmark: Finder<'static>,
    dots: Finder<'static>,
    /// Encoded headers with the two dots.
    known: Vec<Vec<u8>>,
    /// The one that was met last: most often it comes again.
    latest: usize,
    header: Box<token_header::Buffer>,
}

impl Scanner {
    pub(crate) fn new(known_headers: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut scanner = Self {
            landmark: Finder::new(LANDMARK),
            dots: Finder::new(DOTS),
            known: Vec::new(),
            latest: 0,
            header: Box::new([0; _]),
        };
        known_headers
            .into_iter()
            .for_each(|header| scanner.learn(header));
        scanner
    }

    /// Takes the encoded header of a key, bound to nothing.
    pub(crate) fn learn(&mut self, mut header: Vec<u8>) {
        header.extend_from_slice(DOTS);
        self.known.push(header);
    }

    /// Hands over, in order, everything in `bytes` that can be told. Returns how many bytes are done with; the others must be
    /// there again at the front of the next call. `at_end` says that no more bytes will come, and then all are done with.
    pub(crate) fn scan(
        &mut self,
        bytes: &[u8],
        at_end: bool,
        mut visit: impl FnMut(Found<'_>),
    ) -> usize {
        let mut at = 0;
        // Each is searched again only when the scan has passed it: a long way to the next is gone once.
        let (mut landmark, mut dots) = (Next::default(), Next::default());
        loop {
            // Most often one token a line, or a value in quotes after the next: then nothing needs to be searched.
            if let Some(start) = self.right_behind(bytes, at) {
                match self.at_landmark(bytes, at, start, at_end, &mut visit) {
                    Step::On(next) => at = next,
                    Step::Wait(from) => return from,
                }
                continue;
            }
            let next = landmark.from(at, bytes.len(), &self.landmark, bytes);
            let before = dots.from(at, next.unwrap_or(bytes.len()), &self.dots, bytes);
            let step = match (before, next) {
                (Some(dots), _) => self.at_dots(bytes, at, dots, at_end, &mut visit),
                (None, Some(landmark)) => self.at_landmark(bytes, at, landmark, at_end, &mut visit),
                (None, None) => break,
            };
            match step {
                Step::On(next) => at = next,
                Step::Wait(from) => return from,
            }
        }
        if at_end { bytes.len() } else { kept(bytes, at) }
    }

    /// Decides what begins with a header as we write it.
    fn at_landmark(
        &mut self,
        bytes: &[u8],
        floor: usize,
        start: usize,
        at_end: bool,
        visit: &mut impl FnMut(Found<'_>),
    ) -> Step {
        let rest = &bytes[start..];
        if let Some(number) = self.known_at(rest) {
            let header_len = self.known[number].len() - DOTS.len();
            return whole_or_damaged(
                bytes,
                start,
                header_len,
                Named::Known(number),
                at_end,
                visit,
            );
        }
        let run = base64url::leading(rest, LONGEST);
        let behind = &rest[run..];
        if behind.len() < DOTS.len() && DOTS.starts_with(behind) && !at_end {
            // The whole run is kept: what it begins with must not depend on where the bytes were cut.
            Step::Wait(start - base64url::trailing(&bytes[floor..start], LONGEST))
        } else if behind.starts_with(DOTS) {
            self.at_dots(bytes, floor, start + run, at_end, visit)
        } else {
            let end = start + run;
            let what = What::Damaged(IN_HEADER);
            visit(Found { start, end, what });
            Step::On(end)
        }
    }

    /// Decides what stands around two dots. Nothing before `floor` belongs to it.
    fn at_dots(
        &mut self,
        bytes: &[u8],
        floor: usize,
        dots: usize,
        at_end: bool,
        visit: &mut impl FnMut(Found<'_>),
    ) -> Step {
        let run = base64url::trailing(&bytes[floor..dots], LONGEST);
        let run_start = dots - run;
        let (offset, read) = token_header::find(&bytes[run_start..dots], &mut self.header);
        let start = run_start + offset;
        if let Read::Ours(header) = read {
            let named = Named::Read(header);
            return whole_or_damaged(bytes, start, dots - start, named, at_end, visit);
        }
        // A whole body behind it has the shape of ours: then it was one, or is somebody else's.
        let end = match body(&bytes[dots + 2..], at_end) {
            Body::Unfinished => return Step::Wait(run_start),
            Body::Whole { end, .. } => Some(dots + 2 + end),
            _ => None,
        };
        let (end, what) = match (read, end) {
            (Read::Foreign, end) => (end.unwrap_or(dots + 2), What::Foreign),
            (_, Some(end)) => (end, What::Damaged(IN_HEADER)),
            // Both are damaged, and yet it began as one of ours.
            (_, None) if self.landmark.find(&bytes[run_start..dots]).is_some() => {
                (dots + 2, What::Damaged(IN_HEADER))
            }
            (_, None) => return Step::On(dots + 1),
        };
        visit(Found { start, end, what });
        Step::On(end)
    }

    /// Returns where a known header stands behind one byte that no token has.
    fn right_behind(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let (&between, rest) = bytes.get(at..)?.split_first()?;
        let apart = between != b'.' && !base64url::is_character(between);
        let known = self.known.get(self.latest)?;
        (apart && rest.starts_with(known)).then_some(at + 1)
    }

    fn known_at(&mut self, rest: &[u8]) -> Option<usize> {
        let is_here = |header: &Vec<u8>| rest.starts_with(header);
        if !self.known.get(self.latest).is_some_and(is_here) {
            self.latest = self.known.iter().position(is_here)?;
        }
        Some(self.latest)
    }
}

/// What a decision leads to.
enum Step {
    /// The scan goes on here.
    On(usize),
    /// More bytes must come; those from here on are kept.
    Wait(usize),
}

/// The next place of a needle, searched once.
#[derive(Default)]
struct Next {
    found: Option<usize>,
    searched: usize,
}

impl Next {
    /// Returns the first place that lies in `from..before`, or `None`.
    fn from(
        &mut self,
        from: usize,
        before: usize,
        needle: &Finder<'_>,
        bytes: &[u8],
    ) -> Option<usize> {
        if let Some(found) = self.found.filter(|&found| found >= from) {
            return (found < before).then_some(found);
        }
        let from = from.max(self.searched);
        // A needle may begin before the border and end behind it.
        let until = bytes.len().min(before + needle.needle().len() - 1);
        self.found = bytes
            .get(from..until)
            .and_then(|stretch| needle.find(stretch))
            .map(|at| from + at);
        if self.found.is_none() {
            self.searched = from.max(before);
        }
        self.found
    }
}

/// Reads the body of a token whose header is ours.
fn whole_or_damaged<'a>(
    bytes: &'a [u8],
    start: usize,
    header_len: usize,
    named: Named<'a>,
    at_end: bool,
    visit: &mut impl FnMut(Found<'_>),
) -> Step {
    let (header, behind) = bytes[start..].split_at(header_len);
    let (end, what) = match body(&behind[DOTS.len()..], at_end) {
        Body::Whole {
            iv,
            ciphertext,
            tag,
            end,
        } => {
            let parts = Parts {
                header,
                iv,
                ciphertext,
                tag,
            };
            (end, What::Token(parts, named))
        }
        Body::Damaged { part, end } => (end, What::Damaged(part)),
        Body::TooLong { end } => (end, What::TooLong),
        Body::Unfinished => return Step::Wait(start),
    };
    let end = start + header_len + DOTS.len() + end;
    visit(Found { start, end, what });
    Step::On(end)
}

/// Returns from where on the bytes must be there again, because a token may begin in them: the characters at the end, with
/// one dot at most behind them.
fn kept(bytes: &[u8], at: usize) -> usize {
    let undecided = &bytes[at..];
    let run_end = undecided.len() - usize::from(undecided.ends_with(b"."));
    at + run_end - base64url::trailing(&undecided[..run_end], LONGEST)
}

/// Returns the last place where no token can lie across: behind a line feed, else behind any byte that no token has. So pieces of
/// one stream can be rewrapped side by side. `None` when every byte could be one of a token.
///
/// ```
/// assert_eq!(credtool_keyring::border(b"one line\nand anoth"), Some(9));
/// ```
#[must_use]
pub fn border(bytes: &[u8]) -> Option<usize> {
    let of_no_token = |byte: &u8| *byte != b'.' && !base64url::is_character(*byte);
    let last = memchr::memrchr(b'\n', bytes).or_else(|| bytes.iter().rposition(of_no_token));
    last.map(|at| at + 1)
}

const DOTS: &[u8] = b"..";
pub(crate) const IN_HEADER: &str =
    "the header is base64url of a JSON object, with two dots behind it";
