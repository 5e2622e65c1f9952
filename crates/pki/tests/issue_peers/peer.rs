//! Other people's tools, and a folder for what they read.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a tool; `None` where it is not installed (which a continuous integration run does not forgive).
pub fn run(tool: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => Some(output),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{tool}: {error}");
            eprintln!("skipped: {tool} is not installed");
            None
        }
    }
}

/// Runs a tool that must succeed; returns what it prints, on both streams.
pub fn succeeds(tool: &str, arguments: &[&str]) -> Option<String> {
    let output = run(tool, arguments)?;
    let said = said(&output);
    assert!(output.status.success(), "{tool} {arguments:?}: {said}");
    Some(said)
}

pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A folder that is gone with the value.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Returns the path of a file in it.
    pub fn file(&self, name: &str) -> String {
        self.path().join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file; returns its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path().join(name), text).unwrap();
        self.file(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }
}
