//! What is in this file, and with which password: keys, public keys and keystores from whatever form they come in.

mod passwords;
mod public;

use std::path::Path;

use credtool_crypto_engine::{self as engine, KeySizes};
use credtool_pki::{Certificate, Entry, Error, Key, Keystore, PrivateKey};

pub(crate) use passwords::{PasswordOptions, Passwords, new_password, password};
pub(crate) use public::{certified_keys, public_key, public_keys};

use crate::failure::{Code, Failure};
use crate::io::{Input, Io, Limit};
use crate::refusal;

/// The options wherever a key or keystore is read.
#[derive(clap::Args, Default)]
pub(crate) struct KeyOptions {
    /// The entry of the keystore, upper and lower case alike; the only key needs none
    #[arg(long, value_name = "ALIAS")]
    pub(crate) alias: Option<String>,
    #[command(flatten)]
    pub(crate) passwords: PasswordOptions,
}

impl KeyOptions {
    /// Returns the first of these options that was given, for schemes that take no key.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let alias = self.alias.as_ref().map(|_| "--alias");
        alias.or_else(|| self.passwords.first_given())
    }
}

/// A private key, and where it was found.
pub(crate) struct OpenedKey {
    /// The file as it was named.
    pub(crate) name: String,
    /// The entry, where the file is a keystore.
    pub(crate) alias: Option<String>,
    key: PrivateKey,
}

impl OpenedKey {
    /// Returns the key with its public facts.
    pub(crate) fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// Returns the key alone.
    pub(crate) fn into_key(self) -> PrivateKey {
        self.key
    }

    /// Returns the key to decrypt with.
    pub(crate) fn engine(&self) -> Result<&engine::PrivateKey, Failure> {
        self.key
            .engine_key()
            .map_err(|error| refusal::of(&error, format!("could not use the key of {}", self.name)))
    }

    /// Returns which RSA keys may sign: refuses where this one is too small, and labels it where it is small.
    pub(crate) fn sizes_to_sign(&self, io: &Io, legacy: bool) -> Result<KeySizes, Failure> {
        let key = self.engine()?.public_key();
        let Some(octets) = key.modulus_len() else {
            return Ok(KeySizes::Current);
        };
        let too_small = |code| {
            let message = format!("could not sign with the key of {}", self.name);
            Failure::new(code, message).because(format!("it has {} bits", key.bits()))
        };
        if octets * 8 < KeySizes::Legacy.minimum() {
            return Err(too_small(Code::KeyTooSmall));
        }
        if octets * 8 >= KeySizes::Current.minimum() {
            return Ok(KeySizes::Current);
        }
        if !legacy {
            return Err(too_small(Code::LegacyNeeded));
        }
        io.out
            .warn(format!("legacy: an RSA key of {} bits signs", key.bits()));
        Ok(KeySizes::Legacy)
    }
}

/// Opens the private key of a file.
pub(crate) fn private_key(
    io: &mut Io,
    path: &Path,
    options: &KeyOptions,
) -> Result<OpenedKey, Failure> {
    let mut passwords = options.passwords.read(io)?;
    private_key_from(io, path, options.alias.as_deref(), &mut passwords)
}

/// Opens the private key of a file with passwords that were read before.
pub(crate) fn private_key_from(
    io: &mut Io,
    path: &Path,
    alias: Option<&str>,
    passwords: &mut Passwords,
) -> Result<OpenedKey, Failure> {
    let input = io.read(path, Limit::credential("the key"))?;
    let found = key_in(io, &input, alias, passwords).map_err(|failure| match failure.code {
        Code::Unrecognised => failure.hint(Code::NoPrivateKey.next_step()),
        _ => failure,
    });
    match found? {
        (Key::Private(key), alias) => Ok(OpenedKey {
            name: input.name,
            alias,
            key: *key,
        }),
        (Key::Public(_), _) => Err(Failure::new(
            Code::NoPrivateKey,
            format!("{} holds a public key only", input.name),
        )),
    }
}

/// Opens the key of a file, whichever half it holds; a keystore gives its private key.
pub(crate) fn any_key(
    io: &mut Io,
    path: &Path,
    options: &KeyOptions,
) -> Result<(Key, Option<String>), Failure> {
    let mut passwords = options.passwords.read(io)?;
    let input = io.read(path, Limit::credential("the key"))?;
    key_in(io, &input, options.alias.as_deref(), &mut passwords)
}

