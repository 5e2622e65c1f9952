//! From old keys to the active one.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::{Zeroize as _, Zeroizing};

use crate::field::{self, FieldPath};
use crate::report::Report;
use crate::scan::{Found, Named, Scanner, What};
use crate::token::{self, TokenKeys};
use crate::token_parts::Parts;
use crate::{TokenError, token_header};

/// What became of one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rewrapped {
    /// It is under the active key already, and decrypts.
    Unchanged,
    /// The token that takes its place: the same value, bound to the same context, under the active key.
    New(String),
}

impl TokenKeys {
    /// Decrypts a token and encrypts its value under the active key. A binding to a context is carried over; the context
    /// itself is not needed, and not checked.
    ///
    /// # Errors
    /// As [`TokenKeys::decrypt`] without those for contexts, and [`TokenError::NoActiveKey`].
    pub fn rewrap(&self, token: &str, rng: &mut impl CryptoRng) -> Result<Rewrapped, TokenError> {
        let mut buffer = [0; token_header::ROOM];
        let (parts, header) = token::split(token.as_bytes(), &mut buffer)?;
        let (mut value, mut new) = (Zeroizing::new(Vec::new()), Vec::new());
        let named = Named::Read(header);
        let is_new = renew(self, &parts, &named, &mut value, rng, &mut new)?;
        let new = String::from_utf8(new).map_err(|_| TokenError::ValueTooLong)?;
        Ok(if is_new {
            Rewrapped::New(new)
        } else {
            Rewrapped::Unchanged
        })
    }
}

/// Rewraps the tokens in any bytes; all else stays byte for byte.
///
/// It can be interrupted and begun again: what is under the active key already stays as it is. One bad token never stops the
/// rest: it stays as it is, and is counted with its place and the reason. What a token is bound to is carried over.
pub struct Rewrapper<'k> {
    keys: &'k TokenKeys,
    scanner: Scanner,
    value: Zeroizing<Vec<u8>>,
    fields: Vec<FieldPath>,
    /// In lines of JSON: whether a line that is too long goes on.
    in_long_line: bool,
    waiting: Vec<u8>,
    report: Report,
}

impl<'k> Rewrapper<'k> {
    /// Takes the keys. Where `fields` are named, the bytes are lines of JSON, and only what stands in these members is rewrapped.
    ///
    /// # Errors
    /// [`TokenError::NoActiveKey`].
    pub fn new(keys: &'k TokenKeys, fields: &[FieldPath]) -> Result<Self, TokenError> {
        keys.active().ok_or(TokenError::NoActiveKey)?;
        Ok(Self {
            keys,
            scanner: Scanner::new(keys.headers()),
            value: Zeroizing::new(Vec::new()),
            fields: fields.to_vec(),
            in_long_line: false,
            waiting: Vec::new(),
            report: Report::default(),
        })
    }

    /// Takes the next bytes, of any length, and appends to `out` what is decided.
    ///
    /// ```
    /// use credtool_keyring::{KeyMaterial, KeyName, Rewrapper, TokenKeys};
    /// # use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mut rng = ChaCha20Rng::from_seed([7; 32]);
    /// let (old, new) = (KeyName::new("mykey")?, KeyName::new("newkey")?);
    /// let (one, two) = (KeyMaterial::new("ASDFGHJKL1234567")?, KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875")?);
    /// let before = TokenKeys::new([(&old, &one)], Some(&old));
    /// let after = TokenKeys::new([(&old, &one), (&new, &two)], Some(&new));
    /// let line = format!("{{\"password\":\"{}\"}}\n", before.encrypt(b"hunter2", None, &mut rng)?);
    ///
    /// let mut rewrapper = Rewrapper::new(&after, &[])?;
    /// let mut out = Vec::new();
    /// rewrapper.feed(line.as_bytes(), &mut rng, &mut out);
    /// let report = rewrapper.finish(&mut rng, &mut out);
    /// assert_eq!((report.rewrapped, report.failed), (1, 0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn feed(&mut self, bytes: &[u8], rng: &mut impl CryptoRng, out: &mut Vec<u8>) {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= ENOUGH + self.waiting.capacity() / 4 {
            self.go_on(false, rng, out);
        }
    }

    /// Takes it that no more bytes come, appends the rest to `out`, and returns what was done since the last time.
    pub fn finish(&mut self, rng: &mut impl CryptoRng, out: &mut Vec<u8>) -> Report {
        self.go_on(true, rng, out);
        std::mem::take(&mut self.report)
    }

    fn go_on(&mut self, at_end: bool, rng: &mut impl CryptoRng, out: &mut Vec<u8>) {
        let waiting = std::mem::take(&mut self.waiting);
        let (done, report) = self.window(&waiting, at_end, rng, out);
        self.report.append(report);
        self.waiting = waiting;
        self.waiting.drain(..done);
    }

    /// Rewraps what can be decided of `bytes` without what follows. Returns how many bytes that are; the others must be there again at
    /// the front of the next call. For callers that keep the bytes themselves: [`Rewrapper::feed`] does the same with a buffer.
    pub fn window(
        &mut self,
        bytes: &[u8],
        at_end: bool,
        rng: &mut impl CryptoRng,
        out: &mut Vec<u8>,
    ) -> (usize, Report) {
        let mut pass = Pass {
            keys: self.keys,
            value: &mut self.value,
            bytes,
            copied: 0,
            counted: 0,
            rng,
            out,
            report: Report::default(),
        };
        let done = if self.fields.is_empty() {
            self.scanner
                .scan(bytes, at_end, |found| pass.take(0, found))
        } else {
            let long = &mut self.in_long_line;
            lines(&mut self.scanner, &self.fields, long, at_end, &mut pass)
        };
        pass.copy_until(done);
        pass.lines_until(done);
        pass.report.bytes = done as u64;
        (done, pass.report)
    }
}

