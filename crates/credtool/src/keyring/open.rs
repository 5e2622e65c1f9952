//! The keyring: its two files read and unlocked, to look at or to change.

use std::path::{Path, PathBuf};

use credtool_keyring::{KeyFile, Keyring, Plan, UnlockSecret};
use zeroize::Zeroizing;

use super::options::KeyringOptions;
use super::refused;
use crate::failure::{Code, Failure};
use crate::io::{Edit, Input, Io, Limit};
use crate::source;

/// A keyring that is read and unlocked.
pub(super) struct Opened {
    pub(super) keyring: Keyring,
    pub(super) keyfile: KeyFile,
}

/// Reads and unlocks the keyring that the options name.
pub(super) fn open(io: &mut Io, options: &KeyringOptions) -> Result<Opened, Failure> {
    let (keys, keyfile) = (options.keys()?, options.keyfile()?);
    let keys = io.read(&keys, KEYS)?;
    unlock(io, options, &keyfile, &keys)
}

/// Reads and unlocks the key file alone.
pub(super) fn open_keyfile(
    io: &mut Io,
    options: &KeyringOptions,
    path: &Path,
) -> Result<KeyFile, Failure> {
    let input = io.read(path, KEYFILE)?;
    let secret = unlock_secret(io, options)?;
    KeyFile::unlock(&input.bytes, &secret)
        .map_err(|error| refused::of(&error, format!("could not unlock {}", path.display())))
}

/// Returns the secret that the options name.
pub(super) fn unlock_secret(
    io: &mut Io,
    options: &KeyringOptions,
) -> Result<UnlockSecret, Failure> {
    let text = source::read_text(io, options.unlock()?, "--unlock")?;
    UnlockSecret::new(text.as_str()).map_err(|error| refused::of(&error, "could not use --unlock"))
}

fn unlock(
    io: &mut Io,
    options: &KeyringOptions,
    keyfile: &Path,
    keys: &Input,
) -> Result<Opened, Failure> {
    let keyfile = open_keyfile(io, options, keyfile)?;
    let keyring = parse(&keyfile, &keys.bytes, &keys.name)?;
    Ok(Opened { keyring, keyfile })
}

/// Opens a sealed map and reads it.
pub(super) fn parse(keyfile: &KeyFile, bytes: &[u8], name: &str) -> Result<Keyring, Failure> {
    let message = || format!("could not open {name}");
    let map = keyfile
        .open(bytes)
        .map_err(|error| refused::of(&error, message()))?;
    Keyring::parse(&map).map_err(|error| refused::of(&error, message()))
}

/// A keyring that is being changed: its folder is locked until the value is dropped.
pub(super) struct Editing {
    pub(super) opened: Opened,
    path: PathBuf,
    edit: Edit,
}

impl Editing {
    /// Locks the folder of keys.enc, then reads and unlocks.
    pub(super) fn begin(io: &mut Io, options: &KeyringOptions) -> Result<Self, Failure> {
        let (path, keyfile) = (options.keys()?, options.keyfile()?);
        let mut edit = io.edit(&[&path])?;
        let keys = edit.read(&path, KEYS)?;
        let opened = unlock(io, options, &keyfile, &keys)?;
        Ok(Self { opened, path, edit })
    }

    /// Makes the change and writes keys.enc; with `dry_run` everything is tried but the writing.
    pub(super) fn carry_out(mut self, io: &Io, plan: Plan, how: How) -> Result<(), Failure> {
        let message = format!("could not change {}", self.path.display());
        self.opened
            .keyring
            .apply(plan)
            .map_err(|error| refused::of(&error, &message))?;
        let sealed = seal(io, &self.opened.keyfile, &self.opened.keyring, &message)?;
        let (keyfile, name) = (&self.opened.keyfile, self.path.display().to_string());
        let expected = self.opened.keyring.render();
        let check = move |bytes: &[u8]| same(keyfile, bytes, &name, &expected);
        self.edit.replace(&self.path, sealed, &check)?;
        match how {
            How::Rehearse => self.edit.rehearse(),
            How::Write { backup } => self.edit.commit(backup).map(drop),
        }
    }
}

/// Whether a change is made.
#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    /// `--dry-run`.
    Rehearse,
    /// For real; the old bytes may stay beside the file.
    Write { backup: bool },
}

/// Seals the keyring's map.
pub(super) fn seal(
    io: &Io,
    keyfile: &KeyFile,
    keyring: &Keyring,
    message: &str,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let sealed = keyfile
        .seal(&keyring.render(), &mut io.rng()?)
        .map_err(|error| refused::of(&error, message))?;
    Ok(Zeroizing::new((sealed + "\n").into_bytes()))
}

/// Opens what was written, and errs when it does not hold exactly the map that it should.
pub(super) fn same(
    keyfile: &KeyFile,
    bytes: &[u8],
    name: &str,
    expected: &str,
) -> Result<(), Failure> {
    let found = parse(keyfile, bytes, name)?;
    if *found.render() == *expected {
        return Ok(());
    }
    Err(
        Failure::new(Code::WriteFailed, format!("could not write {name}"))
            .because("another map came back"),
    )
}

/// keys.enc: the library reads no larger one.
pub(super) const KEYS: Limit = Limit {
    what: "the encrypted keys",
    bytes: 32 << 20,
};

/// keyfile-key: a few hundred bytes.
pub(super) const KEYFILE: Limit = Limit {
    what: "the key file",
    bytes: 64 << 10,
};
