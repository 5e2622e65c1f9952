//! What a certificate is for: the profiles that decide its usages and which names it can have.

use std::fmt;
use std::str::FromStr;

use crate::extension::write::{CLIENT_AUTH, SERVER_AUTH};
use crate::{GeneralName, KeyType, KeyUsage, Purpose};

/// What a new certificate may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A TLS client, or an app that signs: `clientAuth`.
    Client,
    /// A TLS server: `serverAuth`.
    Server,
    /// Both, as services that call each other need it.
    Both,
    /// A certification authority below this one.
    IntermediateCa {
        /// How many more authorities may follow below it; `None` is as many as the authority above allows.
        path_len: Option<u8>,
    },
}

impl Profile {
    /// Returns the purpose that our own check asks for; both purposes are asked for one after the other.
    pub(super) fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::Client => &[Purpose::Client],
            Self::Server => &[Purpose::Server],
            Self::Both => &[Purpose::Client, Purpose::Server],
            Self::IntermediateCa { .. } => &[Purpose::Any],
        }
    }

    /// Returns the extended key usages; none for authorities, which may then issue for everything that those above allow.
    pub(super) fn extended_key_usage(self) -> &'static [&'static [u8]] {
        match self {
            Self::Client => &[CLIENT_AUTH],
            Self::Server => &[SERVER_AUTH],
            Self::Both => &[SERVER_AUTH, CLIENT_AUTH],
            Self::IntermediateCa { .. } => &[],
        }
    }

    /// Returns the key usage, and why it is this one.
    pub(super) fn key_usage(self, key_type: &KeyType) -> (KeyUsage, &'static str) {
        match self {
            Self::IntermediateCa { .. } => (
                KeyUsage::KEY_CERT_SIGN.union(KeyUsage::CRL_SIGN),
                "an authority signs certificates and revocation lists",
            ),
            // Java's Cipher refuses a certificate with a critical key usage that lacks dataEncipherment.
            Self::Client | Self::Both if *key_type == KeyType::Rsa => (
                KeyUsage::DIGITAL_SIGNATURE
                    .union(KeyUsage::KEY_ENCIPHERMENT)
                    .union(KeyUsage::DATA_ENCIPHERMENT),
                "an app signs, and platforms encrypt its shared secret to its RSA key",
            ),
            Self::Server if *key_type == KeyType::Rsa => (
                KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::KEY_ENCIPHERMENT),
                "a server signs, and with RSA clients up to TLS 1.2 may send it an encrypted key",
            ),
            Self::Server | Self::Both => (
                KeyUsage::DIGITAL_SIGNATURE,
                "a server signs; only RSA keys are encrypted to",
            ),
            Self::Client => (
                KeyUsage::DIGITAL_SIGNATURE,
                "a client signs; only RSA keys are encrypted to",
            ),
        }
    }

    /// Returns whether certificates of this profile have names of this kind.
    pub(super) fn allows(self, name: &GeneralName) -> bool {
        match name {
            GeneralName::Dns(_) | GeneralName::Ip(_) | GeneralName::Uri(_) => {
                !matches!(self, Self::IntermediateCa { .. })
            }
            GeneralName::Email(_) => matches!(self, Self::Client | Self::Both),
            _ => false,
        }
    }
}

/// The name that [`FromStr`] reads: `client`, `server`, `both`, `intermediate-ca`.
impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Both => "both",
            Self::IntermediateCa { .. } => "intermediate-ca",
        })
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    /// Reads `client`, `server`, `both` or `intermediate-ca` (which then has no path length of its own).
    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        match text {
            "client" => Ok(Self::Client),
            "server" => Ok(Self::Server),
            "both" => Ok(Self::Both),
            "intermediate-ca" => Ok(Self::IntermediateCa { path_len: None }),
            _ => Err(UnknownProfile),
        }
    }
}

/// A profile by a name that none has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such profile: there are client, server, both and intermediate-ca")]
pub struct UnknownProfile;
