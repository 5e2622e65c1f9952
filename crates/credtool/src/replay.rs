//! `--replay FILE`: what was accepted once is remembered in a file, across restarts and between processes, and refused a second time.
//!
//! The file is text. Its first line says whose it is; every other line is one entry of fixed width: a digest in lower-case
//! hex and the Unix second until which it is kept. No nonce and no token stands in it. A line whose digest is all zeros says
//! up to which second entries have been forgotten. `io/replay.rs` locks, reads and writes; what to write is decided here.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::failure::{Code, Failure};
use crate::io::Io;

/// The option of every verb that accepts something once.
#[derive(clap::Args)]
pub(crate) struct ReplayOption {
    /// Remember in this file what was accepted, and refuse it a second time; safe between processes
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
}

impl ReplayOption {
    /// Returns the guard that a library asks, at the moment `now`. A file that is not ours is refused before anything is verified.
    pub(crate) fn guard<'a>(&'a self, io: &'a Io, now: SystemTime) -> Result<Guard<'a>, Failure> {
        if let Some(path) = &self.replay {
            io.replay_permit(path)?;
        }
        Ok(Guard {
            file: self.replay.as_ref(),
            io,
            now,
            failure: None,
        })
    }
}

/// The guard of one command. Without a file everything is new.
pub(crate) struct Guard<'a> {
    file: Option<&'a PathBuf>,
    io: &'a Io,
    now: SystemTime,
    failure: Option<Failure>,
}

impl Guard<'_> {
    /// Returns whether the digest is new, and remembers it, in one step that no other process can come between. What keeps the file
    /// from answering is told by [`finish`](Self::finish).
    pub(crate) fn check_and_insert(
        &mut self,
        digest: [u8; 16],
        keep_until: SystemTime,
    ) -> Remembered {
        let Some(path) = self.file else {
            return Remembered::New;
        };
        let sighting = Sighting::new(digest, keep_until);
        match self.io.replay_check_and_insert(path, &sighting, self.now) {
            Ok(remembered) => {
                if let Some(problem) = remembered.problem() {
                    self.io.out.warn(format!("{} {problem}", path.display()));
                }
                remembered
            }
            Err(failure) => {
                self.failure = Some(failure);
                Remembered::Full
            }
        }
    }

    /// Ends the command where the file could not be asked.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.failure.map_or(Ok(()), Err)
    }
}

/// What the file answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// It was never accepted, and is now in the file, flushed.
    New,
    /// It was accepted before.
    Seen,
    /// There is no room: as many entries as there may be, and none has expired.
    Full,
    /// It lies before what the file has forgotten, so nobody knows.
    Forgotten,
}

impl Remembered {
    /// Returns what the file is to blame for.
    fn problem(self) -> Option<String> {
        match self {
            Self::New | Self::Seen => None,
            Self::Full => Some(format!(
                "is full: it holds {MOST} entries that have not expired, and forgets none of them"
            )),
            Self::Forgotten => Some(
                "has forgotten what expired after this request did: is the clock right?".to_owned(),
            ),
        }
    }
}

/// Something that was accepted, and how long that must be remembered.
#[derive(Debug)]
pub(crate) struct Sighting {
    digest: String,
    until: u64,
}

impl Sighting {
    /// Rounds up to the second: what could still be fresh is kept.
    fn new(digest: [u8; 16], keep_until: SystemTime) -> Self {
        let until = keep_until
            .checked_add(Duration::from_nanos(999_999_999))
            .unwrap_or(keep_until);
        Self {
            digest: base16ct::lower::encode_string(&digest),
            until: seconds(until),
        }
    }
}

/// What to do to the file before the answer may be given.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing: the answer stands.
    Answer(Remembered),
    /// Cut the file to `length`, where its last whole line ends, and append the line. The answer is then "new".
    Append { length: usize, line: Vec<u8> },
    /// Replace the whole file. The answer is then "new".
    Rewrite(Vec<u8>),
}

/// Decides what to do to a file with these bytes; no bytes at all is a file to be made. What has expired at `forget` is dropped
/// when it is half of the file.
pub(crate) fn decide(
    name: &str,
    bytes: &[u8],
    sighting: &Sighting,
    now: SystemTime,
    forget: SystemTime,
) -> Result<Step, Failure> {
    let (now, forget) = (seconds(now), seconds(forget));
    let lines = whole_lines(name, bytes)?;
    let (mut live, mut mark) = (0, 0);
    for line in lines.chunks_exact(WIDTH) {
        let until = until(line);
        if &line[..DIGITS] == sighting.digest.as_bytes() && until >= now {
            return Ok(Step::Answer(Remembered::Seen));
        }
        if &line[..DIGITS] == MARK {
            mark = mark.max(until);
        } else if until >= forget {
            live += 1;
        }
    }
    if sighting.until < mark {
        return Ok(Step::Answer(Remembered::Forgotten));
    }
    if live >= MOST {
        return Ok(Step::Answer(Remembered::Full));
    }
    let line = format!("{} {:012}\n", sighting.digest, sighting.until).into_bytes();
    let count = lines.len() / WIDTH;
    if !bytes.is_empty() && (count < FEW || count < 2 * live) {
        return Ok(Step::Append {
            length: HEADER.len() + lines.len(),
            line,
        });
    }
    let mut new = Vec::with_capacity(HEADER.len() + (live + 2) * WIDTH);
    new.extend_from_slice(HEADER);
    if count > live {
        let mark = mark.max(forget);
        new.extend_from_slice(format!("{} {mark:012}\n", String::from_utf8_lossy(MARK)).as_bytes());
    }
    let kept = lines
        .chunks_exact(WIDTH)
        .filter(|line| &line[..DIGITS] != MARK && until(line) >= forget);
    kept.for_each(|line| new.extend_from_slice(line));
    new.extend_from_slice(&line);
    Ok(Step::Rewrite(new))
}

