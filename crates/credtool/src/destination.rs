//! Where an artefact goes: stdout, or a new file.

use std::path::PathBuf;

use serde_json::Value;

use crate::failure::Failure;
use crate::io::{Check, Io, Target};

/// The options of every verb that makes something.
#[derive(clap::Args)]
pub(crate) struct Destination {
    /// Write to a new file of mode 0600 instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the file if it exists, atomically
    #[arg(long, requires = "output")]
    force: bool,
}

impl Destination {
    /// Refuses what could never be written, before any work is done for it.
    pub(crate) fn permit(&self) -> Result<(), Failure> {
        match &self.output {
            Some(path) if path.as_os_str() != "-" => Target::private(path, self.force).permit(),
            _ => Ok(()),
        }
    }

    /// Delivers `bytes`, or with `--json` the object `shown`. Where a file was named the bytes go there after `check` has
    /// read them back, and the `secret` members of the object become null.
    pub(crate) fn deliver(
        &self,
        io: &Io,
        mut shown: Value,
        secret: &[&str],
        bytes: &[u8],
        check: Check<'_>,
    ) -> Result<(), Failure> {
        let Some(path) = self.output.as_ref().filter(|path| path.as_os_str() != "-") else {
            return io.out.answer(&shown, bytes);
        };
        Target::private(path, self.force).write(bytes, check)?;
        for member in secret {
            shown[*member] = Value::Null;
        }
        shown["file"] = path.display().to_string().into();
        io.out.note(format!("wrote {}", path.display()));
        if !secret.is_empty() {
            io.warn_if_written_readable(path);
        }
        io.out.answer(&shown, "")
    }
}
