//! `keyring create`: a new key file and an empty map, locked by it.

use std::path::Path;

use credtool_keyring::{KeyFile, Keyring, UnlockSecret};
use serde_json::json;
use zeroize::Zeroizing;

use super::open::{self, KEYFILE, KEYS};
use super::options::KeyringOptions;
use super::refused;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Edit, Io};

/// Make a new keyring: two files, and neither may exist yet
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ export CREDTOOL_KEYS=keys.enc CREDTOOL_KEYFILE=keyfile-key CREDTOOL_UNLOCK=prompt
  $ credtool keyring create
  $ credtool keyring add newkey
  $ credtool keyring promote newkey

The unlock secret locks keyfile-key (PBES2 with 210 000 rounds of HMAC-SHA-512), which locks keys.enc; both are JWE.
They are not the files of the vendor's PtcOrchKeyFileTool, whose format is not public: for those see keyring add --via.

Exit status: 0 done; 2 could not be done (a file that exists is never overwritten).")]
pub(crate) struct Create {
    #[command(flatten)]
    options: KeyringOptions,
}

impl Create {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (keys, keyfile) = (self.options.keys()?, self.options.keyfile()?);
        let mut edit = io.edit(&[&keys, &keyfile])?;
        for (path, limit) in [(&keys, KEYS), (&keyfile, KEYFILE)] {
            if edit.read_if_there(path, limit)?.is_some() {
                return Err(Failure::new(
                    Code::FileExists,
                    format!("{} exists already", path.display()),
                )
                .hint("a keyring is never overwritten: name other files, or use the one that is there"));
            }
        }
        let unlock = open::unlock_secret(io, &self.options)?;
        let (files, message) = ([keys.as_path(), &keyfile], "could not make the keyring");
        plan(io, &mut edit, files, &unlock, &Keyring::new(), message)?;
        edit.commit(false)?;
        let name = keys.display().to_string();
        io.out
            .note(format!("made {} and {name}", keyfile.display()));
        let shown = json!({ "keys": name, "keyfile": keyfile.display().to_string() });
        io.out.answer(&shown, "")?;
        Ok(Answer::Yes)
    }
}

/// Plans keys.enc and keyfile-key as part of a change: a new key file, and the map of the keyring, locked by it.
pub(super) fn plan(
    io: &Io,
    edit: &mut Edit,
    [keys, keyfile]: [&Path; 2],
    unlock: &UnlockSecret,
    keyring: &Keyring,
    message: &str,
) -> Result<KeyFile, Failure> {
    let key = KeyFile::generate(&mut io.rng()?);
    let locked = key
        .lock(unlock, &mut io.rng()?)
        .map_err(|error| refused::of(&error, message))?;
    let locked = Zeroizing::new((locked + "\n").into_bytes());
    let map = keyring.render();
    let sealed = open::seal(io, &key, &map, message)?;
    edit.create(keyfile, locked, &|bytes| {
        KeyFile::unlock(bytes, unlock)
            .map(drop)
            .map_err(|error| refused::of(&error, message))
    })?;
    let name = keys.display().to_string();
    edit.create(keys, sealed, &|bytes| open::same(&key, bytes, &name, &map))?;
    Ok(key)
}