/// Returns the whole lines under the first one. What a kill left of a last line was never answered with yes and is not there;
/// any other damage is refused, and so is what another tool wrote.
pub(crate) fn whole_lines<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a [u8], Failure> {
    if bytes.is_empty() {
        return Ok(bytes);
    }
    let Some(lines) = bytes.strip_prefix(HEADER) else {
        let failure = Failure::new(
            Code::WrittenByAnotherTool,
            format!("{name} is no replay file"),
        );
        return Err(failure.because("its first line is not `credtool replay v1`"));
    };
    let whole = lines.len() / WIDTH;
    let sound = lines
        .chunks_exact(WIDTH)
        .take_while(|line| is_sound(line))
        .count();
    // A file that grew on a machine that lost power may end in one line of anything, which was not flushed either.
    if sound + 1 < whole || (sound < whole && lines.len() % WIDTH != 0) {
        let failure = Failure::new(
            Code::Malformed,
            format!("the replay file {name} is damaged"),
        );
        return Err(failure.because(format!("line {} is no entry", sound + 2)).hint("name a new file; until the tolerance has passed the old one's entries are unknown to it"));
    }
    Ok(&lines[..sound * WIDTH])
}

fn is_sound(line: &[u8]) -> bool {
    let (digest, rest) = line.split_at(DIGITS);
    digest
        .iter()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && rest[0] == b' '
        && rest[1..=SECONDS].iter().all(u8::is_ascii_digit)
        && rest[SECONDS + 1] == b'\n'
}

/// Returns the second until which the entry of a sound line is kept.
fn until(line: &[u8]) -> u64 {
    line[DIGITS + 1..][..SECONDS]
        .iter()
        .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

/// Returns whole Unix seconds, within what a line can hold.
fn seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs()).min(LATEST)
}

/// The most entries: about 46 MB of a file that is not forgotten in halves yet may be twice that.
const MOST: usize = 1_000_000;

/// Under so many lines nothing is worth forgetting.
const FEW: usize = 1024;

/// The most bytes of a file.
pub(crate) const LARGEST: usize = HEADER.len() + (2 * MOST + FEW) * WIDTH;

