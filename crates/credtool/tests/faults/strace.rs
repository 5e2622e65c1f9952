//! strace: the calls of a run, and a run in which one of them fails or kills.

use std::collections::HashMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::point::Point;

/// The calls that touch files. A question mark: not on every processor.
const CALLS: &str = "?open,openat,?creat,read,pread64,readv,write,pwrite64,writev,fsync,fdatasync,?rename,renameat,renameat2,\
?link,linkat,?unlink,unlinkat,?chmod,fchmod,fchmodat,?chown,fchown,fchownat,flock,close,?stat,?lstat,fstat,?newfstatat,statx,\
?mkdir,mkdirat,?rmdir,ftruncate,fallocate,lseek,getdents64,?readlink,readlinkat,copy_file_range,sendfile,?access,faccessat,\
faccessat2,fcntl";

/// Whether strace is installed and may trace.
pub(crate) fn is_there() -> bool {
    Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs the command and writes down its calls.
pub(crate) fn watch(command: &Command, trace: &Path) -> Output {
    under(
        command,
        trace,
        &["-s", "4096", "-e", &format!("trace={CALLS}")],
    )
}

/// Runs the command with one fault in it.
pub(crate) fn inject(command: &Command, point: &Point, trace: &Path) -> Output {
    let watched = format!("trace={}", point.call());
    under(command, trace, &["-e", &watched, "-e", &point.injection()])
}

fn under(command: &Command, trace: &Path, options: &[&str]) -> Output {
    // Nothing may wait for ever either. What times out is ended with its children, and answers 124.
    let mut strace = Command::new("timeout");
    strace
        .args(["60", "strace", "-f", "-qqq", "-o"])
        .arg(trace)
        .args(options);
    strace.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        strace.current_dir(folder);
    }
    strace.stdin(Stdio::null()).output().unwrap()
}

/// Returns the calls of the first process from the first that names the folder: each as its name and its number among those of its
/// name since the process began, which is how strace counts.
pub(crate) fn calls(trace: &str, folder: &Path) -> Vec<(String, usize)> {
    let folder = folder.to_str().unwrap();
    let first = trace.split_whitespace().next().unwrap_or_default();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut calls = Vec::new();
    let mut reached = false;
    for line in trace.lines() {
        let Some((process, rest)) = line.split_once(' ') else {
            continue;
        };
        let Some((call, _)) = rest.trim_start().split_once('(') else {
            continue;
        };
        // A call that was interrupted by another process is shown in two halves; the first half has the name.
        if process != first
            || !call
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            continue;
        }
        let count = counts.entry(call).or_insert(0);
        *count += 1;
        reached |= rest.contains(folder);
        if reached {
            calls.push((call.to_owned(), *count));
        }
    }
    calls
}

/// Whether the fault happened; strace and timeout pass on what the child died of.
pub(crate) fn happened(output: &Output, trace: &str, point: &Point) -> bool {
    if point.kills() {
        output.status.signal() == Some(9) || output.status.code() == Some(128 + 9)
    } else {
        trace.contains("(INJECTED)")
    }
}
