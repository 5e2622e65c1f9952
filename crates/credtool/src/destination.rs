//! Where an artefact goes: stdout, or a new file.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::Failure;
use crate::io::{Check, Edit, Io, Target};

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
    /// A new file, and no other: one that is there is refused.
    pub(crate) fn new_file(path: PathBuf) -> Self {
        Self {
            output: Some(path),
            force: false,
        }
    }

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

    /// Returns the file that can become part of a change of other files: not stdout, and no terminal, pipe or device.
    pub(crate) fn file(&self) -> Option<&Path> {
        let file = self.output.as_deref();
        file.filter(|path| {
            path.as_os_str() != "-" && !Target::private(path, self.force).is_stream()
        })
    }

    /// Refuses what could never be written as part of a change, before any work is done for it.
    pub(crate) fn permit_in(&self, edit: &Edit) -> Result<(), Failure> {
        self.file()
            .map_or(Ok(()), |path| edit.permit(path, self.force))
    }

    /// Plans the file as part of a change that began with [`Destination::file`]; [`Destination::planned`] ends it.
    pub(crate) fn plan(
        &self,
        edit: &mut Edit,
        bytes: &[u8],
        check: Check<'_>,
    ) -> Result<(), Failure> {
        let Some(path) = self.file() else {
            return Ok(());
        };
        edit.write(path, bytes.to_vec(), self.force, check)
    }

    /// Ends what [`Destination::plan`] began, once the change was carried out: says so, or delivers to what is no file.
    pub(crate) fn planned(&self, io: &Io, mut shown: Value, bytes: &[u8]) -> Result<(), Failure> {
        let Some(path) = self.file() else {
            return self.deliver(io, shown, &[], bytes, &|_| Ok(()));
        };
        shown["file"] = path.display().to_string().into();
        io.out.note(format!("wrote {}", path.display()));
        io.out.answer(&shown, "")
    }
}