/// Opens every entry of a keystore, as far as the store password goes.
pub(crate) fn keystore(
    io: &Io,
    input: &Input,
    passwords: &mut Passwords,
) -> Result<Keystore, Failure> {
    passwords
        .try_store(io, &input.name, |password| {
            Keystore::open(&input.bytes, password)
        })?
        .map_err(|error| {
            refusal::of(
                &error,
                format!("could not open the keystore {}", input.name),
            )
        })
}

/// Opens the private key of an entry: with its own password, or the store's.
pub(crate) fn entry_key(
    io: &Io,
    name: &str,
    entry: &Entry,
    passwords: &mut Passwords,
) -> Result<PrivateKey, Failure> {
    let what = format!("the key {} of {name}", entry.alias());
    let leaf = entry.certificates().first();
    let leaf = leaf.and_then(|der| Certificate::from_der(der).ok());
    let opened = passwords.try_key(io, &what, |password| {
        let pkcs8 = entry.private_key(password)?;
        match &leaf {
            Some(leaf) => PrivateKey::parse_beside(&pkcs8, None, leaf.spki_der()),
            None => PrivateKey::parse(&pkcs8, None),
        }
    })?;
    opened.map_err(|error| refusal::of(&error, format!("could not open {what}")))
}

/// A key, and the alias it was found under; the inner error is about the file, the outer one about asking for a password.
type Looked = Result<Result<(Key, Option<String>), Error>, Failure>;

fn key_in(
    io: &Io,
    input: &Input,
    alias: Option<&str>,
    passwords: &mut Passwords,
) -> Result<(Key, Option<String>), Failure> {
    // Text is a key far more often than a keystore of several blocks; an alias asks for the latter.
    let key_first = alias.is_none() && is_text(&input.bytes);
    let looked = if key_first {
        key_file(io, input, passwords)?
    } else {
        in_keystore(io, input, alias, passwords)?
    };
    let error = match looked {
        Ok(found) => return Ok(found),
        Err(error) if !is_of_another_kind(&error) => return Err(refused(input, &error)),
        Err(error) => error,
    };
    let looked = if key_first {
        in_keystore(io, input, alias, passwords)?
    } else {
        key_file(io, input, passwords)?
    };
    // Where the second look knows no better either, the first one says what was expected.
    looked.map_err(|other| {
        refused(
            input,
            if is_of_another_kind(&other) {
                &error
            } else {
                &other
            },
        )
    })
}

fn key_file(io: &Io, input: &Input, passwords: &mut Passwords) -> Looked {
    let key = passwords.try_key(io, &input.name, |password| {
        Key::parse(&input.bytes, password)
    })?;
    if let Ok(Key::Private(key)) = &key
        && key.info().encryption.is_none()
    {
        io.warn_if_readable(input);
    }
    Ok(key.map(|key| (key, None)))
}

fn in_keystore(io: &Io, input: &Input, alias: Option<&str>, passwords: &mut Passwords) -> Looked {
    let entry = passwords.try_store(io, &input.name, |password| {
        Keystore::open_private_key_entry(&input.bytes, password, alias)
    })?;
    match entry {
        Ok(entry) => {
            let key = entry_key(io, &input.name, &entry, passwords)?;
            Ok(Ok((
                Key::Private(Box::new(key)),
                Some(entry.alias().to_owned()),
            )))
        }
        Err(error) => Ok(Err(error)),
    }
}

fn refused(input: &Input, error: &Error) -> Failure {
    refusal::of(error, format!("could not open the key in {}", input.name))
}

/// Whether the error says that the file is of another kind, so that another look may help.
fn is_of_another_kind(error: &Error) -> bool {
    matches!(
        error,
        Error::NotAKeystore { .. } | Error::WrongContent { .. }
    )
}

/// Whether the bytes are meant to be read as text. Certificates, keys and keystores in DER are longer than 127 bytes, and
/// the magic numbers of Java keystores are no text.
fn is_text(bytes: &[u8]) -> bool {
    !matches!(
        bytes,
        [0x30, 0x80..=0xff, ..] | [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..]
    )
}
