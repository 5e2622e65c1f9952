//! The keyring as the store of the app registry uses it: unlocked, or made beside the store.

use std::path::Path;

use credtool_keyring::{KeyFile, KeyMaterial, KeyName, Keyring, UnlockSecret};
use zeroize::Zeroizing;

pub(crate) use super::open::keep_keyring_file;
use super::open::{self, KEYFILE, KEYS};
use super::options::KeyringOptions;
use super::{create, refused};
use crate::failure::Failure;
use crate::io::{Edit, Io, Limit};
use crate::source;

/// An unlocked keyring, and the name of the key file that it belongs to.
pub(crate) struct Unlocked {
    pub(crate) kid: String,
    pub(crate) keyring: Keyring,
}

/// Unlocks the keyring that was named.
pub(crate) fn unlock(io: &mut Io, options: &KeyringOptions) -> Result<Unlocked, Failure> {
    let secret = open::unlock_secret(io, options)?;
    unlock_with(io, &options.keys()?, &options.keyfile()?, &secret)
}

/// Unlocks a keyring whose unlock secret is in a file beside it.
pub(crate) fn unlock_by_file(
    io: &mut Io,
    keys: &Path,
    keyfile: &Path,
    unlock: &Path,
) -> Result<Unlocked, Failure> {
    let input = io.read_secret_file(unlock, UNLOCK)?;
    let text =
        Zeroizing::new(String::from_utf8_lossy(source::without_newline(&input.bytes)).into_owned());
    let message = format!("could not use {}", unlock.display());
    let secret = UnlockSecret::new(text.as_str()).map_err(|error| refused::of(&error, message))?;
    unlock_with(io, keys, keyfile, &secret)
}

fn unlock_with(
    io: &mut Io,
    keys: &Path,
    keyfile: &Path,
    secret: &UnlockSecret,
) -> Result<Unlocked, Failure> {
    let input = io.read(keyfile, KEYFILE)?;
    let keyfile = KeyFile::unlock(&input.bytes, secret)
        .map_err(|error| refused::of(&error, format!("could not unlock {}", keyfile.display())))?;
    let input = io.read(keys, KEYS)?;
    Ok(Unlocked {
        keyring: open::parse(&keyfile, &input.bytes, &input.name)?,
        kid: keyfile.kid().to_owned(),
    })
}

/// Plans a keyring with one active key, and a file with its unlock secret, as part of a change; none of the three may be there.
pub(crate) fn plan(
    io: &Io,
    edit: &mut Edit,
    keys: &Path,
    keyfile: &Path,
    unlock: &Path,
) -> Result<Unlocked, Failure> {
    let message = "could not make the keyring of the store";
    let failed = |error| refused::of(&error, message);
    let mut keyring = Keyring::new();
    let name = KeyName::new(FIRST_KEY).map_err(failed)?;
    let material = KeyMaterial::new(new_secret(io)?.as_str()).map_err(failed)?;
    let added = keyring.plan_add(name, material, io.now());
    let added = added
        .map_err(|refusal| Failure::new(crate::failure::Code::KeyName, message).because(refusal))?;
    keyring.apply(added).map_err(failed)?;
    let promoted = keyring.plan_promote(FIRST_KEY, io.now());
    let promoted = promoted
        .map_err(|refusal| Failure::new(crate::failure::Code::KeyName, message).because(refusal))?;
    keyring.apply(promoted).map_err(failed)?;

    let secret = UnlockSecret::generate(&mut io.rng()?);
    let key = create::plan(io, edit, [keys, keyfile], &secret, &keyring, message)?;
    let text = Zeroizing::new([secret.expose().as_bytes(), b"\n"].concat());
    edit.create(unlock, text, &|_| Ok(()))?;
    Ok(Unlocked {
        kid: key.kid().to_owned(),
        keyring,
    })
}

/// Returns 256 random bits in hexadecimal digits.
fn new_secret(io: &Io) -> Result<Zeroizing<String>, Failure> {
    use rand::Rng as _;
    let mut bits = Zeroizing::new([0; 32]);
    io.rng()?.fill_bytes(&mut *bits);
    let mut digits = Zeroizing::new([0; 64]);
    let mut text = Zeroizing::new(String::with_capacity(64));
    if let Ok(encoded) = base16ct::lower::encode_str(&*bits, &mut *digits) {
        text.push_str(encoded);
    }
    Ok(text)
}

/// What the key is called that seals the first secrets.
const FIRST_KEY: &str = "registry-1";

/// The file with the unlock secret: a line of 43 characters where it was made here.
const UNLOCK: Limit = Limit::secret("the unlock secret of the store's keyring");