impl fmt::Debug for Rewrapper<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rewrapper")
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

/// Goes through whole lines of JSON, and in each through the named members only.
fn lines(
    scanner: &mut Scanner,
    fields: &[FieldPath],
    in_long_line: &mut bool,
    at_end: bool,
    pass: &mut Pass<'_, impl CryptoRng>,
) -> usize {
    let mut start = 0;
    while start < pass.bytes.len() {
        let rest = &pass.bytes[start..];
        let line_feed = memchr::memchr(b'\n', rest);
        if *in_long_line {
            *in_long_line = line_feed.is_none();
            start += line_feed.map_or(rest.len(), |at| at + 1);
            continue;
        }
        let len = match line_feed {
            Some(at) if at <= LONGEST_LINE => at + 1,
            _ if rest.len() > LONGEST_LINE => {
                *in_long_line = true;
                pass.fail(start, start, TokenError::Line(LINE_TOO_LONG));
                continue;
            }
            _ if at_end => rest.len(),
            _ => break,
        };
        let line = &rest[..len];
        match field::ranges(line, fields) {
            Ok(ranges) => {
                for range in ranges {
                    let from = start + range.start;
                    scanner.scan(&line[range], true, |found| pass.take(from, found));
                }
            }
            Err(at) => pass.fail(start + at, start + len, TokenError::Line(NO_JSON)),
        }
        start += len;
    }
    *in_long_line &= !at_end;
    start
}

/// One way through the bytes.
struct Pass<'p, R> {
    keys: &'p TokenKeys,
    value: &'p mut Zeroizing<Vec<u8>>,
    bytes: &'p [u8],
    /// Up to where the bytes are in `out`.
    copied: usize,
    /// Up to where the lines are counted.
    counted: usize,
    rng: &'p mut R,
    out: &'p mut Vec<u8>,
    report: Report,
}

impl<R: CryptoRng> Pass<'_, R> {
    fn take(&mut self, from: usize, found: Found<'_>) {
        let (start, end) = (from + found.start, from + found.end);
        let reason = match found.what {
            What::Foreign => {
                self.report.foreign += 1;
                return;
            }
            What::Token(parts, named) => {
                self.copy_until(start);
                match renew(self.keys, &parts, &named, self.value, self.rng, self.out) {
                    Ok(true) => {
                        self.copied = end;
                        self.report.rewrapped += 1;
                        return;
                    }
                    Ok(false) => {
                        self.report.unchanged += 1;
                        return;
                    }
                    Err(reason) => reason,
                }
            }
            What::Damaged(part) => TokenError::Malformed(part),
            What::TooLong => TokenError::TooLong,
        };
        self.fail(start, end, reason);
    }

    fn fail(&mut self, start: usize, end: usize, reason: TokenError) {
        self.lines_until(start);
        let line = self.report.lines + 1;
        self.report.fail(start as u64, end as u64, line, reason);
    }

    fn copy_until(&mut self, end: usize) {
        if end > self.copied {
            self.out.extend_from_slice(&self.bytes[self.copied..end]);
            self.copied = end;
        }
    }

    fn lines_until(&mut self, end: usize) {
        if end > self.counted {
            let lines = memchr::memchr_iter(b'\n', &self.bytes[self.counted..end]).count();
            self.report.lines += lines as u64;
            self.counted = end;
        }
    }
}

/// Appends the token under the active key; `false` when it is under it already, and decrypts. `value` is the room for the value in
/// between: encrypted where it stands, or erased. On an error nothing is appended.
fn renew(
    keys: &TokenKeys,
    parts: &Parts<'_>,
    named: &Named<'_>,
    value: &mut Zeroizing<Vec<u8>>,
    rng: &mut impl CryptoRng,
    out: &mut Vec<u8>,
) -> Result<bool, TokenError> {
    let active = keys.active().ok_or(TokenError::NoActiveKey)?;
    let (key, context) = keys.key_of(named)?;
    let room = token::room(parts.ciphertext);
    if value.capacity() < room {
        *value = Zeroizing::new(Vec::with_capacity(room * 2)); // the old one is erased, which growing would not do
    }
    value.clear();
    key.open(parts, value)?;
    if std::ptr::eq(key, active) {
        value.as_mut_slice().zeroize(); // not the whole capacity, which one long value may have grown
        value.clear();
        return Ok(false);
    }
    let start = out.len();
    let sealed = active.seal(value, context.as_ref(), rng, out);
    if sealed.is_err() {
        out.truncate(start);
    }
    sealed.map(|()| true)
}

/// Enough bytes to begin with: a token that is long is looked at a few times until it is whole, not thousands of times.
const ENOUGH: usize = 64 << 10;

/// The longest line of JSON; what is longer is not looked into.
const LONGEST_LINE: usize = 8 << 20;

const LINE_TOO_LONG: &str = "it has more than 8 MiB";
const NO_JSON: &str = "it is not JSON";
