//! What a certificate is for: the profiles that decide its key usages.

use std::fmt;
use std::str::FromStr;

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
        /// How many more authorities may follow below it; `None` is any number.
        path_len: Option<u8>,
    },
}

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

    /// Reads `client`, `server`, `both` or `intermediate-ca` (which then has no limit to its path).
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
