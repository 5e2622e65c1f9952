//! `--via COMMAND`: a keys.enc whose format another tool owns, changed through that tool.
//!
//! The tool sees copies in a folder of mode 0700 beside the file. What it wrote is decrypted by it again and compared before it
//! takes the place of the old file, of which a backup stays. Nothing of it is left behind in plain text.

use std::cell::Cell;
use std::ffi::OsString;
use std::path::Path;

use zeroize::Zeroizing;

use super::open::KEYS;
use crate::failure::{Code, Failure};
use crate::io::{Io, Limit, PrivateFolder};

/// The help of `--via`.
pub(super) const HELP: &str = "Change a keys.enc of another tool's format through that tool: COMMAND is run by the shell with --plaintext FILE --encrypted FILE and then decrypt or encrypt, as PtcOrchKeyFileTool takes them; or with {plaintext}, {encrypted} and {direction} where COMMAND has them";

/// The tool, and a folder for it to work in.
pub(super) struct Via<'a> {
    command: &'a str,
    folder: PrivateFolder,
    /// What `--unlock` gave: the command finds it as CONFIG_IMAGE in its environment.
    secret: Option<Zeroizing<String>>,
    files: Cell<u32>,
}

impl<'a> Via<'a> {
    /// Takes the command of `--via` and what `--unlock` gave.
    pub(super) fn new(
        command: &'a str,
        folder: PrivateFolder,
        secret: Option<Zeroizing<String>>,
    ) -> Self {
        Self {
            command,
            folder,
            secret,
            files: Cell::new(0),
        }
    }

    /// Returns the map of keys that the tool makes of encrypted bytes.
    pub(super) fn decrypt(&self, io: &Io, encrypted: &[u8]) -> Result<Zeroizing<String>, Failure> {
        let (input, output) = (self.free_name("enc"), self.free_name("dec"));
        self.folder.write(&input, encrypted)?;
        self.run(io, &output, &input, "decrypt")?;
        let map = self.left(&output, MAP, "decrypt")?;
        String::from_utf8(map.to_vec())
            .map(Zeroizing::new)
            .map_err(|error| {
                drop(Zeroizing::new(error.into_bytes()));
                self.failed("decrypt")
                    .because("what it decrypted is not UTF-8")
            })
    }

    /// Returns what the tool makes of a map of keys.
    pub(super) fn encrypt(&self, io: &Io, map: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let (input, output) = (self.free_name("dec"), self.free_name("enc"));
        self.folder.write(&input, map.as_bytes())?;
        self.run(io, &input, &output, "encrypt")?;
        self.left(&output, KEYS, "encrypt")
    }

    /// Tools refuse to write over a file, so each run has names of its own.
    fn free_name(&self, ending: &str) -> String {
        self.files.set(self.files.get() + 1);
        format!("keys{}.{ending}", self.files.get())
    }

    fn run(
        &self,
        io: &Io,
        plaintext: &str,
        encrypted: &str,
        direction: &str,
    ) -> Result<(), Failure> {
        let command = complete(
            self.command,
            &self.folder.file(plaintext),
            &self.folder.file(encrypted),
            direction,
        );
        let secret = self
            .secret
            .as_ref()
            .map(|secret| OsString::from(secret.as_str()));
        let variables: Vec<_> = secret
            .iter()
            .map(|secret| (VARIABLE, secret.as_os_str()))
            .collect();
        let status = io.shell(&command, &variables)?;
        if status.success() {
            return Ok(());
        }
        Err(self.failed(direction).because(status))
    }

    fn left(
        &self,
        name: &str,
        limit: Limit,
        direction: &str,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let bytes = self.folder.read(name, limit).map(|input| input.bytes);
        let bytes = bytes.map_err(|failure| {
            self.failed(direction)
                .because("it ended with status 0 and left no file that can be read")
                .because(failure.sentence())
        })?;
        if bytes.is_empty() {
            return Err(self.failed(direction).because("it left an empty file"));
        }
        Ok(bytes)
    }

    fn failed(&self, direction: &str) -> Failure {
        Failure::new(
            Code::ToolFailed,
            format!("could not {direction} with {:?}", self.command),
        )
    }
}

/// Returns the whole command: its places filled in, or else the vendor's own options behind it.
fn complete(command: &str, plaintext: &Path, encrypted: &Path, direction: &str) -> String {
    let (plaintext, encrypted) = (quoted(plaintext), quoted(encrypted));
    if PLACES.iter().any(|place| command.contains(place)) {
        return command
            .replace(PLACES[0], &plaintext)
            .replace(PLACES[1], &encrypted)
            .replace(PLACES[2], direction);
    }
    format!("{command} --plaintext {plaintext} --encrypted {encrypted} {direction}")
}

/// Returns a path as one word of the shell.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if cfg!(windows) {
        format!("\"{path}\"")
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

const PLACES: [&str; 3] = ["{plaintext}", "{encrypted}", "{direction}"];

const VARIABLE: &str = "CONFIG_IMAGE";

const MAP: Limit = Limit {
    what: "the map of keys",
    bytes: 16 << 20,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_options_or_the_places() {
        let complete = |command| {
            complete(
                command,
                Path::new("/a b/k.dec"),
                Path::new("/a b/k.enc"),
                "encrypt",
            )
        };
        if cfg!(windows) {
            return;
        }
        assert_eq!(
            complete("tool --secret \"$CONFIG_IMAGE\""),
            "tool --secret \"$CONFIG_IMAGE\" --plaintext '/a b/k.dec' --encrypted '/a b/k.enc' encrypt"
        );
        assert_eq!(
            complete("tool {direction} < {plaintext} > {encrypted}"),
            "tool encrypt < '/a b/k.dec' > '/a b/k.enc'"
        );
        assert_eq!(quoted(Path::new("it's")), r"'it'\''s'");
    }
}
