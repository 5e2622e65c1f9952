//! `keyring export --jwk`: the derived keys, for any other JOSE library.

use super::open;
use super::options::KeyringOptions;
use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Print the keys that the tokens are encrypted with as a JWK Set; they are secret
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring export --jwk -o tokens.jwks

Each key is derived from the secret of the same name (HKDF-SHA256), so the secrets themselves cannot be computed from it.
Whoever has it reads and makes tokens.

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Export {
    /// As a JWK Set (RFC 7517), the one form there is
    #[arg(long, required = true)]
    jwk: bool,
    #[command(flatten)]
    options: KeyringOptions,
    #[command(flatten)]
    destination: Destination,
}

impl Export {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let _ = self.jwk;
        self.destination.permit()?;
        if let Some(path) = &self.destination.output {
            open::keep_keyring_file(io, path)?;
        }
        let keyring = open::open(io, &self.options)?.keyring;
        let set = keyring.to_jwk_set();
        let shown = serde_json::from_str(&set).unwrap_or_default();
        let mut text = set;
        text.push('\n');
        self.destination
            .deliver(io, shown, &["keys"], text.as_bytes(), &|_| Ok(()))?;
        Ok(Answer::Yes)
    }
}
