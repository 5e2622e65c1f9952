//! The keys of a store: they seal its secrets, each bound to its place, and sign its head.

use credtool_app_registry::{Head, HeadKey, Place, SharedSecret, Tail};
use credtool_keyring::{Context, Keyring, TokenKeys};

use super::options::{Beside, Unlocking};
use super::{Sealed, Snapshot};
use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::keyring::of_store::{self, Unlocked};
use crate::keyring::token_failure;

/// An unlocked keyring, ready to seal and to sign.
pub(crate) struct Keys {
    kid: String,
    keyring: Keyring,
    tokens: TokenKeys,
}

impl Keys {
    /// Unlocks the keyring, once in a command.
    pub(super) fn unlock(io: &mut Io, unlocking: &Unlocking) -> Result<Self, Failure> {
        match unlocking {
            Unlocking::Named(options) => of_store::unlock(io, options),
            Unlocking::Beside(Beside {
                keys,
                keyfile,
                unlock,
            }) => of_store::unlock_by_file(io, keys, keyfile, unlock).map_err(|failure| {
                match failure.code {
                    Code::FileNotFound => failure.hint(
                        "put the three files of the keyring back beside the store, or name another place with --keys, --keyfile and --unlock",
                    ),
                    _ => failure,
                }
            }),
        }
        .map(Self::of)
    }

    pub(super) fn of(unlocked: Unlocked) -> Self {
        let Unlocked { kid, keyring } = unlocked;
        Self {
            kid,
            tokens: keyring.token_keys(),
            keyring,
        }
    }

    /// Returns the name of the key file.
    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    /// Returns the secret as a token that opens in this place alone.
    pub(super) fn seal(
        &self,
        io: &Io,
        place: &Place,
        secret: &SharedSecret,
    ) -> Result<Sealed, Failure> {
        let token = self
            .tokens
            .encrypt(secret.expose(), Some(&context(place)), &mut io.rng()?)
            .map_err(|error| token_failure(&error, "could not seal a secret"))?;
        Ok(Sealed {
            app: place.app.to_string(),
            version: place.version.to_string(),
            number: place.number,
            token,
            mask: secret.mask(),
        })
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, place: &Place, token: &str) -> Result<SharedSecret, Failure> {
        let message = || {
            format!(
                "could not open secret {} of version {}",
                place.number, place.version
            )
        };
        let secret = self
            .tokens
            .decrypt(token, Some(&context(place)))
            .map_err(|error| token_failure(&error, message()))?;
        SharedSecret::new(&*secret)
            .map_err(|error| Failure::new(Code::StoreDamaged, message()).because(error))
    }

    /// Signs the head of a history with the active key.
    pub(super) fn sign(&self, tail: &Tail) -> Result<String, Failure> {
        let active = self.keyring.active().map(|key| key.name().as_str());
        let key = active.and_then(|name| self.head_key(name)).ok_or_else(|| {
            Failure::new(Code::NoActiveKey, "could not sign the history of the store")
        })?;
        Ok(key.sign(tail).to_text())
    }

    /// Errs unless this keyring is the store's, and signed exactly the history that stands there.
    pub(crate) fn verify(&self, snapshot: &Snapshot, tail: &Tail) -> Result<(), Failure> {
        let (head, key) = self.signed(snapshot)?;
        key.verify(&head, tail)
            .map_err(|fault| altered(fault.to_string()))
    }

    /// Returns the head of the store and the key that it was signed with.
    pub(crate) fn signed(&self, snapshot: &Snapshot) -> Result<(Head, HeadKey), Failure> {
        let (Some(text), Some(keyfile)) = (&snapshot.head, &snapshot.keyfile) else {
            return Err(altered("the store has no signed head".to_owned()));
        };
        if *keyfile != self.kid {
            let failure = Failure::new(Code::OtherKeyfile, "this keyring did not seal the store");
            return Err(failure
                .because(format!(
                    "it belongs to the key file {}, and the store to {keyfile}",
                    self.kid
                ))
                .hint("name the keyring of this store with --keys, --keyfile and --unlock"));
        }
        let head = Head::parse(text).map_err(|error| altered(error.to_string()))?;
        let key = self.head_key(head.kid()).ok_or_else(|| {
            let message = "could not check the history of the store";
            let failure = Failure::new(Code::UnknownKey, message);
            failure
                .because(format!("it was signed with the key {}, which the keyring does not have", head.kid()))
                .hint("restore the keys from a backup of before the key was purged; credtool app rewrap signs with the active key")
        })?;
        Ok((head, key))
    }

    /// Whether a token is sealed by the active key already.
    pub(super) fn is_active(&self, token: &str) -> bool {
        let active = self.keyring.active().map(|key| key.name().as_str());
        credtool_keyring::inspect(token).is_ok_and(|found| Some(found.key.as_str()) == active)
    }

    fn head_key(&self, name: &str) -> Option<HeadKey> {
        let material = self.keyring.key(name)?.material()?;
        HeadKey::derive(name, material.expose().as_bytes()).ok()
    }
}

fn context(place: &Place) -> Context {
    Context::new(place.context())
}

fn altered(cause: String) -> Failure {
    Failure::new(
        Code::HistoryAltered,
        "the history of the store is not what was signed last",
    )
    .because(cause)
}
