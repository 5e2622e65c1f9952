//! `secret encrypt`: a secret on its way to one app.

use std::path::PathBuf;

use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_shared_secret_crypto::{Padding, encrypt};
use serde_json::json;

use super::padding;
use crate::destination::Destination;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::open::{self, KeyOptions};
use crate::{describe, refusal, source};

/// Encrypt a secret to an app's public key: base64 on one line
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool secret encrypt --to app.crt env:SHARED_SECRET > encrypted-secret.txt

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Encrypt {
    /// A certificate, a request (CSR), a public key or a keystore
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    options: KeyOptions,
    /// How the secret is padded; oaep-sha1 is the platform's own
    #[arg(long, value_name = "PADDING", default_value = "oaep-sha1", value_parser = padding::parser(false))]
    padding: String,
    /// Allow pkcs1v15, and keys below 2048 bits (never below 1024)
    #[arg(long)]
    legacy: bool,
    #[command(flatten)]
    destination: Destination,
    #[arg(value_name = "SRC", help = source::GRAMMAR)]
    source: String,
}

impl Encrypt {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let padding: Padding = self.padding.parse().unwrap_or_default();
        if padding.is_legacy() && !self.legacy {
            return Err(Failure::new(
                Code::LegacyNeeded,
                "pkcs1v15 can be broken by whoever sees how a server answers (Bleichenbacher 1998)",
            ));
        }
        let key = open::public_key(io, &self.to, &self.options)?;
        let key = key.engine_key().map_err(|error| {
            refusal::of(
                &error,
                format!("could not use the key of {}", self.to.display()),
            )
        })?;
        let secret = source::read(io, &self.source, "SRC")?;
        if secret.bytes.is_empty() {
            return Err(Failure::new(
                Code::EmptySecret,
                format!("the secret of {} has no characters", secret.name),
            ));
        }
        let sizes = if self.legacy {
            KeySizes::Legacy
        } else {
            KeySizes::Current
        };
        let text =
            encrypt(&secret.bytes, &key, padding, sizes, Randomness::System).map_err(|error| {
                let refused = format!("could not encrypt to the key of {}", self.to.display());
                Failure::new(padding::code(error.cause()), refused)
                    .because(&error)
                    .hint(error.next_step())
            })?;
        let legacy =
            padding.is_legacy() || key.bits().div_ceil(8) * 8 < KeySizes::Current.minimum();
        if legacy {
            io.out.warn(
                "legacy: this padding or key size is only for platforms that leave no choice",
            );
        }
        let shown = json!({ "ciphertext": text, "padding": padding.name(), "key": describe::key(key.spki_der()), "legacy": legacy });
        self.destination
            .deliver(io, shown, &[], format!("{text}\n").as_bytes(), &|_| Ok(()))?;
        Ok(Answer::Yes)
    }
}
