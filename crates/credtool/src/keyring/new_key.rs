//! The secret of a new key: brought along, or made.

use credtool_keyring::{KeyMaterial, KeyName};
use zeroize::Zeroizing;

use super::refused;
use crate::failure::Failure;
use crate::io::Io;
use crate::secret::style;
use crate::source;

/// Where the secret of a new key comes from.
#[derive(clap::Args)]
pub(super) struct NewKey {
    /// The name of the new key; names are unique for ever
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "SRC", conflicts_with = "generate", help = FROM)]
    from: Option<String>,
    /// Make the secret in this style, of those that credtool secret generate knows; its length must be a multiple of 16
    #[arg(long, value_name = "STYLE", default_value = "guid")]
    generate: String,
}

impl NewKey {
    /// Returns name and secret; nothing is read or drawn for a name that no key can have.
    pub(super) fn take(&self, io: &mut Io) -> Result<(KeyName, KeyMaterial), Failure> {
        let message = || format!("could not take the key {:?}", self.name);
        let name = KeyName::new(&*self.name).map_err(|error| refused::of(&error, message()))?;
        let text = match &self.from {
            Some(source) => source::read_text(io, source, "--from")?,
            None => {
                let style = style::parse(io, &self.generate)?;
                Zeroizing::new(style.generate(&mut io.rng()?).expose().to_owned())
            }
        };
        let material = KeyMaterial::new(text.as_str()).map_err(|error| {
            let failure = refused::of(&error, message());
            match self.from {
                Some(_) => failure.hint("a GUID without hyphens has 32 characters; a line break at the end counts only with --raw"),
                None => failure.hint("take a style with a length that is a multiple of 16, such as guid, hex64 or hex:24"),
            }
        })?;
        let length = material.len();
        if length != 16 && length != 32 {
            io.out.warn(format!("a secret of {length} bytes is a multiple of 16, but no AES key: ThingWorx Flow may refuse it; 16 and 32 fit"));
        }
        Ok((name, material))
    }

    /// Returns the name as it was given.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

const FROM: &str = "Take the secret from here: SRC is env:NAME, file:PATH, fd:N, - (stdin, claimed once), prompt or pm2:SERVICE; a literal is refused";
