//! `keystore export`: one entry on its own, as PEM or as a new PKCS#12 file.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::builder::PossibleValuesParser;
use credtool_pki::{Certificate, Entry, EntryKind, Password, PrivateKey};
use serde_json::json;
use zeroize::Zeroizing;

use crate::destination::Destination;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Limit};
use crate::open::{self, PasswordOptions};
use crate::{key, refusal};

/// Take one entry out of a keystore: the private key with its chain, or the certificate
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool keystore export hermosa.jks --alias hermosa --store-password prompt -o hermosa.pem
  $ credtool keystore export hermosa.jks --alias hermosa --store-password prompt --format pkcs12 --new-password prompt -o hermosa.p12

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Export {
    /// The keystore, - for stdin
    file: PathBuf,
    /// The entry, upper and lower case alike; the only key needs none
    #[arg(long, value_name = "ALIAS")]
    alias: Option<String>,
    #[command(flatten)]
    passwords: PasswordOptions,
    /// pem: key (PKCS#8) and certificates as text; pkcs12: a keystore of its own, which needs --new-password
    #[arg(long, value_name = "FORMAT", default_value = "pem", value_parser = PossibleValuesParser::new(["pem", "pkcs12"]))]
    format: String,
    /// Encrypt the key that is written; without it a PEM key is written in the clear
    #[arg(long, value_name = "SRC", required_if_eq("format", "pkcs12"))]
    new_password: Option<String>,
    #[command(flatten)]
    destination: Destination,
}

impl Export {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let mut passwords = self.passwords.read(io)?;
        let new_password = self
            .new_password
            .as_deref()
            .map(|text| open::new_password(io, text, "--new-password"))
            .transpose()?;
        let input = io.read(&self.file, Limit::credential("the keystore"))?;
        let keystore = open::keystore(io, &input, &mut passwords)?;
        let entry = match &self.alias {
            Some(alias) => keystore.entry(alias),
            None => keystore.private_key_entry(None),
        };
        let entry = entry.map_err(|error| {
            refusal::of(
                &error,
                format!("could not choose an entry of {}", input.name),
            )
        })?;
        let key = match entry.kind() {
            EntryKind::PrivateKey => Some(open::entry_key(io, &input.name, entry, &mut passwords)?),
            EntryKind::TrustedCertificate => None,
            kind => {
                let failure = Failure::new(
                    Code::Unsupported,
                    format!("could not export {} of {}", entry.alias(), input.name),
                );
                return Err(failure
                    .because(format!("it is of the kind {kind}"))
                    .hint("export it with the tool that made it"));
            }
        };
        let bytes = match &new_password {
            Some(password) if self.format == "pkcs12" => pkcs12(io, entry, key.as_ref(), password)?,
            password => pem(io, entry, key.as_ref(), password.as_ref())?,
        };
        let mut shown = json!({ "alias": entry.alias(), "kind": entry.kind().to_string(), "format": self.format });
        match self.format.as_str() {
            "pkcs12" => shown["pkcs12"] = STANDARD.encode(&bytes).into(),
            _ => shown["pem"] = String::from_utf8_lossy(&bytes).into(),
        }
        if self.format == "pkcs12"
            && self.destination.output.is_none()
            && !io.out.wants_json()
            && io.out.is_terminal()
        {
            return Err(Failure::new(
                Code::BinaryOnTerminal,
                "PKCS#12 is binary and would go to the terminal",
            )
            .hint("name a file with -o FILE"));
        }
        let check = |written: &[u8]| match &key {
            Some(key) if self.format == "pkcs12" => {
                super::read_back(written, entry.alias(), key, new_password.as_ref())
            }
            Some(key) => key::read_back(written, key, new_password.as_ref()).map(|_| ()),
            None => Certificate::parse_all(written)
                .map(|_| ())
                .map_err(|error| refusal::of(&error, "the certificate cannot be read back")),
        };
        self.destination
            .deliver(io, shown, &["pem", "pkcs12"], &bytes, &check)?;
        Ok(Answer::Yes)
    }
}

/// Returns the key, if there is one, and the certificates, each as a block of PEM.
fn pem(
    io: &Io,
    entry: &Entry,
    key: Option<&PrivateKey>,
    password: Option<&Password>,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut text = match (key, password) {
        (Some(key), Some(password)) => {
            Zeroizing::new(key.to_encrypted_pem(&mut io.rng()?, password))
        }
        (Some(key), None) => key.to_pem(),
        (None, _) => Zeroizing::default(),
    };
    let key_length = text.len();
    let certificates = certificates(entry)?
        .iter()
        .map(Certificate::to_pem)
        .collect::<String>();
    // One allocation of the right size: a growing string would leave copies of the key behind.
    let mut whole = Zeroizing::new(Vec::with_capacity(key_length + certificates.len()));
    whole.extend_from_slice(std::mem::take(&mut text).as_bytes());
    whole.extend_from_slice(certificates.as_bytes());
    Ok(whole)
}

fn pkcs12(
    io: &Io,
    entry: &Entry,
    key: Option<&PrivateKey>,
    password: &Password,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let Some(key) = key else {
        let failure = Failure::new(
            Code::NoPrivateKey,
            format!(
                "the entry {} has no private key for a keystore of its own",
                entry.alias()
            ),
        );
        return Err(failure.hint("export the certificate with --format pem"));
    };
    super::new_pkcs12(io, entry.alias(), key, &certificates(entry)?, password).map(Zeroizing::new)
}

fn certificates(entry: &Entry) -> Result<Vec<Certificate>, Failure> {
    let all: Result<_, _> = entry
        .certificates()
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect();
    all.map_err(|error| {
        refusal::of(
            &error,
            format!("could not read the certificates of {}", entry.alias()),
        )
    })
}
