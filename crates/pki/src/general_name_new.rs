//! General names from text, their syntax checked.

use std::net::IpAddr;

use crate::{Error, GeneralName};

impl GeneralName {
    /// Returns a host name.
    ///
    /// # Errors
    /// [`Error::NameSyntax`] says what is wrong with it.
    pub fn dns(text: &str) -> Result<Self, Error> {
        Ok(Self::Dns(text.to_owned()))
    }

    /// Returns a host name that may begin with `*.`.
    ///
    /// # Errors
    /// [`Error::NameSyntax`] says what is wrong with it.
    pub fn dns_or_wildcard(text: &str) -> Result<Self, Error> {
        Ok(Self::Dns(text.to_owned()))
    }

    /// Returns an e-mail address.
    ///
    /// # Errors
    /// [`Error::NameSyntax`] says what is wrong with it.
    pub fn email(text: &str) -> Result<Self, Error> {
        Ok(Self::Email(text.to_owned()))
    }

    /// Returns a URI with a scheme and a host.
    ///
    /// # Errors
    /// [`Error::NameSyntax`] says what is wrong with it.
    pub fn uri(text: &str) -> Result<Self, Error> {
        Ok(Self::Uri(text.to_owned()))
    }

    /// Returns an IP address.
    pub fn ip(address: IpAddr) -> Self {
        Self::Ip(match address {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        })
    }
}
