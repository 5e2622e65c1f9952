//! `csr create`: a request for a certificate, signed by the key that it is about.

use std::net::IpAddr;
use std::path::PathBuf;

use credtool_crypto_engine::Randomness;
use credtool_pki::{CertificationRequest, GeneralName, Name, NewRequest};

use crate::destination::Destination;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::open::{self, KeyOptions};
use crate::refusal;

/// Make a request for a certificate (PKCS#10), signed by the key: PEM
///
/// The names are asked for; which of them the certificate gets is for its issuer to say.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool key generate -o app.pem
  $ credtool csr create --key app.pem --subject 'CN=hermosa,O=Example,C=NL' --dns hermosa.example.com -o app.csr
  $ credtool csr create --key hermosa.p12 --store-password prompt --subject 'CN=hermosa' -o app.csr

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Create {
    /// The private key: a key file or a keystore
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    options: KeyOptions,
    /// Who the certificate is to be about, such as CN=hermosa,O=Example,C=NL (RFC 4514; /C=NL/O=Example/CN=hermosa too)
    #[arg(long, value_name = "NAME", value_parser = subject)]
    subject: Name,
    #[command(flatten)]
    names: NameOptions,
    /// Sign with an RSA key below 2048 bits (never below 1024)
    #[arg(long)]
    legacy: bool,
    #[command(flatten)]
    destination: Destination,
}

/// The alternative names of a subject.
#[derive(clap::Args)]
struct NameOptions {
    /// A host name, may be repeated
    #[arg(long, value_name = "NAME", value_parser = |text: &str| GeneralName::dns_or_wildcard(text))]
    dns: Vec<GeneralName>,
    /// An e-mail address, may be repeated
    #[arg(long, value_name = "ADDRESS", value_parser = |text: &str| GeneralName::email(text))]
    email: Vec<GeneralName>,
    /// A URI, may be repeated
    #[arg(long, value_name = "URI", value_parser = |text: &str| GeneralName::uri(text))]
    uri: Vec<GeneralName>,
    /// An IP address, may be repeated
    #[arg(long, value_name = "ADDRESS")]
    ip: Vec<IpAddr>,
}

impl Create {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let alternative_names = self.names.all();
        if self.subject.is_empty() && alternative_names.is_empty() {
            return Err(
                Failure::new(Code::Usage, "a request without any name asks for nothing")
                    .hint("give --subject NAME, or an alternative name such as --dns NAME"),
            );
        }
        let opened = open::private_key(io, &self.key, &self.options)?;
        let sizes = opened.sizes_to_sign(io, self.legacy)?;
        let new = NewRequest {
            subject: self.subject,
            alternative_names,
        };
        let request = new
            .sign(opened.key(), sizes, Randomness::System)
            .map_err(|error| refusal::of(&error, format!("could not sign with {}", opened.name)))?;
        let pem = request.to_pem();
        let (mut shown, _) = super::facts(&request);
        shown["pem"] = pem.as_str().into();
        let check = |bytes: &[u8]| same(bytes, &request);
        check(pem.as_bytes())?;
        self.destination
            .deliver(io, shown, &[], pem.as_bytes(), &check)?;
        Ok(Answer::Yes)
    }
}

impl NameOptions {
    fn all(self) -> Vec<GeneralName> {
        let mut names = self.dns;
        names.extend(self.email);
        names.extend(self.uri);
        names.extend(self.ip.into_iter().map(GeneralName::ip));
        names
    }
}

/// Reads what was written as whoever signs it will.
fn same(pem: &[u8], request: &CertificationRequest) -> Result<(), Failure> {
    let failed = |reason: String| {
        Failure::new(Code::WriteFailed, "the new request cannot be used").because(reason)
    };
    let again = CertificationRequest::parse(pem).map_err(|error| failed(error.to_string()))?;
    if again.der() != request.der() {
        return Err(failed("it reads back as another one".into()));
    }
    again
        .verify_proof_of_possession()
        .map_err(|error| failed(error.to_string()))
}

/// The parser of every `--subject`.
pub(crate) fn subject(text: &str) -> Result<Name, String> {
    text.parse::<Name>().map_err(|error| error.to_string())
}
