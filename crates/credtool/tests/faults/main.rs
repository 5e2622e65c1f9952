//! Every verb that writes, killed at every call to the operating system that touches files, and refused each of them with ENOSPC, EIO
//! and EACCES. After each: every file is whole, old or new; after the next run all agree and nothing of ours is left.
//!
//! `CREDTOOL_FAULTS=all` tries every point; without it each call is tried with a kill and with one error in turn, and a case that has
//! very many points is sampled evenly. The counts are printed.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

mod app; // those of the app registry
mod ca; // those of the authority
mod case; // what a verb changes, and what is old and new
mod cases; // the verbs
mod config; // config set-secret
mod keyring; // those of the keyring
mod point; // one call and what happens to it
mod store; // what stands in a store
mod strace; // the calls of a run, and a run with a fault in it

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use case::{Case, Standing};
use point::Point;

#[test]
fn nothing_is_lost_at_any_call() {
    if !strace::is_there() {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "strace is missing"
        );
        println!("skipped: strace is not installed, or may not trace here");
        return;
    }
    let every = std::env::var_os("CREDTOOL_FAULTS").is_some_and(|value| value == "all");
    let only = std::env::var("CREDTOOL_FAULTS_CASE").ok();
    let (mut tried, mut possible) = (0, 0);
    for case in cases::ALL {
        if only.as_ref().is_some_and(|only| !case.name.contains(only)) {
            continue;
        }
        let started = std::time::Instant::now();
        let template = fresh(&root().join("template"));
        (case.set_up)(&template);
        let points = points(case, &template);
        let chosen = if every {
            points.clone()
        } else {
            sample(&points, case.most)
        };
        let fired = try_all(case, &template, &chosen);
        println!(
            "{}: {fired} points tried of {} ({} s)",
            case.name,
            points.len(),
            started.elapsed().as_secs()
        );
        assert!(
            fired * 10 >= chosen.len() * 9,
            "faults that were ordered did not happen"
        );
        tried += fired;
        possible += points.len();
    }
    println!("{tried} points tried of {possible}; CREDTOOL_FAULTS=all tries them all");
}

/// Returns every fault at every call from the first that touches the folder.
fn points(case: &Case, template: &Path) -> Vec<Point> {
    let folder = copy(template, "count");
    let trace = root().join("count.trace");
    let output = strace::watch(&(case.command)(&folder), &trace);
    assert!(output.status.success(), "{}: {output:?}", case.name);
    assert_eq!(
        case.standing(&folder, template),
        Standing::New,
        "{}: {output:?}",
        case.name
    );
    let calls = strace::calls(&fs::read_to_string(&trace).unwrap(), &folder);
    assert!(calls.len() > 5, "{}: {calls:?}", case.name);
    Point::all(&calls)
}

/// Keeps a kill and one error of each call; of very many, evenly fewer of both.
fn sample(points: &[Point], most: usize) -> Vec<Point> {
    let usual = points.iter().filter(|point| point.is_usual()).cloned();
    let (kills, errors): (Vec<_>, Vec<_>) = usual.partition(Point::kills);
    let evenly = |points: Vec<Point>| {
        let step = points.len().div_ceil(most / 2).max(1);
        points.into_iter().step_by(step)
    };
    evenly(kills).chain(evenly(errors)).collect()
}

/// Tries the points with as many threads as there are processors, and returns how many faults happened.
fn try_all(case: &Case, template: &Path, points: &[Point]) -> usize {
    let (next, fired) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .min(4);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (next, fired) = (&next, &fired);
            scope.spawn(move || {
                while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if try_one(case, template, point, thread) {
                        fired.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    fired.into_inner()
}

/// Runs the verb with one fault, looks, runs it again, looks again. Returns whether the fault happened.
fn try_one(case: &Case, template: &Path, point: &Point, thread: usize) -> bool {
    let folder = copy(template, &format!("work{thread}"));
    let trace = root().join(format!("work{thread}.trace"));
    let first = strace::inject(&(case.command)(&folder), point, &trace);
    let about = format!("{}, {point}: {first:?}", case.name);
    if !strace::happened(
        &first,
        &fs::read_to_string(&trace).unwrap_or_default(),
        point,
    ) {
        return false;
    }
    assert_ne!(first.status.code(), Some(124), "it hangs: {about}");
    let said = String::from_utf8_lossy(&first.stderr);
    // That closing a folder fails is what the standard library cannot imagine. It is then as a kill.
    let died = point.kills() || said.contains("unexpected error during closedir");
    assert!(died || !said.contains("panicked"), "{about}");
    for left in [case.leftovers(&folder), case.logs(&folder)].concat() {
        let private = case::is_private(&left, &folder);
        assert!(private, "{about}: {}", left.display());
    }
    let standing = case.standing(&folder, template);
    assert_ne!(standing, Standing::Damaged, "{about}");
    if first.status.success() {
        assert_eq!(standing, Standing::New, "status 0 and not done: {about}");
    } else if !died && !case.one_by_one {
        assert_ne!(standing, Standing::Mixed, "all or none: {about}");
    }
    let second = (case.command)(&folder).output().unwrap();
    let about = format!("{about}\nthen {second:?}\n{:?}", case.names(&folder));
    let standing = case.standing(&folder, template);
    if second.status.success() {
        assert_eq!(standing, Standing::New, "{about}");
    } else {
        assert!((case.may_refuse_again)(&second), "{about}");
        assert!(
            matches!(standing, Standing::Old | Standing::New),
            "{standing:?}, {about}"
        );
    }
    let left = [case.leftovers(&folder), case.logs(&folder)].concat();
    assert_eq!(left, [] as [PathBuf; 0], "{about}");
    true
}

/// Copies the folder with modes and links.
fn copy(template: &Path, name: &str) -> PathBuf {
    let folder = fresh(&root().join(name));
    let from = format!("{}/.", template.display());
    let copied = Command::new("cp").args(["-a", &from]).arg(&folder).status();
    assert!(copied.unwrap().success());
    folder
}

fn fresh(folder: &Path) -> PathBuf {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    folder.to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults")
}
