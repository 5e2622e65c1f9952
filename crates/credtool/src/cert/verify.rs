//! `cert verify`: is a certificate trusted, and if not, what is wrong and what to upload?

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use credtool_pki::{Allowed, Certificate, CertificateList, PathValidation, Purpose};

use super::verdict::{Means, Verdict};
use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Limit};
use crate::{clock, refusal};

/// Verify a certificate: a path to a trusted one, or everything that is wrong and what to upload
///
/// The path is built from the intermediates, whatever their order, and checked by RFC 5280: signatures, dates (both ends
/// included), who may issue for which names and purposes, unknown critical extensions, weak algorithms and keys. A certificate
/// that is itself among the trusted ones is trusted, unless it is expired, weak or for another purpose. Where a file holds
/// several certificates the first of FILE is verified, and the others help.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool cert verify app.crt --trust ca.crt --purpose client
  $ credtool cert verify app.crt --trust roots.pem --intermediate issuing.crt --json
  $ credtool cert verify portal.crt --trust roots.pem --purpose server --dns portal.example.com --crl issuing.crl
  $ credtool cert verify old.crt --trust old-ca.crt --allow sha1,rsa-1024 --at 2019-06-15T12:00:00Z

The codes of the reasons are listed in docs/verdict-codes.md.

Exit status: 0 trusted; 1 not trusted, with every reason; 2 could not be done.")]
pub(crate) struct Verify {
    /// The certificate, with others after it if there are any; - for stdin
    file: PathBuf,
    /// Certificates that are trusted as they are; may be repeated. Without any nothing is trusted
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// Certificates that may stand in between; may be repeated, in any order
    #[arg(long, value_name = "FILE")]
    intermediate: Vec<PathBuf>,
    /// Revocation lists (CRLs); may be repeated. With any, one of the certificate's issuer has to be there
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// What the certificate is to be used for
    #[arg(long, value_enum, default_value_t = For::Any)]
    purpose: For,
    /// The name, or the IP address, that the certificate has to be issued for
    #[arg(long, value_name = "NAME")]
    dns: Option<String>,
    /// What is accepted all the same: sha1, rsa-1024, nonconforming; several with commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WEAKNESS")]
    allow: Vec<Weakness>,
}

#[derive(Clone, Copy, ValueEnum)]
enum For {
    /// To log in with
    Client,
    /// To serve under a name
    Server,
    /// Anything: usages are not looked at
    Any,
}

/// What is weak and can be accepted all the same.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Weakness {
    /// Signatures over SHA-1 digests
    Sha1,
    /// RSA keys from 1024 to 2047 bits
    #[value(name = "rsa-1024")]
    Rsa1024,
    /// Certificates without key identifiers, or with other departures from RFC 5280 that leave no doubt
    Nonconforming,
}

impl Verify {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let input = io.read(&self.file, Limit::credential("the certificate"))?;
        let mut anchors = Vec::new();
        for path in &self.trust {
            anchors.extend(super::read(io, path)?);
        }
        let parsed = match Certificate::parse_all(&input.bytes) {
            Ok(certificates) => certificates,
            Err(error) => {
                let message = format!("could not read a certificate from {}", input.name);
                let failure = refusal::of(&error, message);
                return match failure.code {
                    Code::Malformed => Verdict::malformed(&failure.sentence()).answer(io),
                    _ => Err(failure),
                };
            }
        };
        let Some((leaf, others)) = parsed.split_first() else {
            let message = format!("no certificate is in {}", input.name);
            return Err(Failure::new(Code::Unrecognised, message));
        };
        let mut intermediates = others.to_vec();
        for path in &self.intermediate {
            intermediates.extend(super::read(io, path)?);
        }
        let mut crls = Vec::new();
        for path in &self.crl {
            crls.extend(read_crls(io, path)?);
        }
        let validation = PathValidation {
            anchors: &anchors,
            intermediates: &intermediates,
            crls: &crls,
            purpose: match self.purpose {
                For::Client => Purpose::Client,
                For::Server => Purpose::Server,
                For::Any => Purpose::Any,
            },
            at: clock::certificate_time(io.now()),
            server_name: self.dns.as_deref(),
            allowed: allowed(&self.allow),
        };
        match validation.verify(leaf) {
            Ok(chain) => Verdict::yes(&chain),
            Err(no) => Verdict::no(leaf, &no, &anchors, &MEANS),
        }
        .answer(io)
    }
}

/// Reads the revocation lists of a file, one at least.
pub(crate) fn read_crls(io: &mut Io, path: &Path) -> Result<Vec<CertificateList>, Failure> {
    let limit = Limit {
        what: "the revocation list",
        bytes: LARGEST_CRL,
    };
    let input = io.read(path, limit)?;
    CertificateList::parse_all(&input.bytes).map_err(|error| {
        let message = format!("could not read a revocation list from {}", input.name);
        refusal::of(&error, message)
    })
}

/// Returns what the library is to accept.
pub(crate) fn allowed(weaknesses: &[Weakness]) -> Allowed {
    Allowed {
        sha1: weaknesses.contains(&Weakness::Sha1),
        rsa_1024: weaknesses.contains(&Weakness::Rsa1024),
        nonconforming: weaknesses.contains(&Weakness::Nonconforming),
    }
}

const MEANS: Means = Means {
    trust: "--trust FILE",
    intermediate: "--intermediate FILE, or --trust FILE if you trust it",
    crl: "--crl FILE",
};
/// The lists of the largest public authorities have tens of megabytes.
const LARGEST_CRL: usize = 256 << 20;
