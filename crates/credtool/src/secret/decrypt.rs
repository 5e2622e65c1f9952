//! `secret decrypt`: the plain secret, or the layer that is at fault and what to try next.

use std::path::{Path, PathBuf};

use credtool_crypto_engine::{self as engine, KeySizes};
use credtool_shared_secret_crypto::Decrypted;
use credtool_shared_secret_crypto::explain::Attempt;
use serde_json::json;
use zeroize::Zeroizing;

use super::{padding, properties};
use crate::describe;
use crate::destination::Destination;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Input, Io, Limit};
use crate::open::{self, KeyOptions, OpenedKey};

/// Decrypt a secret that a portal shows encrypted
///
/// The encrypted secret is base64 as it was copied (line breaks, missing padding, URL-safe: all fine) or raw bytes.
/// The private key may be in any form: PEM, DER, PKCS#12, JKS, JCEKS.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool secret decrypt --key hermosa.p12 --store-password prompt encrypted-secret.txt
  1008877afabf32efb31f9c974dbeaa688bed0769
  $ credtool secret decrypt --properties project.properties --jar-compatible
  Shared Secret = 1008877afabf32efb31f9c974dbeaa688bed0769

project.properties is the file of the vendor's AppSharedSecretDecryptionTest.jar:
  encrypted_shared_secret, keystore_path_filename, keystore_alias, keystore_pass, keystore_type (may be missing)

Exit status: 0 done; 2 could not be done, with the layer at fault and what to try next.")]
pub(crate) struct Decrypt {
    /// The private key or the keystore that holds it
    #[arg(long, value_name = "FILE", required_unless_present = "properties")]
    key: Option<PathBuf>,
    #[command(flatten)]
    options: KeyOptions,
    /// Take keystore, alias, password and encrypted secret from the vendor's settings file, or the folder that holds it
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["key", "alias", "store_password", "key_password"])]
    properties: Option<PathBuf>,
    /// Print `Shared Secret = …` as the vendor's jar does
    #[arg(long, conflicts_with = "output")]
    jar_compatible: bool,
    /// The certificate that was uploaded: check that the key belongs to it
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    /// How the secret was padded; auto tries OAEP first and PKCS#1 v1.5 last
    #[arg(long, value_name = "PADDING", default_value = "auto", value_parser = padding::parser(true))]
    padding: String,
    /// Say layer by layer what was found
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    destination: Destination,
    /// The encrypted secret: a file, - for stdin (also when left out), or the base64 itself
    #[arg(value_name = "FILE|-")]
    input: Option<PathBuf>,
}

