//! A folder of mode 0700 in which this program is run as a person would run it; a temporary one goes at the end.

use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::read::plain;
use super::{Io, NewFolder, disk, write};
use crate::failure::{Code, Failure};

/// The folder.
#[derive(Debug)]
pub(crate) struct Playground {
    path: PathBuf,
    program: PathBuf,
    /// Removed with all that is in it when it is dropped.
    _temporary: Option<tempfile::TempDir>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// None where a signal ended it.
    pub(crate) status: Option<i32>,
    /// Nothing where a file took it.
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

impl Io {
    /// Makes the folder: `keep`, which stays and has to be new or empty, or a temporary one.
    pub(crate) fn playground(&self, keep: Option<&Path>) -> Result<Playground, Failure> {
        let program = std::env::current_exe().map_err(|error| not_run(&error))?;
        let Some(path) = keep else {
            let temporary = temporary().map_err(|error| {
                Failure::new(Code::WriteFailed, "could not make a temporary folder")
                    .because(plain(&error))
            })?;
            return Ok(Playground {
                path: temporary.path().to_owned(),
                program,
                _temporary: Some(temporary),
            });
        };
        let folder = self.new_folder(path)?;
        let mut entries = std::fs::read_dir(path).map_err(|error| write::failed(path, &error))?;
        if entries.next().is_some() {
            let message = format!("could not work in {}", path.display());
            return Err(Failure::new(Code::FolderNotEmpty, message)
                .because("something is in this folder already"));
        }
        NewFolder::keep(folder);
        Ok(Playground {
            path: path.to_owned(),
            program,
            _temporary: None,
        })
    }
}

impl Playground {
    /// Writes a new file of mode 0600, with the folders that lead to it.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.path.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| write::failed(folder, &error))?;
        }
        disk::write_new(&path, text.as_bytes(), disk::Access::Private)
            .map_err(|error| write::failed(&path, &error))
    }

    /// Reads a file, as far as it is text; the error is a sentence.
    pub(crate) fn read(&self, name: &str) -> Result<String, String> {
        match std::fs::read(self.path.join(name)) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => Err(format!("a file {name}: {}", plain(&error))),
        }
    }

    /// Runs this program in the folder. It sees none of our variables, so that only what is typed counts, and asks nothing.
    pub(crate) fn run(
        &self,
        arguments: &[OsString],
        stdin: Option<&str>,
        stdout: Option<&str>,
    ) -> Result<Ran, Failure> {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_ours(name)) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .current_dir(&self.path)
            .env("CREDTOOL_NO_INPUT", "1")
            .env("NO_COLOR", "1");
        command.stdin(match stdin {
            Some(name) => self.opened(name, OpenOptions::new().read(true))?,
            None => Stdio::null(),
        });
        if let Some(name) = stdout {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true);
            private(&mut options);
            command.stdout(self.opened(name, &options)?);
        }
        let output = command.output().map_err(|error| not_run(&error))?;
        Ok(Ran {
            status: output.status.code(),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }

    /// Opens a file for `<` or `>`.
    fn opened(&self, name: &str, options: &OpenOptions) -> Result<Stdio, Failure> {
        let path = self.path.join(name);
        let file: std::io::Result<File> = options.open(&path);
        file.map(Stdio::from)
            .map_err(|error| write::failed(&path, &error))
    }
}

/// Whether a variable changes what this program does.
fn is_ours(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with("CREDTOOL_")
}

fn not_run(error: &std::io::Error) -> Failure {
    Failure::new(Code::HookFailed, "could not run this program again").because(plain(error))
}

#[cfg(unix)]
fn temporary() -> std::io::Result<tempfile::TempDir> {
    use std::os::unix::fs::PermissionsExt as _;
    tempfile::Builder::new()
        .prefix("credtool-demo-")
        .permissions(std::fs::Permissions::from_mode(0o700))
        .tempdir()
}

#[cfg(not(unix))]
fn temporary() -> std::io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix("credtool-demo-").tempdir()
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn private(_: &mut OpenOptions) {}
