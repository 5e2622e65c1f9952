//! Which keys still have tokens.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::scan::{Found, Named, Scanner, What};

/// Counts tokens by the name of their key. It needs no key: the name stands in the header, and nothing is decrypted, so a token
/// that was altered and kept its form is counted too.
pub struct Census {
    scanner: Scanner,
    /// To which key the known headers belong, by their number.
    known: Vec<usize>,
    keys: Vec<(String, u64)>,
    by_name: HashMap<String, usize>,
    waiting: Vec<u8>,
    counts: Counts,
    /// Where the piece of a damaged header would go on, counted from the beginning of the bytes that are looked at.
    piece: Option<usize>,
}

/// What a census found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Tokens by the name of their key.
    pub keys: BTreeMap<String, u64>,
    /// Items that are ours, and cut or damaged.
    pub malformed: u64,
    /// JWE of somebody else.
    pub foreign: u64,
    /// Tokens of more different names than the thousands that are kept apart.
    pub other_names: u64,
    /// How many bytes were looked at.
    bytes: u64,
    /// Whether the bytes begin with a piece of a damaged header, or end with one and one byte behind it: what another has counted
    /// before or behind them may be the other piece.
    begins_in_piece: bool,
    ends_in_piece: bool,
}

impl Counts {
    /// Returns the number of all tokens of ours that are whole.
    #[must_use]
    pub fn items(&self) -> u64 {
        self.keys.values().sum::<u64>() + self.other_names
    }

    /// Returns the number of tokens of one key.
    #[must_use]
    pub fn of(&self, name: &str) -> u64 {
        self.keys.get(name).copied().unwrap_or(0)
    }

    /// Adds what was counted in the bytes that follow.
    pub fn add(&mut self, other: &Self) {
        if self.bytes == 0 {
            self.begins_in_piece = other.begins_in_piece;
        } else if self.ends_in_piece && other.begins_in_piece {
            self.malformed -= 1;
        }
        if other.bytes > 0 {
            self.ends_in_piece = other.ends_in_piece;
        }
        self.bytes += other.bytes;
        for (name, count) in &other.keys {
            *self.keys.entry(name.clone()).or_default() += count;
        }
        self.malformed += other.malformed;
        self.foreign += other.foreign;
        self.other_names += other.other_names;
    }

    /// Returns the keys with 2^31 tokens or more: half of what random nonces allow (SP 800-38D §8.3), so their rotation is due.
    pub fn rotation_due(&self) -> impl Iterator<Item = &str> {
        let due = self
            .keys
            .iter()
            .filter(|(_, count)| **count >= ROTATION_DUE);
        due.map(|(name, _)| name.as_str())
    }
}

impl Census {
    /// Starts at nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            scanner: Scanner::new([]),
            known: Vec::new(),
            keys: Vec::new(),
            by_name: HashMap::new(),
            waiting: Vec::new(),
            counts: Counts::default(),
            piece: None,
        }
    }

    /// Takes the next bytes, of any length.
    ///
    /// ```
    /// let mut census = credtool_keyring::Census::new();
    /// let token = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoibXlrZXkifQ..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    /// census.feed(token[..70].as_bytes());
    /// census.feed(token[70..].as_bytes());
    /// census.end();
    /// assert_eq!(census.counts().of("mykey"), 1);
    /// ```
    pub fn feed(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= ENOUGH + self.waiting.capacity() / 4 {
            self.go_on(false);
        }
    }

    /// Takes it that these bytes are over; others, of another file, may follow.
    pub fn end(&mut self) {
        self.go_on(true);
    }

    fn go_on(&mut self, at_end: bool) {
        let waiting = std::mem::take(&mut self.waiting);
        let done = self.window(&waiting, at_end);
        self.waiting = waiting;
        self.waiting.drain(..done);
    }

    /// Counts what can be decided of `bytes` without what follows. Returns how many bytes that are; the others must be there again at the
    /// front of the next call. For callers that keep the bytes themselves: [`Census::feed`] does the same with a buffer.
    pub fn window(&mut self, bytes: &[u8], at_end: bool) -> usize {
        let (keys, by_name, counts, piece) = (
            &mut self.keys,
            &mut self.by_name,
            &mut self.counts,
            &mut self.piece,
        );
        let known = &self.known;
        let mut new_headers = Vec::new();
        let done = self
            .scanner
            .scan(bytes, at_end, |Found { start, end, what }| {
                let header_damaged = matches!(what, What::Damaged(crate::scan::IN_HEADER));
                if counts.bytes == 0 && start == 0 {
                    counts.begins_in_piece = header_damaged;
                }
                match what {
                    What::Token(_, Named::Known(number)) => keys[known[number]].1 += 1,
                    What::Token(parts, Named::Read(header)) => {
                        let number = match by_name.get(header.kid.as_ref()) {
                            Some(number) => *number,
                            None if keys.len() == MOST_NAMES => {
                                counts.other_names += 1;
                                return;
                            }
                            None => {
                                by_name.insert(header.kid.to_string(), keys.len());
                                keys.push((header.kid.to_string(), 0));
                                keys.len() - 1
                            }
                        };
                        keys[number].1 += 1;
                        let unbound = header.context.is_none();
                        let room = known.len() + new_headers.len() < MOST_HEADERS;
                        if unbound
                            && room
                            && parts.header.starts_with(crate::token_header::LANDMARK)
                        {
                            let header = (parts.header.to_vec(), number);
                            if !new_headers.contains(&header) {
                                new_headers.push(header);
                            }
                        }
                    }
                    What::Damaged(_) | What::TooLong => {
                        // Two pieces around one byte that is not of base64url are one damaged token.
                        let one = header_damaged && *piece == Some(start);
                        counts.malformed += u64::from(!one);
                        *piece = header_damaged.then_some(end + 1);
                    }
                    What::Foreign => counts.foreign += 1,
                }
            });
        for (header, number) in new_headers {
            self.known.push(number);
            self.scanner.learn(header);
        }
        self.counts.bytes += done as u64;
        self.counts.ends_in_piece = self.piece == Some(done);
        self.piece = self
            .piece
            .and_then(|at| at.checked_sub(done))
            .filter(|_| !at_end);
        done
    }

    /// Returns what was counted, and begins to count at nothing again: so that several can share the work on one stream, each taking
    /// pieces that end at a [`border`](crate::border).
    #[must_use]
    pub fn take(&mut self) -> Counts {
        let counts = self.counts();
        self.counts = Counts::default();
        for (_, count) in &mut self.keys {
            *count = 0;
        }
        counts
    }

    /// Returns what was counted.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let keys = self.keys.iter().filter(|(_, count)| *count > 0);
        Counts {
            keys: keys.cloned().collect(),
            ..self.counts.clone()
        }
    }
}

impl fmt::Debug for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Census")
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl Default for Census {
    fn default() -> Self {
        Self::new()
    }
}

/// Half of the 2^32 tokens that random nonces allow for one key.
const ROTATION_DUE: u64 = 1 << 31;

/// Enough bytes to begin with; see the rewrap.
const ENOUGH: usize = 64 << 10;

/// The most names that are kept apart: files of somebody else must not fill the memory.
const MOST_NAMES: usize = 4096;

/// The most headers that are known by their text.
const MOST_HEADERS: usize = 64;
