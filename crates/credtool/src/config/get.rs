//! `config get`: the string at a path, masked.

use std::path::PathBuf;

use credtool_crypto_engine::Hash;
use credtool_secret_gen::mask;
use serde_json::json;

use crate::document::{self, DOCUMENT};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Show a string of a JSON or YAML configuration, masked
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool config get appsettings.Production.json SecretKey
  100****69
  $ credtool config get appsettings.Production.json SecretKey --fingerprint
  5f0c3b1f9b1a4f0e

Two services hold the same key when their fingerprints are equal. A fingerprint is half of a SHA-256: a secret that can be
guessed can be found out from it.

Exit status: 0 done; 2 could not be done (there is no such member, or it is no string).")]
pub(crate) struct Get {
    /// The configuration: JSON, with comments as ASP.NET takes them, or YAML
    file: PathBuf,
    /// The member: A:B (letters in either case, as .NET), a.b or /a/b
    path: String,
    /// Show the whole string
    #[arg(long, conflicts_with = "fingerprint")]
    reveal: bool,
    /// Show a fingerprint to compare with that of another service
    #[arg(long)]
    fingerprint: bool,
}

impl Get {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let path = document::path(&self.path)?;
        let input = io.read(&self.file, DOCUMENT)?;
        let document = document::parse(&input)?;
        let node = document::find(&document, &path, &input.name)?.ok_or_else(|| {
            Failure::new(
                Code::MissingMember,
                format!("could not find {path} in {}", input.name),
            )
            .hint("check the path")
        })?;
        let value = node.as_str().ok_or_else(|| {
            Failure::new(
                Code::NotAString,
                format!("could not show {path} of {}", input.name),
            )
            .because(format!("{}: it is no string", document.position(node)))
        })?;
        let mut shown =
            json!({ "file": input.name, "path": self.path, "line": document.position(node).line });
        let text = if self.fingerprint {
            let fingerprint = fingerprint(value);
            shown["fingerprint"] = fingerprint.clone().into();
            fingerprint
        } else {
            let text = if self.reveal {
                value.to_owned()
            } else {
                mask(value)
            };
            shown["value"] = text.clone().into();
            shown["masked"] = (!self.reveal).into();
            text
        };
        io.out
            .answer(&shown, zeroize::Zeroizing::new(text + "\n").as_bytes())?;
        Ok(Answer::Yes)
    }
}

/// Returns 16 hex digits that are the same for the same string.
fn fingerprint(value: &str) -> String {
    let text = zeroize::Zeroizing::new([DOMAIN, value.as_bytes()].concat());
    let digest = Hash::Sha256.digest(&text);
    base16ct::lower::encode_string(digest.get(..8).unwrap_or_default())
}

/// So that the digest is none that the secret has anywhere else.
const DOMAIN: &[u8] = b"credtool config fingerprint v1\0";
