//! Passwords, one rule: what was given is tried for store and key alike; what was not given is asked for, on a terminal.

use credtool_pki::{Entry, Error, Password, PrivateKey};
use zeroize::Zeroizing;

use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::source;

/// The options wherever something encrypted is read.
#[derive(clap::Args, Default)]
pub(crate) struct PasswordOptions {
    /// The password of the keystore; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    store_password: Option<String>,
    /// The password of the key, where it is not that of the keystore
    #[arg(long, visible_alias = "password", value_name = "SRC")]
    key_password: Option<String>,
}

impl PasswordOptions {
    /// Returns the first of these options that was given.
    pub(super) fn first_given(&self) -> Option<&'static str> {
        let store = self.store_password.as_ref().map(|_| STORE);
        store.or(self.key_password.as_ref().map(|_| KEY))
    }

    /// Reads what was given.
    pub(crate) fn read(&self, io: &mut Io) -> Result<Passwords, Failure> {
        let mut read = |text: &Option<String>, flag| {
            text.as_deref()
                .map(|text| source::read_text(io, text, flag).map(password))
                .transpose()
        };
        Ok(Passwords {
            store: read(&self.store_password, STORE)?,
            key: read(&self.key_password, KEY)?,
        })
    }
}

/// The passwords that are known so far.
pub(crate) struct Passwords {
    store: Option<Password>,
    key: Option<Password>,
}

impl Passwords {
    /// One password for store and key.
    pub(crate) fn same(password: Password) -> Self {
        Self {
            store: Some(password),
            key: None,
        }
    }

    /// Returns the password of the key as far as it is known: its own, else that of the keystore.
    pub(crate) fn known(&self) -> Option<&Password> {
        self.key.as_ref().or(self.store.as_ref())
    }

    /// Opens the key of an entry with what is known, and asks for nothing.
    pub(crate) fn open(&self, entry: &Entry) -> Result<PrivateKey, Error> {
        PrivateKey::parse(
            &entry.private_key(self.key.as_ref().or(self.store.as_ref()))?,
            None,
        )
    }

    /// Opens a keystore. The inner error is what the library says; the outer one is that a password could not be asked for.
    pub(crate) fn try_store<T>(
        &mut self,
        io: &Io,
        name: &str,
        open: impl Fn(Option<&Password>) -> Result<T, Error>,
    ) -> Result<Result<T, Error>, Failure> {
        let given = self.store.as_ref().or(self.key.as_ref());
        let opened = open(given);
        if given.is_some()
            || !matches!(
                opened,
                Err(Error::PasswordNeeded { .. } | Error::WrongStorePassword)
            )
        {
            return Ok(opened);
        }
        self.store = Some(ask(io, name, STORE)?);
        Ok(open(self.store.as_ref()))
    }

    /// Opens a key, in a keystore or a file of its own.
    pub(crate) fn try_key<T>(
        &mut self,
        io: &Io,
        what: &str,
        open: impl Fn(Option<&Password>) -> Result<T, Error>,
    ) -> Result<Result<T, Error>, Failure> {
        let opened = open(self.key.as_ref().or(self.store.as_ref()));
        let refused = matches!(
            opened,
            Err(Error::PasswordNeeded { .. }
                | Error::WrongPassword { .. }
                | Error::WrongKeyPassword { .. })
        );
        // The store's password was a guess; a key password that was given is not asked for again.
        if self.key.is_some() || !refused || (self.store.is_some() && !io.may_ask()) {
            return Ok(opened);
        }
        self.key = Some(ask(io, what, KEY)?);
        Ok(open(self.key.as_ref()))
    }
}

/// Reads the password for what is about to be written, asking twice where it is asked for.
pub(crate) fn new_password(
    io: &mut Io,
    text: &str,
    flag: &'static str,
) -> Result<Password, Failure> {
    let text = if text == "prompt" {
        ask_twice(io)?
    } else {
        source::read_text(io, text, flag)?
    };
    if text.is_empty() {
        return Err(Failure::new(
            Code::EmptySecret,
            format!("the password of {flag} has no characters"),
        ));
    }
    Ok(password(text))
}

fn ask_twice(io: &Io) -> Result<Zeroizing<String>, Failure> {
    let first = io.ask_password("new password", None)?;
    let second = io.ask_password("new password again", None)?;
    if *first != *second {
        return Err(Failure::new(Code::InputNeeded, "the two passwords differ").hint("try again"));
    }
    Ok(first)
}

fn ask(io: &Io, what: &str, flag: &str) -> Result<Password, Failure> {
    if io.may_ask() {
        return io
            .ask_password(&format!("password for {what}"), Some(flag))
            .map(password);
    }
    let failure = Failure::new(Code::PasswordNeeded, format!("{what} needs a password"));
    Err(failure.hint(format!("give it with {flag} SRC, where SRC is env:NAME, file:PATH, fd:N, - (stdin), prompt or pm2:SERVICE")))
}

/// Returns a password of this text, which is not copied.
pub(crate) fn password(mut text: Zeroizing<String>) -> Password {
    Password::new(std::mem::take(&mut *text))
}

const STORE: &str = "--store-password";
const KEY: &str = "--key-password";
