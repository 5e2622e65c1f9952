//! The keyring: its two files read and unlocked, to look at or to change.

use std::path::{Path, PathBuf};

use credtool_config_edit::{self as config_edit, Format};
use credtool_keyring::{KeyFile, KeyMaterial, KeyName, Keyring, OwnFile, Plan, UnlockSecret};
use zeroize::Zeroizing;

use super::options::KeyringOptions;
use super::refused;
use super::via::Via;
use crate::document;
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
    let map = open_map(keyfile, bytes, name)?;
    Keyring::parse(&map).map_err(|error| refused::of(&error, format!("could not open {name}")))
}

fn open_map(keyfile: &KeyFile, bytes: &[u8], name: &str) -> Result<Zeroizing<String>, Failure> {
    keyfile
        .open(bytes)
        .map_err(|error| refused::of(&error, format!("could not open {name}")))
}

/// Refuses to write something else over a file of a keyring, whatever --force says.
pub(crate) fn keep_keyring_file(io: &mut Io, path: &Path) -> Result<(), Failure> {
    if !io.exists(path) {
        return Ok(());
    }
    let found = match io.read_maybe_empty(path, KEYS) {
        Err(failure) if failure.code == Code::TooLarge => return Ok(()), // no file of a keyring is that large
        found => found?,
    };
    match OwnFile::recognise(&found.bytes) {
        Err(_) => Ok(()),
        Ok(_) => Err(Failure::new(
            Code::FileExists,
            format!("could not replace {}", path.display()),
        )
        .because("it is a file of a keyring, and what is written here is none")
        .hint("name another file")),
    }
}

/// A keyring that is being changed: its folder is locked until the value is dropped.
pub(super) struct Editing<'a> {
    pub(super) keyring: Keyring,
    owner: Owner<'a>,
    map: Zeroizing<String>,
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
        if keys.bytes.is_empty() {
            return Err(Failure::new(
                Code::EmptyFile,
                format!("could not read {} from {}", KEYS.what, keys.name),
            )
            .because("it is empty"));
        }
        let (owner, map) = match via {
            None => {
                let keyfile = open_keyfile(io, options, &options.keyfile()?)?;
                let map = open_map(&keyfile, &keys.bytes, &keys.name)?;
                (Owner::Ours(keyfile), map)
            }
            Some(command) => {
                let secret = options.given_unlock();
                let secret = secret
                    .map(|secret| source::read_text(io, secret, "--unlock"))
                    .transpose()?;
                let via = Via::new(command, edit.private_folder(&path)?, secret);
                let map = via.decrypt(io, &keys.bytes)?;
                (Owner::Tool(via), map)
            }
        };
        let keyring = Keyring::parse(&map)
            .map_err(|error| refused::of(&error, format!("could not open {}", keys.name)))?;
        Ok(Self {
            keyring,
            owner,
            map,
            path,
            edit,
        })
    }

    /// Makes the change and writes keys.enc; with [`How::Rehearse`] everything is tried but the writing.
    pub(super) fn carry_out(mut self, io: &Io, plan: Plan, how: How) -> Result<(), Failure> {
        let applied = self.keyring.apply(plan);
        applied.map_err(|error| refused::of(&error, self.message()))?;
        let map = self.keyring.render();
        self.write(io, &map, how)
    }

    /// Puts a key into the map and changes no other byte of it. The states are not recorded: another tool's map stays as that tool
    /// knows it, and a key that stands in a map unrecorded is pending.
    pub(super) fn insert(
        self,
        io: &Io,
        name: &KeyName,
        material: &KeyMaterial,
        how: How,
    ) -> Result<(), Failure> {
        let path = config_edit::Path::of_names([name.as_str()]);
        let edit = config_edit::Edit {
            part: 0,
            path: &path,
            value: material.expose(),
            create: true,
        };
        let changed = config_edit::Document::parse(self.map.as_bytes(), Format::Json)
            .and_then(|document| document.replace(&[edit]))
            .map_err(|error| document::failure(&error, self.message()))?;
        let map = std::str::from_utf8(&changed)
            .map_err(|error| Failure::new(Code::NotText, self.message()).because(error))?;
        self.write(io, map, how)
    }

    fn write(mut self, io: &Io, map: &str, how: How) -> Result<(), Failure> {
        let (name, message) = (self.path.display().to_string(), self.message());
        let parse =
            |map: &str| Keyring::parse(map).map_err(|error| refused::of(&error, message.as_str()));
        let expected = parse(map)?.render();
        let sealed = match &self.owner {
            Owner::Ours(keyfile) => seal(io, keyfile, map, &message)?,
            Owner::Tool(via) => via.encrypt(io, map)?,
        };
        let owner = &self.owner;
        self.edit.replace(&self.path, sealed, &|bytes| {
            let again = match owner {
                Owner::Ours(keyfile) => open_map(keyfile, bytes, &name)?,
                Owner::Tool(via) => via.decrypt(io, bytes)?,
            };
            is_expected(&parse(&again)?, &expected, &name)
        })?;
        // The folder of the other tool goes before the lock does.
        let others = matches!(self.owner, Owner::Tool(_));
        drop(self.owner);
        match how {
            How::Rehearse => self.edit.rehearse(),
            How::Write { backup } => self.edit.commit(backup || others).map(drop),
        }
    }

    fn message(&self) -> String {
        format!("could not change {}", self.path.display())
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

/// Seals a map.
pub(super) fn seal(
    io: &Io,
    keyfile: &KeyFile,
    map: &str,
    message: &str,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let sealed = keyfile
        .seal(map, &mut io.rng()?)
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
