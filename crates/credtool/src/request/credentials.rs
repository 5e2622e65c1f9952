//! The secrets and keys that sign and verify, and whether they fit the scheme.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use credtool_crypto_engine::{self as engine, KeyAlgorithm, KeySizes};
use credtool_pki::Time;
use credtool_request_auth::SharedSecret;

use super::{does_not_fit, known, refused};
use crate::app::RegisteredOptions;
use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::open::{self, KeyOptions, OpenedKey};
use crate::{refusal, source};

/// What a scheme signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: it signs nothing.
    Nothing,
    /// The shared secret.
    Secret,
    /// A private key of this type.
    Key(KeyAlgorithm),
}

/// Who signs, and with what.
pub(crate) struct Signer {
    /// The App ID.
    pub(crate) app_id: String,
    /// The secret or key.
    pub(crate) means: Means,
    /// The sizes of RSA keys that may sign.
    pub(crate) key_sizes: KeySizes,
}

/// What signs.
pub(crate) enum Means {
    /// Nothing.
    Nothing,
    /// The shared secret.
    Secret(SharedSecret),
    /// A private key.
    Key(Box<OpenedKey>),
}

/// The options of who signs.
#[derive(clap::Args)]
pub(crate) struct SignerOptions {
    /// The App ID
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "app",
        conflicts_with = "app"
    )]
    app_id: Option<String>,
    /// The shared secret; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC", conflicts_with = "app")]
    secret: Option<String>,
    /// The private key or the keystore that holds it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    #[command(flatten)]
    key_options: KeyOptions,
    /// Allow RSA keys below 2048 bits (never below 1024)
    #[arg(long)]
    legacy: bool,
    #[command(flatten)]
    registered: RegisteredOptions,
}

impl SignerOptions {
    /// Opens what the scheme needs, and refuses what it has no use for.
    pub(crate) fn open(&self, io: &mut Io, scheme: &str, needs: Needs) -> Result<Signer, Failure> {
        let for_keys = self.key.as_ref().map(|_| "--key");
        let for_keys = for_keys
            .or(self.key_options.first_given())
            .or(self.legacy.then_some("--legacy"));
        let secret = self.secret.as_ref().map(|_| "--secret");
        let (stray, instead) = match needs {
            Needs::Nothing => (secret.or(for_keys), SIGNS_NOTHING),
            Needs::Secret => (for_keys, SIGNS_WITH_SECRET),
            Needs::Key(algorithm) => (secret, signs_with(algorithm)),
        };
        if let Some(option) = stray {
            return Err(does_not_fit(option, scheme, instead));
        }
        let registered = self.registered.open(io, needs == Needs::Secret)?;
        let (app_id, current) = match &registered {
            Some(app) => (app.app_id.clone(), Some(app)),
            None => (self.app_id.clone().unwrap_or_default(), None),
        };
        if let Some(message) = registered.as_ref().and_then(|app| app.retired.clone()) {
            return Err(Failure::new(Code::Retired, "could not sign the request").because(message));
        }
        let means = match (needs, &self.secret, &self.key) {
            (Needs::Nothing, ..) => Means::Nothing,
            (Needs::Secret, None, _) if let Some(app) = current => {
                let secret = app.current_secret()?;
                Means::Secret(known::shared_secret(&app_id, secret.expose())?)
            }
            (Needs::Secret, Some(text), _) => Means::Secret(self::secret(io, text, "--secret")?),
            (Needs::Secret, None, _) => return Err(missing("--secret", scheme, instead)),
            (Needs::Key(_), _, None) => return Err(missing("--key", scheme, instead)),
            (Needs::Key(algorithm), _, Some(path)) => {
                let opened = open::private_key(io, path, &self.key_options)?;
                self.permit(io, &opened, algorithm)?;
                Means::Key(Box::new(opened))
            }
        };
        let key_sizes = if self.legacy {
            KeySizes::Legacy
        } else {
            KeySizes::Current
        };
        Ok(Signer {
            app_id,
            means,
            key_sizes,
        })
    }

    fn permit(&self, io: &Io, opened: &OpenedKey, algorithm: KeyAlgorithm) -> Result<(), Failure> {
        let key = opened.engine()?.public_key();
        of_type(key, &[algorithm], &opened.name)?;
        opened.sizes_to_sign(io, self.legacy).map(drop)
    }
}

