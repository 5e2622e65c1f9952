//! `request oauth2 assertion`: a client assertion, made.

use std::path::PathBuf;
use std::time::Duration;

use clap::ArgGroup;
use credtool_crypto_engine::{KeyAlgorithm, KeySizes};
use credtool_request_auth::oauth2::{AssertionKey, AssertionOptions, JwsAlgorithm, sign_assertion};
use credtool_request_auth::{Error, SharedSecret};
use serde_json::json;

use super::algorithm;
use crate::duration::duration;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::open::{self, KeyOptions, OpenedKey};
use crate::request::credentials;
use crate::request::options::drawn;

/// Make a client assertion (RFC 7523): the client proves its secret or key and sends neither
///
/// It goes into a token request as client_assertion; `request oauth2 token-request` puts it there by itself.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool request oauth2 assertion --client-id hermosa --audience https://login.example.com/oauth2/token --secret env:SECRET
  $ credtool request oauth2 assertion --client-id hermosa --audience https://login.example.com/oauth2/token --key hermosa.p12 --store-password prompt --algorithm PS256

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Assertion {
    /// The client, as the server knows it: iss and sub
    #[arg(long, value_name = "C")]
    client_id: String,
    /// Who is to accept it: the server's token URL, to the letter
    #[arg(long, value_name = "A")]
    audience: String,
    #[command(flatten)]
    means: AssertionMeans,
    /// What no assertion ever had before: jti [default: 32 random hex digits]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    id: Option<String>,
}

/// What signs an assertion, and how.
#[derive(clap::Args)]
#[command(group = ArgGroup::new("means").args(["secret", "key"]).required(true))]
pub(crate) struct AssertionMeans {
    /// The client's secret; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    pub(super) secret: Option<String>,
    /// The client's private key or the keystore that holds it
    #[arg(long, value_name = "FILE")]
    pub(super) key: Option<PathBuf>,
    #[command(flatten)]
    pub(super) key_options: KeyOptions,
    /// The algorithm [default: HS256, RS256, ES256, ES384 or EdDSA, as the secret or key has it]
    #[arg(long, value_name = "ALG", value_parser = algorithm())]
    pub(super) algorithm: Option<JwsAlgorithm>,
    /// For how long it is valid
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    pub(super) lifetime: Duration,
    /// The name of the key in the header: kid
    #[arg(long, value_name = "NAME")]
    pub(super) key_id: Option<String>,
    /// Allow RSA keys below 2048 bits (never below 1024)
    #[arg(long)]
    pub(super) legacy: bool,
}

impl Assertion {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let made = self
            .means
            .sign(io, &self.client_id, &self.audience, self.id.as_deref())?;
        let shown = json!({
            "assertion": made.token,
            "algorithm": made.algorithm.name(),
            "client_id": self.client_id,
            "audience": self.audience,
            "id": made.id,
        });
        io.out.answer(&shown, format!("{}\n", made.token))?;
        Ok(Answer::Yes)
    }
}

/// An assertion that was made.
pub(crate) struct Made {
    pub(crate) token: String,
    pub(crate) algorithm: JwsAlgorithm,
    pub(crate) id: String,
}

/// What signs.
enum Means {
    Secret(SharedSecret),
    Key(Box<OpenedKey>),
}

impl AssertionMeans {
    /// Signs an assertion that starts now, with an id of our own where none is given.
    pub(crate) fn sign(
        &self,
        io: &mut Io,
        client_id: &str,
        audience: &str,
        id: Option<&str>,
    ) -> Result<Made, Failure> {
        let means = self.open(io)?;
        let (key, usual) = match &means {
            Means::Secret(secret) => (AssertionKey::Secret(secret), JwsAlgorithm::Hs256),
            Means::Key(opened) => {
                let key = opened.engine()?;
                let usual = usual(key.public_key().algorithm());
                (AssertionKey::Private(key), usual)
            }
        };
        let algorithm = self.algorithm.unwrap_or(usual);
        let options = AssertionOptions {
            lifetime: self.lifetime,
            key_id: self.key_id.clone(),
            key_sizes: match self.legacy {
                true => KeySizes::Legacy,
                false => KeySizes::Current,
            },
            ..AssertionOptions::new(algorithm, audience)
        };
        let id = id.map_or_else(|| drawn(io), |id| Ok(id.to_owned()))?;
        let token = sign_assertion(client_id, key, &options, &id, io.now());
        Ok(Made {
            token: token.map_err(|error| not_made(&error))?,
            algorithm,
            id,
        })
    }

    fn open(&self, io: &mut Io) -> Result<Means, Failure> {
        if let Some(path) = &self.key {
            let opened = open::private_key(io, path, &self.key_options)?;
            opened.sizes_to_sign(io, self.legacy)?;
            return Ok(Means::Key(Box::new(opened)));
        }
        if let Some(option) = self.key_options.first_given() {
            let why = "a secret has no password and no alias";
            return Err(
                Failure::new(Code::Usage, format!("{option} has no effect here")).hint(why),
            );
        }
        let text = self.secret.as_deref().unwrap_or_default();
        credentials::secret(io, text, "--secret").map(Means::Secret)
    }
}

fn not_made(error: &Error) -> Failure {
    let (code, hint) = match error {
        Error::Value {
            field: "secret", ..
        } => (Code::Usage, "give a key with --key FILE"),
        Error::WrongCredential { .. } => (
            Code::Usage,
            "leave --algorithm away, or name one of the key's",
        ),
        Error::Key(_) => (Code::Key, Code::Key.next_step()),
        _ => (Code::Usage, Code::Usage.next_step()),
    };
    Failure::new(code, "could not make the assertion")
        .because(error)
        .hint(hint)
}

fn usual(key: KeyAlgorithm) -> JwsAlgorithm {
    match key {
        KeyAlgorithm::EcP256 => JwsAlgorithm::Es256,
        KeyAlgorithm::EcP384 => JwsAlgorithm::Es384,
        KeyAlgorithm::Ed25519 => JwsAlgorithm::EdDsa,
        KeyAlgorithm::RsaPss => JwsAlgorithm::Ps256,
        _ => JwsAlgorithm::Rs256,
    }
}
