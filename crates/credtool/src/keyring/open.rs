//! The keyring: its two files read and unlocked, to look at or to change.

use std::path::{Path, PathBuf};

use credtool_keyring::{KeyFile, Keyring, Plan, UnlockSecret};
use zeroize::Zeroizing;

use super::options::KeyringOptions;
use super::refused;
use super::via::Via;
use crate::failure::{Code, Failure};
use crate::io::{Edit, Io, Limit};
use crate::source;

/// A keyring that is read and unlocked.
pub(super) struct Opened {
    pub(super) keyring: Keyring,
}

/// Reads and unlocks the keyring that the options name.
pub(super) fn open(io: &mut Io, options: &KeyringOptions) -> Result<Opened, Failure> {
    let (keys, keyfile) = (options.keys()?, options.keyfile()?);
    let keys = io.read(&keys, KEYS)?;
    let keyfile = open_keyfile(io, options, &keyfile)?;
    let keyring = parse(&keyfile, &keys.bytes, &keys.name)?;
    Ok(Opened { keyring })
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

/// Opens a sealed map and reads it.
pub(super) fn parse(keyfile: &KeyFile, bytes: &[u8], name: &str) -> Result<Keyring, Failure> {
    let message = || format!("could not open {name}");
    let map = keyfile
        .open(bytes)
        .map_err(|error| refused::of(&error, message()))?;
    Keyring::parse(&map).map_err(|error| refused::of(&error, message()))
}

/// A keyring that is being changed: its folder is locked until the value is dropped.
pub(super) struct Editing<'a> {
    pub(super) keyring: Keyring,
    owner: Owner<'a>,
    path: PathBuf,
    edit: Edit,
}

/// Whose format keys.enc has.
enum Owner<'a> {
    Ours(KeyFile),
    Tool(Via<'a>),
}

impl<'a> Editing<'a> {
    /// Locks the folder of keys.enc, then reads and unlocks; with `via` through another tool.
    pub(super) fn begin(
        io: &mut Io,
        options: &KeyringOptions,
        via: Option<&'a str>,
    ) -> Result<Self, Failure> {
        let path = options.keys()?;
        let mut edit = io.edit(&[&path])?;
        let keys = edit.read(&path, KEYS)?;
        let (owner, keyring) = match via {
            None => {
                let keyfile = open_keyfile(io, options, &options.keyfile()?)?;
                let keyring = parse(&keyfile, &keys.bytes, &keys.name)?;
                (Owner::Ours(keyfile), keyring)
            }
            Some(command) => {
                let secret = options.given_unlock();
                let secret = secret
                    .map(|secret| source::read_text(io, secret, "--unlock"))
                    .transpose()?;
                let via = Via::new(command, edit.private_folder(&path)?, secret);
                let map = via.decrypt(io, &keys.bytes)?;
                let keyring = Keyring::parse(&map).map_err(|error| {
                    refused::of(&error, format!("could not use what {command:?} decrypted"))
                })?;
                (Owner::Tool(via), keyring)
            }
        };
        Ok(Self {
            keyring,
            owner,
            path,
            edit,
        })
    }

    /// Makes the change and writes keys.enc; with [`How::Rehearse`] everything is tried but the writing.
    pub(super) fn carry_out(self, io: &Io, plan: Plan, how: How) -> Result<(), Failure> {
        let Self {
            mut keyring,
            owner,
            path,
            mut edit,
        } = self;
        let name = path.display().to_string();
        let message = format!("could not change {name}");
        keyring
            .apply(plan)
            .map_err(|error| refused::of(&error, &message))?;
        let expected = keyring.render();
        let sealed = match &owner {
            Owner::Ours(keyfile) => seal(io, keyfile, &keyring, &message)?,
            Owner::Tool(via) => via.encrypt(io, &expected)?,
        };
        edit.replace(&path, sealed, &|bytes| match &owner {
            Owner::Ours(keyfile) => same(keyfile, bytes, &name, &expected),
            Owner::Tool(via) => {
                let again = Keyring::parse(&via.decrypt(io, bytes)?)
                    .map_err(|error| refused::of(&error, &message))?;
                is_expected(&again, &expected, &name)
            }
        })?;
        // The folder of the other tool goes before the lock does.
        let others = matches!(owner, Owner::Tool(_));
        drop(owner);
        match how {
            How::Rehearse => edit.rehearse(),
            How::Write { backup } => edit.commit(backup || others).map(drop),
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
    is_expected(&parse(keyfile, bytes, name)?, expected, name)
}

fn is_expected(found: &Keyring, expected: &str, name: &str) -> Result<(), Failure> {
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