/// Reads a shared secret.
pub(crate) fn secret(io: &mut Io, text: &str, flag: &'static str) -> Result<SharedSecret, Failure> {
    let input = source::read(io, text, flag)?;
    SharedSecret::new(&input.bytes).map_err(|error| {
        Failure::new(
            refused(&error).code,
            format!("the secret of {} has no characters", input.name),
        )
    })
}

/// Returns the keys of these types in a file that holds public keys in any form, one at least.
pub(crate) fn public_keys(
    io: &mut Io,
    path: &Path,
    options: &KeyOptions,
    types: &[KeyAlgorithm],
) -> Result<Vec<engine::PublicKey>, Failure> {
    let name = path.display().to_string();
    let (mut fitting, mut others) = (Vec::new(), None);
    for certified in open::certified_keys(io, path, options)? {
        let key = certified
            .key
            .engine_key()
            .map_err(|error| refusal::of(&error, format!("could not use the key of {name}")));
        match key.and_then(|key| of_type(&key, types, &name).map(|()| key)) {
            Ok(key) => {
                warn_if_expired(io, &name, certified.not_after);
                fitting.push(key);
            }
            // Of a bundle, the keys of issuers may be anything.
            Err(failure) => others = others.or(Some(failure)),
        }
    }
    match others {
        Some(failure) if fitting.is_empty() => Err(failure),
        _ => Ok(fitting),
    }
}

/// Says what the platform makes of an expired certificate; whether its key made the signature is another question.
fn warn_if_expired(io: &Io, name: &str, not_after: Option<Time>) {
    let now = io
        .now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    if let Some(end) =
        not_after.filter(|end| i64::try_from(now).is_ok_and(|now| end.unix_seconds() < now))
    {
        io.out.warn(format!(
            "the certificate in {name} expired at {end}: the platform refuses what it signs"
        ));
    }
}

/// Refuses keys of other types than these.
fn of_type(key: &engine::PublicKey, types: &[KeyAlgorithm], name: &str) -> Result<(), Failure> {
    if types.iter().any(|wanted| is_one(key.algorithm(), *wanted)) {
        return Ok(());
    }
    let name_of = |wanted: &KeyAlgorithm| match wanted {
        KeyAlgorithm::RsaPss => KeyAlgorithm::Rsa.name(),
        other => other.name(),
    };
    let mut wanted: Vec<_> = types.iter().map(name_of).collect();
    wanted.dedup();
    let failure = Failure::new(
        Code::KeyType,
        format!("{name} holds a key that cannot be used here"),
    );
    let found = key.algorithm().name();
    let wanted = wanted.join(" or ");
    let failure = failure.because(format!("{wanted} is needed, and it is {found}"));
    // Akana's schemes have RSA keys only, whose certificates its portal holds; that is the usual hint.
    Err(match types {
        [KeyAlgorithm::Rsa] => failure,
        _ => failure.hint("take the key that belongs to the scheme, or name another --scheme"),
    })
}

/// Whether a key is of this type; one for PSS is any RSA key, or one that is for nothing else.
pub(crate) fn is_one(found: KeyAlgorithm, wanted: KeyAlgorithm) -> bool {
    found == wanted || (wanted == KeyAlgorithm::RsaPss && found == KeyAlgorithm::Rsa)
}

/// Returns what to say where a private key is needed.
pub(crate) fn signs_with(algorithm: KeyAlgorithm) -> &'static str {
    match algorithm {
        KeyAlgorithm::EcP256 => "it takes the app's P-256 key: --key FILE",
        KeyAlgorithm::Ed25519 => "it takes the app's Ed25519 key: --key FILE",
        _ => "it takes the app's RSA key: --key FILE",
    }
}

pub(crate) fn missing(option: &str, scheme: &str, instead: &str) -> Failure {
    Failure::new(Code::Usage, format!("the scheme {scheme} needs {option}")).hint(instead)
}

pub(crate) const SIGNS_NOTHING: &str = "a plain App ID is a claim and signs nothing";
pub(crate) const SIGNS_WITH_SECRET: &str = "it takes the shared secret: --secret SRC";
