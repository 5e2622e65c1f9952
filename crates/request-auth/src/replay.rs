//! Replay guards: what a verifier asks about a request that is genuine and fresh, and one that remembers in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

/// What makes a request the same one again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplayKey<'a> {
    /// The scheme, as `hmac-sha256`.
    pub scheme: &'a str,
    /// The app, spelled as in its credentials.
    pub app: &'a str,
    /// The token of the schemes that have one, else empty.
    pub token: &'a str,
    /// The nonce, as text.
    pub nonce: &'a str,
}

impl ReplayKey<'_> {
    /// Returns 16 bytes that stand for the key wherever it is remembered: the first half of the SHA-256 over the four fields,
    /// each after its length in 8 bytes, big-endian. Two keys with the same bytes take 2⁶⁴ tries to find.
    ///
    /// ```
    /// use credtool_request_auth::ReplayKey;
    /// let key = ReplayKey { scheme: "hmac-sha256", app: "a", token: "", nonce: "1326409129918" };
    /// let moved = ReplayKey { app: "", token: "a", ..key };
    /// assert_ne!(key.digest(), moved.digest());
    /// ```
    #[must_use]
    pub fn digest(&self) -> [u8; 16] {
        let mut hash = Sha256::new();
        for field in [self.scheme, self.app, self.token, self.nonce] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        let mut first_half = [0; 16];
        first_half.copy_from_slice(&hash.finalize()[..16]);
        first_half
    }
}

/// What a replay guard answers. Whoever writes one checks and remembers in one step, so that of two equal requests at the
/// same time one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// Never seen; from now on it is.
    New,
    /// Seen before: a replay.
    Seen,
    /// The guard cannot tell, for example because it is full. The request is refused.
    Unavailable,
}

/// A replay guard in memory: at most `capacity` requests, each up to its own end.
///
/// - **It never forgets early.** A full guard answers [`Replay::Unavailable`] rather than dropping what still counts. So
///   the capacity is the number of requests that may come within the time that a request stays fresh on both sides: twice
///   the tolerance. 500 a second with a tolerance of five minutes are 300 000.
/// - **A clock that is set back opens nothing.** A request as old as one that was forgotten already is
///   [`Replay::Unavailable`], because it may be that one.
/// - **Time is flat.** A call reclaims four expired entries at most, and nothing that holds many entries is ever moved as a
///   whole.
/// - **Memory follows use**: about 70 bytes for each request that is held (70 MB for a million), and not much more than a
///   byte for each that could be. Address space of 24 bytes for each, up to a million, is reserved at first.
///
/// It forgets everything when the process ends, and other processes do not see it: then requests that are still fresh can
/// be replayed once. Where that matters, the guard is a file or a database behind the same closure.
///
/// ```
/// use std::sync::Mutex;
/// use std::time::{Duration, SystemTime};
/// use credtool_request_auth::{Replay, ReplayKey, ReplayMemory};
///
/// let memory = Mutex::new(ReplayMemory::new(300_000));
/// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
/// // The closure that a scheme's `verify` takes. A poisoned lock refuses.
/// let guard = |key: &ReplayKey<'_>, keep_until: SystemTime| match memory.lock() {
///     Ok(mut memory) => memory.check_and_insert(key, keep_until, now),
///     Err(_) => Replay::Unavailable,
/// };
/// let key = ReplayKey { scheme: "hmac-sha256", app: "a", token: "", nonce: "1326409129918" };
/// assert_eq!(guard(&key, now + Duration::from_secs(300)), Replay::New);
/// assert_eq!(guard(&key, now + Duration::from_secs(300)), Replay::Seen);
/// ```
pub struct ReplayMemory {
    /// A hash table of short lists, because a table that grows stops everybody while it moves a million entries, and one
    /// with tombstones grows although no more is held.
    buckets: Box<[Vec<Entry>]>,
    /// So that nobody can choose nonces that all fall into one bucket.
    hash_keys: RandomState,
    /// The same entries, the first to expire on top; and some that were forgotten meanwhile.
    by_end: BinaryHeap<Reverse<Entry>>,
    len: usize,
    capacity: usize,
    /// The latest end of all that was forgotten.
    forgotten: Option<u64>,
}