impl Decrypt {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let (opened, input) = match (&self.properties, &self.key) {
            (Some(path), _) => {
                let settings = properties::read(io, path, self.input.is_some())?;
                let opened = settings.open_key(io)?;
                let input = match &self.input {
                    Some(input) => read_input(io, input)?,
                    None => settings.into_input(),
                };
                (opened, input)
            }
            (None, key) => {
                let opened =
                    open::private_key(io, key.as_deref().unwrap_or(Path::new("-")), &self.options)?;
                let input = read_input(io, self.input.as_deref().unwrap_or(Path::new("-")))?;
                (opened, input)
            }
        };
        let certificate = self.certificate(io, &opened)?;
        let key = opened.engine()?;
        let attempt = Attempt {
            input: &input.bytes,
            key,
            padding: self.padding.parse().ok(),
            sizes: KeySizes::Legacy,
            certificate: certificate.as_ref(),
        };
        if self.explain {
            explain(io, &opened, &input, certificate.is_some());
        }
        let decrypted = attempt.diagnose().map_err(|diagnosis| {
            let failure = Failure::new(
                padding::code(diagnosis.cause),
                format!("could not decrypt {}", input.name),
            );
            failure.because(diagnosis.message).hint(diagnosis.next_step)
        })?;
        io.out.note(format!("padding: {}", decrypted.padding));
        for legacy in &decrypted.legacy {
            io.out.warn(format!("legacy: {legacy}"));
        }
        self.deliver(io, key.public_key(), &decrypted)?;
        Ok(Answer::Yes)
    }

    /// Returns the key of the certificate that the secret was encrypted to, if it was given, and refuses any other private key.
    fn certificate(
        &self,
        io: &mut Io,
        opened: &OpenedKey,
    ) -> Result<Option<engine::PublicKey>, Failure> {
        let Some(path) = &self.cert else {
            return Ok(None);
        };
        let certificates = open::public_keys(io, path, &KeyOptions::default())?;
        let Some(own) = certificates
            .iter()
            .find(|one| opened.key().matches(one.spki_der()))
        else {
            let (ours, theirs) = (opened.key().info(), certificates[0].info());
            let failure = Failure::new(
                Code::KeyMismatch,
                "key does not match the given certificate",
            );
            let (ours, theirs) = (ours.spki_sha256_hex(), theirs.spki_sha256_hex());
            return Err(failure.because(format!(
                "the public key in {} is {theirs}, that of {} is {ours}",
                path.display(),
                opened.name
            )));
        };
        Ok(own.engine_key().ok())
    }

    fn deliver(
        &self,
        io: &Io,
        key: &engine::PublicKey,
        decrypted: &Decrypted,
    ) -> Result<(), Failure> {
        let secret = decrypted.secret.expose();
        let text = decrypted.secret.expose_text();
        let shown = json!({
            "secret": text,
            "secret_hex": base16ct::lower::encode_string(secret),
            "padding": decrypted.padding.name(),
            "key": describe::key(key.spki_der()),
            "legacy": !decrypted.legacy.is_empty(),
        });
        let to_terminal =
            self.destination.output.is_none() && !io.out.wants_json() && io.out.is_terminal();
        if to_terminal
            && text.is_none_or(|text| {
                text.chars()
                    .any(|c| c.is_control() && !c.is_ascii_whitespace())
            })
        {
            return Err(Failure::new(
                Code::BinaryOnTerminal,
                "the secret is binary and would go to the terminal",
            ));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(secret.len() + JAR_LABEL.len() + 1));
        if self.jar_compatible {
            bytes.extend_from_slice(JAR_LABEL.as_bytes());
        }
        bytes.extend_from_slice(secret);
        if self.jar_compatible || to_terminal {
            bytes.push(b'\n');
        }
        self.destination
            .deliver(io, shown, &["secret", "secret_hex"], &bytes, &|_| Ok(()))
    }
}

/// Reads the encrypted secret from a file or stdin, or takes base64 that stands on the command line: it is no secret.
fn read_input(io: &mut Io, path: &Path) -> Result<Input, Failure> {
    let failure = match io.read(path, Limit::secret("the encrypted secret")) {
        Err(failure) if failure.code == Code::FileNotFound => failure,
        other => return other,
    };
    match path.to_str().filter(|text| is_base64(text)) {
        Some(text) => Ok(Input {
            name: "the encrypted secret on the command line".to_owned(),
            bytes: Zeroizing::new(text.as_bytes().to_vec()),
            readable_by_all: false,
        }),
        None => Err(failure),
    }
}

/// Whether a word that is no file is long enough for a ciphertext and spelt like one.
fn is_base64(text: &str) -> bool {
    text.len() >= SHORTEST_BASE64
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/-_=".contains(&byte)
        })
}

/// Says what the attempt rests on; the failure itself names the layer that does not hold.
fn explain(io: &Io, opened: &OpenedKey, input: &Input, certificate: bool) {
    let info = opened.key().info();
    let bits = info
        .bits
        .map(|bits| format!(" of {bits} bits"))
        .unwrap_or_default();
    let alias = opened
        .alias
        .as_ref()
        .map(|alias| format!(", alias {alias}"))
        .unwrap_or_default();
    io.out.note(format!(
        "key: {}{bits} from {}{alias}",
        info.key_type, opened.name
    ));
    io.out
        .note(format!("public key: SHA-256 {}", info.spki_sha256_hex()));
    io.out.note(match certificate {
        true => "certificate: the key belongs to the one that was given",
        false => "certificate: none to compare with; give the uploaded one with --cert",
    });
    io.out.note(format!(
        "encrypted secret: {} bytes from {}",
        input.bytes.len(),
        input.name
    ));
}

/// What the vendor's jar prints before the secret.
const JAR_LABEL: &str = "Shared Secret = ";

/// 64 bytes, an RSA-512 ciphertext, in base64 without padding.
const SHORTEST_BASE64: usize = 86;
