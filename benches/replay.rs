//! The replay guard, filled and in its stride: each new request pushes one out that expired. Beside it the least that could do
//! the same for requests that expire in the order in which they come, a hash map and a queue: what stays is the digest.

use std::collections::{HashMap, VecDeque};
use std::hint::black_box;
use std::time::{Duration, SystemTime};

use credtool_request_auth::{Replay, ReplayKey, ReplayMemory};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// How long a request is kept; so many nanoseconds pass between two of them that the guard stays as full as it is.
const KEPT: Duration = Duration::from_secs(300);

fn new_request(c: &mut Criterion) {
    for held in [1_000u32, 100_000, 1_000_000] {
        let mut group = c.benchmark_group(format!("replay/new {held}"));
        group.throughput(Throughput::Elements(1));
        let mut ours = Clock::new(held);
        let mut memory = ReplayMemory::new(held as usize + 1000);
        let mut ask = || {
            let (nonce, now) = ours.next();
            // Clients send at their own time: up to a second ago.
            let sent = now - Duration::from_millis(u64::from(ours.turn) * 37 % 1000);
            memory.check_and_insert(&key(&nonce), sent + KEPT, now)
        };
        for _ in 0..2 * held {
            assert_eq!(ask(), Replay::New);
        }
        group.bench_function("ours", |b| b.iter(&mut ask));
        assert!(memory.len() > held as usize * 9 / 10);

        let mut theirs = Clock::new(held);
        let mut map = HashMap::new();
        let mut queue = VecDeque::new();
        let mut ask = || {
            let (nonce, now) = theirs.next();
            let digest = key(&nonce).digest();
            while queue.front().is_some_and(|(_, end)| *end < now) {
                map.remove(&queue.pop_front().unwrap().0);
            }
            queue.push_back((digest, now + KEPT));
            map.insert(digest, now + KEPT).is_none()
        };
        for _ in 0..2 * held {
            assert!(ask());
        }
        group.bench_function("map and queue", |b| b.iter(&mut ask));
    }
}

/// The same request again: no time passes.
fn replayed(c: &mut Criterion) {
    let mut group = c.benchmark_group("replay/seen 1000000");
    let mut clock = Clock::new(1_000_000);
    let mut memory = ReplayMemory::new(1_000_001);
    for _ in 0..1_000_000 {
        let (nonce, now) = clock.next();
        assert_eq!(
            memory.check_and_insert(&key(&nonce), now + KEPT, now),
            Replay::New
        );
    }
    let (nonce, now) = clock.next();
    let _ = memory.check_and_insert(&key(&nonce), now + KEPT, now);
    group.bench_function("ours", |b| {
        b.iter(|| memory.check_and_insert(black_box(&key(&nonce)), now + KEPT, now))
    });
}

fn key(nonce: &str) -> ReplayKey<'_> {
    ReplayKey {
        scheme: "hmac-sha256",
        app: "myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T",
        token: "",
        nonce,
    }
}

/// Makes a new nonce and a little later instant each time.
struct Clock {
    turn: u32,
    now: SystemTime,
    step: Duration,
}

impl Clock {
    fn new(held: u32) -> Self {
        Self {
            turn: 0,
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000),
            step: KEPT / held,
        }
    }

    fn next(&mut self) -> (String, SystemTime) {
        self.turn += 1;
        self.now += self.step;
        (format!("13264091{:08}", self.turn), self.now)
    }
}

criterion_group!(benches, new_request, replayed);
criterion_main!(benches);
