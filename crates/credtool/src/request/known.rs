//! What a verifier knows of an app: what the command line gives, or what the registry has.

use std::path::PathBuf;

use credtool_pki::PublicKey;
use credtool_request_auth::{AppCredentials, SharedSecret};

use super::credentials::{self, Needs, SIGNS_WITH_SECRET};
use super::scheme::Scheme;
use super::{does_not_fit, refused};
use crate::app::{Registered, RegisteredOptions};
use crate::describe::Standings;
use crate::failure::Failure;
use crate::io::Io;
use crate::open::KeyOptions;
use crate::{clock, refusal};

/// Who is expected, and what proves it.
#[derive(clap::Args)]
pub(crate) struct KnownOptions {
    /// The App ID that is known here
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "app",
        conflicts_with = "app"
    )]
    app_id: Option<String>,
    /// A shared secret, the current one first; may be repeated. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long = "secret", value_name = "SRC", conflicts_with = "app")]
    secrets: Vec<String>,
    /// What holds the app's public key: a certificate, a request, a public key, a keystore
    #[arg(long, value_name = "FILE", conflicts_with = "app")]
    key: Option<PathBuf>,
    #[command(flatten)]
    key_options: KeyOptions,
    #[command(flatten)]
    registered: RegisteredOptions,
}

/// What is known.
pub(crate) struct Known {
    pub(crate) app: AppCredentials,
    /// What people call its secrets.
    pub(crate) standings: Standings,
}

impl KnownOptions {
    /// Whether nothing was named that could prove anything, so that a claim is all there can be. An app of the registry has to prove it.
    pub(crate) fn has_no_proof(&self) -> bool {
        self.secrets.is_empty() && self.key.is_none() && !self.registered.are_given()
    }

    /// Refuses what none of the named schemes uses, and that what they need is not given.
    pub(crate) fn permit(
        &self,
        schemes: &str,
        secret: bool,
        key: bool,
        instead: &str,
    ) -> Result<(), Failure> {
        let key_option = self.key.as_ref().map(|_| "--key");
        let key_option = key_option.or(self.key_options.first_given());
        if !secret && !self.secrets.is_empty() {
            return Err(does_not_fit("--secret", schemes, instead));
        }
        if let Some(option) = key_option.filter(|_| !key || self.registered.are_given()) {
            let instead = match self.registered.are_given() {
                true => "the registry holds the app's certificate",
                false => instead,
            };
            return Err(does_not_fit(option, schemes, instead));
        }
        if self.registered.are_given() {
            return Ok(());
        }
        if secret && self.secrets.is_empty() {
            return Err(credentials::missing("--secret", schemes, SIGNS_WITH_SECRET));
        }
        if key && self.key.is_none() {
            return Err(credentials::missing("--key", schemes, instead));
        }
        Ok(())
    }

    /// Returns what is known of the app; where it is retired, that is the inner error, in a sentence.
    pub(crate) fn open(
        &self,
        io: &mut Io,
        schemes: &[Scheme],
    ) -> Result<Result<Known, String>, Failure> {
        let mut types: Vec<_> = schemes.iter().filter_map(|scheme| scheme.key()).collect();
        types.dedup();
        if let Some(app) = self
            .registered
            .open(io, schemes.iter().any(|one| one.needs() == Needs::Secret))?
        {
            return match &app.retired {
                Some(message) => Ok(Err(message.clone())),
                None => of_registry(io, &app, &types).map(Ok),
            };
        }
        let mut app = AppCredentials::new(self.app_id.as_deref().unwrap_or_default());
        for text in &self.secrets {
            app = app.secret(credentials::secret(io, text, "--secret")?);
        }
        if let Some(path) = &self.key {
            for key in credentials::public_keys(io, path, &self.key_options, &types)? {
                app = app.public_key(key);
            }
        }
        let standings = Standings::default();
        Ok(Ok(Known { app, standings }))
    }
}

/// Takes secrets and key of an app of the registry; the key only where one of the schemes takes one of its type.
fn of_registry(
    io: &Io,
    registered: &Registered,
    types: &[credtool_crypto_engine::KeyAlgorithm],
) -> Result<Known, Failure> {
    let name = &registered.app_id;
    let mut app = AppCredentials::new(name);
    for one in &registered.secrets {
        let secret = shared_secret(name, one.secret.expose())?;
        app = match one.standing.until() {
            Some(until) => app.secret_until(secret, until),
            None => app.secret(secret),
        };
    }
    if let Some(certificate) = &registered.certificate {
        let key = PublicKey::from_spki_der(certificate.spki_der());
        let key = key.and_then(|key| key.engine_key());
        let key = key.map_err(|error| {
            refusal::of(
                &error,
                format!("could not use the key of the certificate of {name}"),
            )
        })?;
        let fits = |wanted: &&_| credentials::is_one(key.algorithm(), **wanted);
        if types.iter().any(|wanted| fits(&wanted)) {
            if certificate.not_after() < clock::certificate_time(io.now()) {
                io.out.warn(format!(
                    "the certificate of {name} expired at {}: the platform refuses what it signs",
                    certificate.not_after()
                ));
            }
            app = app.public_key(key);
        }
    }
    Ok(Known {
        app,
        standings: registered.standings(),
    })
}

/// Takes a secret of the registry.
pub(super) fn shared_secret(name: &str, secret: &[u8]) -> Result<SharedSecret, Failure> {
    SharedSecret::new(secret).map_err(|error| {
        Failure::new(
            refused(&error).code,
            format!("could not use a secret of {name}"),
        )
        .because(&error)
    })
}