/// One request, ordered by its end: see [`nanoseconds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    end: u64,
    digest: [u8; 16],
}

/// The mean of a full guard: a list grows to 32 places, which one in two hundred exceeds.
const ENTRIES_PER_BUCKET: usize = 20;

/// Two would keep up with one new entry a call.
const RECLAIMED_PER_CALL: usize = 4;

/// What is reserved at first does not follow a capacity beyond this.
const RESERVED_AT_MOST: usize = 1 << 20;

impl ReplayMemory {
    /// Makes an empty guard for so many requests. A capacity of 0 refuses everything.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let reserved = capacity.min(RESERVED_AT_MOST);
        Self {
            buckets: vec![Vec::new(); reserved.div_ceil(ENTRIES_PER_BUCKET).max(1)].into(),
            hash_keys: RandomState::new(),
            by_end: BinaryHeap::with_capacity(reserved),
            len: 0,
            capacity,
            forgotten: None,
        }
    }

    /// Returns how many requests are held, those included that expired and were not reclaimed yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns how many requests can be held.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Says whether the request was seen, and remembers it up to and including `keep_until`.
    ///
    /// [`Replay::Unavailable`] when the guard is full of what has not expired, when `keep_until` is past already (a
    /// verifier that checks freshness first never asks that), or when the clock was set back so far that the request may
    /// have been forgotten.
    #[must_use]
    pub fn check_and_insert(
        &mut self,
        key: &ReplayKey<'_>,
        keep_until: SystemTime,
        now: SystemTime,
    ) -> Replay {
        let (digest, now) = (key.digest(), nanoseconds(now));
        let entry = Entry {
            end: nanoseconds(keep_until),
            digest,
        };
        for _ in 0..RECLAIMED_PER_CALL {
            if !self.reclaim_one(now) {
                break;
            }
        }
        let mut bucket = self.bucket(&digest).iter();
        match bucket.find(|held| held.digest == digest).copied() {
            Some(held) if held.end >= now => return Replay::Seen,
            Some(expired) => self.forget(&expired),
            None => {}
        }
        if entry.end < now || Some(entry.end) <= self.forgotten || self.len >= self.capacity {
            return Replay::Unavailable;
        }
        self.bucket(&digest).push(entry);
        self.by_end.push(Reverse(entry));
        self.len += 1;
        Replay::New
    }

    /// Takes the first to expire, if it has; says whether it had.
    fn reclaim_one(&mut self, now: u64) -> bool {
        match self.by_end.peek() {
            Some(&Reverse(first)) if first.end < now => {
                self.by_end.pop();
                self.forget(&first);
                true
            }
            _ => false,
        }
    }

    /// Takes an entry out, unless it is gone or came again with another end.
    fn forget(&mut self, entry: &Entry) {
        let bucket = self.bucket(&entry.digest);
        let Some(at) = bucket.iter().position(|held| held == entry) else {
            return;
        };
        bucket.swap_remove(at);
        if bucket.is_empty() {
            *bucket = Vec::new(); // gives its memory back
        }
        self.len -= 1;
        self.forgotten = self.forgotten.max(Some(entry.end));
    }

    fn bucket(&mut self, digest: &[u8; 16]) -> &mut Vec<Entry> {
        let hash = self.hash_keys.hash_one(digest);
        let count = self.buckets.len() as u64;
        &mut self.buckets[(hash % count) as usize]
    }
}

impl fmt::Debug for ReplayMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplayMemory({} of {})", self.len, self.capacity)
    }
}

