//! A certificate for a request that another noun asks for: the same plan, shown the same way, signed and logged the same way as by `ca issue`.

use std::path::{Path, PathBuf};

use credtool_pki::{Certificate, CertificationRequest, Issuance, Profile, Terms};

use super::decisions;
use super::event::{How, Issued, What};
use super::folder::{self, CERTIFICATE, Files, Folder, FolderOption, KeyOption};
use super::sign;
use crate::clock;
use crate::failure::{Code, Failure};
use crate::io::Io;

/// How a request of an app becomes a certificate.
#[derive(clap::Args)]
#[command(next_help_heading = "For a request (CSR)")]
pub(crate) struct OrderOptions {
    /// How long the certificate is valid [default: 365]
    #[arg(long, value_name = "DAYS", value_parser = sign::DAYS)]
    days: Option<u32>,
    /// Take an RSA key below 2048 bits (never below 1024)
    #[arg(long)]
    legacy: bool,
    #[command(flatten)]
    key: KeyOption,
}

/// What was issued, and by whom.
pub(crate) struct Delivered {
    pub(crate) certificate: Certificate,
    /// The issuing authority, then those above it.
    pub(crate) issuers: Vec<Certificate>,
}

impl OrderOptions {
    /// Returns the first of these options that was given, where there is no request that it could be for.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let days = self.days.map(|_| "--days");
        let legacy = self.legacy.then_some("--legacy");
        days.or(legacy)
            .or(self.key.is_given().then_some("--password"))
    }

    /// Whether a small RSA key is taken.
    pub(crate) fn takes_small_keys(&self) -> bool {
        self.legacy
    }

    /// Issues a certificate for a client. The decisions stand on stderr before anything is signed, and the log of the authority has the
    /// certificate before this returns.
    ///
    /// The folder is not locked while the key is opened, which may take a person's time; what happened to the log meanwhile counts,
    /// because the plan is made again.
    pub(crate) fn issue(
        &self,
        io: &mut Io,
        dir: &Path,
        request: &CertificationRequest,
        name: &str,
    ) -> Result<Delivered, Failure> {
        let option = FolderOption::of(dir);
        let message = format!("the request {name} may not be issued");
        let now = clock::certificate_time(io.now());
        let days = self.days.unwrap_or(sign::USUAL_DAYS);
        let mut terms = Terms::new(Profile::Client, now, sign::after(now, days));
        terms.sizes = sign::sizes(self.legacy);
        let folder = Folder::open(io, &option)?;
        let planned = Issuance::plan(&folder.issuer, request, &terms).map_err(|refused| {
            decisions::show(io, How::Issued, refused.decisions());
            decisions::refused(&refused, message.clone())
        })?;
        decisions::show(io, How::Issued, planned.decisions());
        sign::label_small_key(io, &planned);
        let authority = folder.close().authority(io, &self.key)?;
        let folder = Folder::open(io, &option)?;
        let planned = Issuance::plan(&folder.issuer, request, &terms)
            .map_err(|refused| decisions::refused(&refused, message))?;
        let certificate = sign::new_certificate(&folder, &authority, &planned)?;
        let issuers = std::iter::once(folder.issuer.certificate())
            .chain(folder.issuer.chain())
            .cloned()
            .collect();
        let what = What::Issued(Box::new(Issued {
            how: How::Issued,
            certificate: certificate.clone(),
            profile: planned.profile().to_string(),
            request_sha256: Some(request.sha256()),
            replaces: None,
        }));
        folder.commit(io, what, &[])?;
        io.out.note(format!(
            "issued {}, valid until {}",
            certificate.serial(),
            certificate.not_after()
        ));
        Ok(Delivered {
            certificate,
            issuers,
        })
    }
}

/// Returns the certificate of the authority in a folder, then those above it.
pub(crate) fn issuers(io: &mut Io, dir: &Path) -> Result<Vec<Certificate>, Failure> {
    let path = Files::of(&FolderOption::of(dir)).certificate;
    if !io.exists(&path) {
        return Err(no_ca(dir, &path));
    }
    let input = io.read(&path, CERTIFICATE)?;
    let issuer = folder::issuer(&input.bytes, &input.name)?;
    let own = std::iter::once(issuer.certificate());
    Ok(own.chain(issuer.chain()).cloned().collect())
}

/// Returns the folder, whole, so that it is the same from everywhere; refuses one without a CA.
pub(crate) fn absolute(io: &mut Io, dir: &Path) -> Result<PathBuf, Failure> {
    let files = Files::of(&FolderOption::of(dir));
    for path in files.all() {
        if !io.exists(path) {
            return Err(no_ca(dir, path));
        }
    }
    issuers(io, dir)?;
    io.real_path(dir)
}

fn no_ca(dir: &Path, missing: &Path) -> Failure {
    let message = format!("there is no CA in {}", dir.display());
    Failure::new(Code::NoCa, message).because(format!("{} is not there", missing.display()))
}