pub(crate) const HEADER: &[u8] = b"credtool replay v1\n";
const MARK: &[u8] = &[b'0'; DIGITS];
const DIGITS: usize = 32;
const SECONDS: usize = 12;
const LATEST: u64 = 999_999_999_999;
const WIDTH: usize = DIGITS + 1 + SECONDS + 1;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// An entry whose digest is the number, kept until the second.
    fn sighting(number: u128, until: u64) -> Sighting {
        Sighting::new(number.to_be_bytes(), at(until))
    }

    fn line(number: u128, until: u64) -> String {
        format!("{number:032x} {until:012}\n")
    }

    fn file(lines: impl IntoIterator<Item = String>) -> Vec<u8> {
        let mut file = HEADER.to_vec();
        lines
            .into_iter()
            .for_each(|line| file.extend_from_slice(line.as_bytes()));
        file
    }

    fn step(bytes: &[u8], sighting: &Sighting, now: u64) -> Step {
        decide("f", bytes, sighting, at(now), at(now)).unwrap()
    }

    /// Does to the bytes what the step says.
    fn done(bytes: &[u8], step: Step) -> Vec<u8> {
        match step {
            Step::Answer(_) => bytes.to_vec(),
            Step::Append { length, line } => [&bytes[..length], &line].concat(),
            Step::Rewrite(bytes) => bytes,
        }
    }

    #[test]
    fn once_is_new_and_twice_is_seen() {
        let first = done(b"", step(b"", &sighting(1, 300), 0));
        assert_eq!(first, file([line(1, 300)]));
        assert_eq!(
            step(&first, &sighting(1, 300), 100),
            Step::Answer(Remembered::Seen)
        );
        assert_eq!(
            step(&first, &sighting(1, 300), 300),
            Step::Answer(Remembered::Seen)
        );
        let second = done(&first, step(&first, &sighting(2, 300), 100));
        assert_eq!(second, file([line(1, 300), line(2, 300)]));
    }

    #[test]
    fn what_has_expired_is_new_again() {
        let old = file([line(1, 300)]);
        let new = done(&old, step(&old, &sighting(1, 900), 301));
        assert_eq!(new, file([line(1, 300), line(1, 900)]));
        assert_eq!(
            step(&new, &sighting(1, 900), 500),
            Step::Answer(Remembered::Seen)
        );
    }

    #[test]
    fn a_part_of_a_second_is_kept_whole() {
        let kept = Sighting::new([1; 16], at(300) + Duration::from_millis(1));
        assert_eq!(kept.until, 301);
        assert_eq!(Sighting::new([1; 16], at(300)).until, 300);
        assert_eq!(Sighting::new([1; 16], at(1 << 60)).until, LATEST);
        assert_eq!(
            Sighting::new([1; 16], SystemTime::UNIX_EPOCH - Duration::from_secs(9)).until,
            0
        );
    }

    #[test]
    fn a_torn_last_line_is_cut_off() {
        let whole = file([line(1, 300), line(2, 300)]);
        let kept = HEADER.len() + WIDTH;
        for length in kept..whole.len() {
            let torn = &whole[..length];
            let mended = done(torn, step(torn, &sighting(3, 300), 0));
            assert_eq!(mended, file([line(1, 300), line(3, 300)]), "{length}");
        }
        let zeros = [&whole[..], &[0; WIDTH]].concat();
        assert_eq!(
            done(&zeros, step(&zeros, &sighting(3, 300), 0)),
            file([line(1, 300), line(2, 300), line(3, 300)])
        );
    }

    #[test]
    fn damage_before_the_last_line_is_refused() {
        for damaged in [
            file([line(1, 300).to_uppercase().replace('1', "A"), line(2, 300)]),
            file([line(1, 300), "x".repeat(WIDTH), line(2, 300)]),
            file(["x".repeat(WIDTH), "x".to_owned()]),
        ] {
            let failure = decide("f", &damaged, &sighting(3, 300), at(0), at(0)).unwrap_err();
            assert_eq!(failure.code, Code::Malformed);
        }
    }

    #[test]
    fn a_file_of_somebody_else_is_refused() {
        for other in [
            "\n",
            "hello\n",
            "credtool replay v2\n",
            "credtool replay v1",
            "credtool replay v1\r\n",
        ] {
            let failure =
                decide("f", other.as_bytes(), &sighting(1, 300), at(0), at(0)).unwrap_err();
            assert_eq!(failure.code, Code::WrittenByAnotherTool, "{other:?}");
        }
    }

    #[test]
    fn half_a_file_of_expired_entries_is_forgotten_and_nothing_else() {
        let old = file((0..FEW as u128).map(|n| line(n + 1, if n % 2 == 0 { 100 } else { 900 })));
        assert!(matches!(
            step(&old, &sighting(9999, 900), 100),
            Step::Append { .. }
        ));
        let new = done(&old, step(&old, &sighting(9999, 900), 101));
        let kept = (0..FEW as u128)
            .filter(|n| n % 2 != 0)
            .map(|n| line(n + 1, 900));
        assert_eq!(
            new,
            file(
                std::iter::once(line(0, 101))
                    .chain(kept)
                    .chain([line(9999, 900)])
            )
        );
        assert_eq!(
            step(&new, &sighting(2, 900), 101),
            Step::Answer(Remembered::Seen)
        );
    }

    /// One process read the clock, then waited; another has forgotten in the meantime what the first one carries.
    #[test]
    fn what_may_have_been_forgotten_is_not_new() {
        let file = file([line(0, 101)]);
        assert_eq!(
            step(&file, &sighting(1, 100), 99),
            Step::Answer(Remembered::Forgotten)
        );
        assert!(matches!(
            step(&file, &sighting(1, 101), 99),
            Step::Append { .. }
        ));
    }

    /// `--at` in the future lets nothing be forgotten.
    #[test]
    fn what_the_clock_has_not_reached_is_kept() {
        let old = file((0..2 * FEW as u128).map(|n| line(n + 1, 100)));
        let step = decide("f", &old, &sighting(9999, 900), at(500), at(50)).unwrap();
        assert!(matches!(step, Step::Append { .. }));
    }

    #[test]
    fn a_full_file_refuses_and_is_never_larger_than_can_be_read() {
        let mut full = file([]);
        (0..MOST as u128).for_each(|n| full.extend_from_slice(line(n + 1, 900).as_bytes()));
        assert_eq!(
            step(&full, &sighting(0xffff_ffff, 900), 0),
            Step::Answer(Remembered::Full)
        );
        assert_eq!(
            step(&full, &sighting(MOST as u128, 900), 0),
            Step::Answer(Remembered::Seen)
        );
        assert!(
            matches!(step(&full, &sighting(0xffff_ffff, 1900), 901), Step::Rewrite(new) if new == file([line(0, 901), line(0xffff_ffff, 1900)]))
        );
        assert!(full.len() * 2 < LARGEST + HEADER.len() + WIDTH);
    }
}