/// Returns nanoseconds since 1970. An instant before is 0 and one after the year 2554 is the maximum, which nothing is later
/// than: so no end is ever drawn nearer.
fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| {
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn key(nonce: &str) -> ReplayKey<'_> {
        ReplayKey {
            scheme: "hmac-sha256",
            app: "myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T",
            token: "",
            nonce,
        }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
    }

    /// Frozen: guards on disk hold such bytes. Computed with Python's hashlib.
    #[test]
    fn digests_stay_what_they_are() {
        let digest = base16(&key("1326409129918").digest());
        assert_eq!(digest, "91f18c947831cbf3f7def66bdbdb5498");
    }

    fn base16(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn every_field_and_its_place_counts() {
        let one = ReplayKey {
            scheme: "a",
            app: "b",
            token: "c",
            nonce: "d",
        };
        let others = [
            ReplayKey { scheme: "x", ..one },
            ReplayKey { app: "x", ..one },
            ReplayKey { token: "x", ..one },
            ReplayKey { nonce: "x", ..one },
            ReplayKey {
                scheme: "ab",
                app: "",
                ..one
            },
            ReplayKey {
                token: "",
                nonce: "cd",
                ..one
            },
        ];
        assert!(others.iter().all(|other| other.digest() != one.digest()));
    }

    #[test]
    fn seen_up_to_and_including_its_end() {
        let mut memory = ReplayMemory::new(10);
        let mut ask = |now| memory.check_and_insert(&key("n"), at(300), now);
        assert_eq!(ask(at(0)), Replay::New);
        assert_eq!(ask(at(0)), Replay::Seen);
        assert_eq!(ask(at(300)), Replay::Seen);
        // A nanosecond later it is no longer fresh, and nothing fresh has this end.
        assert_eq!(ask(at(300) + Duration::from_nanos(1)), Replay::Unavailable);
        assert_eq!(
            memory.check_and_insert(&key("n"), at(601), at(301)),
            Replay::New
        );
        assert_eq!(
            memory.check_and_insert(&key("n"), at(601), at(302)),
            Replay::Seen
        );
    }

    #[test]
    fn a_full_guard_refuses_and_never_evicts() {
        let mut memory = ReplayMemory::new(2);
        assert_eq!(
            memory.check_and_insert(&key("a"), at(300), at(0)),
            Replay::New
        );
        assert_eq!(
            memory.check_and_insert(&key("b"), at(200), at(0)),
            Replay::New
        );
        assert_eq!(
            memory.check_and_insert(&key("c"), at(999), at(200)),
            Replay::Unavailable
        );
        assert_eq!(
            memory.check_and_insert(&key("a"), at(300), at(200)),
            Replay::Seen
        );
        assert_eq!(
            memory.check_and_insert(&key("b"), at(200), at(200)),
            Replay::Seen
        );
        assert_eq!(
            memory.check_and_insert(&key("c"), at(999), at(201)),
            Replay::New
        );
        assert_eq!((memory.len(), memory.capacity()), (2, 2));
        let mut none = ReplayMemory::new(0);
        assert_eq!(
            none.check_and_insert(&key("a"), at(300), at(0)),
            Replay::Unavailable
        );
    }

    #[test]
    fn what_expired_makes_room_a_little_at_a_time() {
        let mut memory = ReplayMemory::new(100);
        for nonce in 0..100 {
            let answer = memory.check_and_insert(&key(&nonce.to_string()), at(300), at(0));
            assert_eq!(answer, Replay::New);
        }
        for (call, left) in [(1, 97), (2, 94), (3, 91)] {
            let nonce = format!("later {call}");
            let answer = memory.check_and_insert(&key(&nonce), at(600), at(301));
            assert_eq!((answer, memory.len()), (Replay::New, left));
        }
        for call in 4..200 {
            let nonce = format!("later {call}");
            let _ = memory.check_and_insert(&key(&nonce), at(900), at(601));
        }
        assert_eq!(memory.len(), 100);
        assert_eq!(memory.by_end.len(), 100);
    }

    #[test]
    fn a_clock_set_back_opens_nothing() {
        let mut memory = ReplayMemory::new(10);
        assert_eq!(
            memory.check_and_insert(&key("a"), at(300), at(0)),
            Replay::New
        );
        assert_eq!(
            memory.check_and_insert(&key("b"), at(4000), at(3600)),
            Replay::New
        );
        assert_eq!(memory.len(), 1); // a was reclaimed
        assert_eq!(
            memory.check_and_insert(&key("a"), at(300), at(10)),
            Replay::Unavailable
        );
        assert_eq!(
            memory.check_and_insert(&key("c"), at(310), at(10)),
            Replay::New
        );
    }

    #[test]
    fn what_was_forgotten_out_of_turn_stays_forgotten() {
        let mut memory = ReplayMemory::new(100);
        let mut ask =
            |nonce: &str, end, now| memory.check_and_insert(&key(nonce), at(end), at(now));
        for nonce in 0..50 {
            assert_eq!(ask(&nonce.to_string(), 10, 0), Replay::New);
        }
        assert_eq!(ask("late", 20, 0), Replay::New);
        // Asked about while many that ended before it still wait for their turn.
        assert_eq!(ask("late", 20, 30), Replay::Unavailable);
        assert_eq!(ask("other", 40, 30), Replay::New);
        assert_eq!(ask("late", 20, 15), Replay::Unavailable);
    }

    #[test]
    fn ends_beyond_all_clocks_hold() {
        let mut memory = ReplayMemory::new(2);
        let far = UNIX_EPOCH + Duration::from_secs(1 << 40);
        assert_eq!(memory.check_and_insert(&key("a"), far, at(0)), Replay::New);
        assert_eq!(memory.check_and_insert(&key("a"), far, far), Replay::Seen);
        let early = UNIX_EPOCH - Duration::from_secs(10);
        assert_eq!(
            memory.check_and_insert(&key("b"), early, early),
            Replay::New
        );
        assert_eq!(
            memory.check_and_insert(&key("b"), early, early),
            Replay::Seen
        );
    }

    #[test]
    fn a_boundless_capacity_reserves_little() {
        let mut memory = ReplayMemory::new(usize::MAX);
        assert_eq!(
            memory.check_and_insert(&key("a"), at(300), at(0)),
            Replay::New
        );
        assert_eq!(
            format!("{memory:?}"),
            format!("ReplayMemory(1 of {})", usize::MAX)
        );
        assert!(!memory.is_empty());
    }

    /// What the guard is in the plainest words: a list, cleared of what has expired before each answer.
    fn plain(list: &mut Vec<(u8, u64)>, capacity: usize, nonce: u8, end: u64, now: u64) -> Replay {
        list.retain(|(_, end)| *end >= now);
        if list.iter().any(|(held, _)| *held == nonce) {
            return Replay::Seen;
        }
        if end < now || list.len() >= capacity {
            return Replay::Unavailable;
        }
        list.push((nonce, end));
        Replay::New
    }

    proptest! {
        #[test]
        fn behaves_as_a_plain_list(
            capacity in 0usize..12,
            asked in proptest::collection::vec((0u8..20, 0u64..12, 0u64..4), 0..400),
        ) {
            let mut memory = ReplayMemory::new(capacity);
            let mut list = Vec::new();
            let mut now = 1;
            for (nonce, ahead, step) in asked {
                now += step;
                let end = now + ahead - 1;
                let answer = memory.check_and_insert(&key(&nonce.to_string()), at(end), at(now));
                prop_assert_eq!(answer, plain(&mut list, capacity, nonce, end, now));
                prop_assert!(list.len() <= memory.len() && memory.len() <= capacity);
            }
        }

        /// Wherever the clock jumps: one request, whose end never changes, is new once.
        #[test]
        fn nothing_is_new_twice(
            asked in proptest::collection::vec((0u8..20, 0u64..60), 0..400),
        ) {
            let mut memory = ReplayMemory::new(15);
            let mut new = std::collections::HashSet::new();
            for (nonce, now) in asked {
                let end = u64::from(nonce) * 3;
                let answer = memory.check_and_insert(&key(&nonce.to_string()), at(end), at(now));
                prop_assert!(answer != Replay::New || new.insert(nonce));
            }
        }
    }
}
