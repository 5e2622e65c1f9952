//! `request oauth2 token-request`: the HTTP request that redeems a grant.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use credtool_request_auth::SharedSecret;
use credtool_request_auth::oauth2::{
    AuthorizationCode, ClientAuthentication, CodeVerifier, Grant, JwsAlgorithm, TokenParameters,
    TokenRequest as Request,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::assertion::AssertionMeans;
use super::{Parameter, algorithm, not_made, parameter, pkce};
use crate::destination::Destination;
use crate::duration::duration;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::open::KeyOptions;
use crate::request::credentials;
use crate::source;

/// Print the HTTP request that gets a token, ready to send (RFC 6749); nothing is sent
///
/// Secret, code, verifier and refresh token stand in what is printed: keep it like them.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool request oauth2 token-request --auth basic --grant client_credentials --client-id hermosa --secret env:SECRET --token-url https://login.example.com/oauth2/token
  $ credtool request oauth2 token-request --auth private-key-jwt --grant authorization_code --client-id hermosa --key app.pem --token-url https://login.example.com/oauth2/token --code env:CODE --redirect-uri https://hermosa.example.com/cb --verifier env:VERIFIER

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct TokenRequest {
    /// How the client says who it is
    #[arg(long, value_name = "AUTH")]
    auth: Auth,
    /// What is redeemed; password is legacy
    #[arg(long, value_name = "GRANT")]
    grant: GrantName,
    /// The client, as the server knows it
    #[arg(long, value_name = "C")]
    client_id: String,
    /// The server's token endpoint: https, or http to this machine
    #[arg(long, value_name = "URL")]
    token_url: String,
    /// What is asked for: words with one space between two
    #[arg(long, value_name = "S")]
    scope: Option<String>,
    /// Whatever else the server wants; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    extra: Vec<Parameter>,
    #[command(flatten)]
    redeemed: Redeemed,
    #[command(flatten)]
    means: Means,
    #[command(flatten)]
    destination: Destination,
}

/// How the client says who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Auth {
    /// The secret in the header
    Basic,
    /// The secret in the body
    Post,
    /// An assertion that the secret signs
    ClientSecretJwt,
    /// An assertion that the private key signs
    PrivateKeyJwt,
    /// A public client, which has no secret
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum GrantName {
    ClientCredentials,
    AuthorizationCode,
    RefreshToken,
    Password,
}

/// What is redeemed.
#[derive(clap::Args)]
#[command(next_help_heading = "Grants")]
struct Redeemed {
    /// The authorization code. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    code: Option<String>,
    /// The redirect URI of the authorization request, to the letter
    #[arg(long, value_name = "U")]
    redirect_uri: Option<String>,
    /// The code verifier that was kept
    #[arg(long, value_name = "SRC")]
    verifier: Option<String>,
    /// The refresh token
    #[arg(long, value_name = "SRC")]
    refresh_token: Option<String>,
    /// The user's name
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// The user's password
    #[arg(long, value_name = "SRC")]
    user_password: Option<String>,
}

/// What proves who the client is.
#[derive(clap::Args)]
#[command(next_help_heading = "Client")]
struct Means {
    /// The client's secret. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    secret: Option<String>,
    /// The client's private key or the keystore that holds it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    #[command(flatten)]
    key_options: KeyOptions,
    /// The audience of the assertion [default: the token URL]
    #[arg(long, value_name = "A")]
    audience: Option<String>,
    /// The algorithm of the assertion [default: HS256, RS256, ES256, ES384 or EdDSA, as the secret or key has it]
    #[arg(long, value_name = "ALG", value_parser = algorithm())]
    algorithm: Option<JwsAlgorithm>,
    /// For how long the assertion is valid [default: 60s]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    lifetime: Option<Duration>,
    /// The name of the key in the assertion: kid
    #[arg(long, value_name = "NAME")]
    key_id: Option<String>,
    /// Allow RSA keys below 2048 bits (never below 1024)
    #[arg(long)]
    legacy: bool,
}

impl TokenRequest {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        self.redeemed.permit(self.grant)?;
        self.means.permit(self.auth)?;
        let redeemed = self.redeemed.read(io, self.grant)?;
        let audience = self.means.audience.as_deref().unwrap_or(&self.token_url);
        let proof = match self.auth {
            Auth::None => Proof::Nothing,
            Auth::Basic | Auth::Post => {
                let text = self.means.secret.as_deref().unwrap_or_default();
                Proof::Secret(credentials::secret(io, text, "--secret")?)
            }
            Auth::ClientSecretJwt | Auth::PrivateKeyJwt => {
                let audience = audience.to_owned();
                Proof::Assertion(assertion(io, self.means, &self.client_id, &audience)?)
            }
        };
        let client_id = self.client_id.as_str();
        let authentication = match (&proof, self.auth) {
            (Proof::Secret(secret), Auth::Basic) => {
                ClientAuthentication::Basic { client_id, secret }
            }
            (Proof::Secret(secret), _) => ClientAuthentication::Post { client_id, secret },
            (Proof::Assertion(assertion), _) => ClientAuthentication::Assertion {
                client_id: Some(client_id),
                assertion,
            },
            (Proof::Nothing, _) => ClientAuthentication::None { client_id },
        };
        let grant = redeemed.grant();
        let request = TokenParameters {
            token_url: &self.token_url,
            grant,
            authentication,
            scope: self.scope.as_deref(),
            extra: &super::borrowed(&self.extra),
        }
        .request()
        .map_err(|error| not_made(&error, "could not make the token request"))?;
        if grant.legacy() {
            io.out.warn(
                "legacy: the password grant gives the user's password to the client (RFC 9700 2.4)",
            );
        }
        let mut shown = shown(&request);
        if grant.legacy() {
            shown["legacy"] = true.into();
        }
        self.destination.deliver(
            io,
            shown,
            &["headers", "body"],
            &request.to_bytes(),
            &|_| Ok(()),
        )?;
        Ok(Answer::Yes)
    }
}

fn shown(request: &Request) -> Value {
    let headers = request
        .headers()
        .into_iter()
        .map(|(name, value)| json!({ "name": name, "value": value }));
    json!({
        "method": request.method(),
        "url": request.url(),
        "headers": headers.collect::<Vec<_>>(),
        "body": String::from_utf8_lossy(request.body()),
    })
}

/// What is redeemed, read.
enum Read {
    ClientCredentials,
    Code(AuthorizationCode, Option<String>, Option<Box<CodeVerifier>>),
    RefreshToken(SharedSecret),
    Password(String, SharedSecret),
}

impl Redeemed {
    /// Refuses what the grant has no use for, and says what it lacks.
    fn permit(&self, grant: GrantName) -> Result<(), Failure> {
        use GrantName::{AuthorizationCode, Password, RefreshToken};
        let options = [
            ("--code", self.code.is_some(), AuthorizationCode, true),
            (
                "--redirect-uri",
                self.redirect_uri.is_some(),
                AuthorizationCode,
                false,
            ),
            (
                "--verifier",
                self.verifier.is_some(),
                AuthorizationCode,
                false,
            ),
            (
                "--refresh-token",
                self.refresh_token.is_some(),
                RefreshToken,
                true,
            ),
            ("--username", self.username.is_some(), Password, true),
            (
                "--user-password",
                self.user_password.is_some(),
                Password,
                true,
            ),
        ];
        for (option, given, owner, needed) in options {
            if given && owner != grant {
                let why = format!("it belongs to --grant {}", named(owner));
                return Err(usage(
                    format!("{option} does not fit --grant {}", named(grant)),
                    why,
                ));
            }
            if !given && owner == grant && needed {
                let what = format!("--grant {} needs {option}", named(grant));
                let source = match option {
                    "--username" => "give it with --username NAME".to_owned(),
                    _ => format!("give it with {option} SRC, such as env:NAME"),
                };
                return Err(usage(what, source));
            }
        }
        Ok(())
    }

    fn read(&self, io: &mut Io, grant: GrantName) -> Result<Read, Failure> {
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        Ok(match grant {
            GrantName::ClientCredentials => Read::ClientCredentials,
            GrantName::AuthorizationCode => {
                let code = source::read_text(io, &given(&self.code), "--code")?;
                let code = AuthorizationCode::new(&code)
                    .map_err(|_| Failure::new(Code::EmptySecret, "--code has no characters"))?;
                let verifier = match &self.verifier {
                    Some(text) => Some(Box::new(pkce::verifier(io, text)?)),
                    None => None,
                };
                Read::Code(code, self.redirect_uri.clone(), verifier)
            }
            GrantName::RefreshToken => Read::RefreshToken(credentials::secret(
                io,
                &given(&self.refresh_token),
                "--refresh-token",
            )?),
            GrantName::Password => {
                let password =
                    credentials::secret(io, &given(&self.user_password), "--user-password")?;
                Read::Password(given(&self.username), password)
            }
        })
    }
}

impl Read {
    fn grant(&self) -> Grant<'_> {
        match self {
            Self::ClientCredentials => Grant::ClientCredentials,
            Self::Code(code, redirect_uri, verifier) => Grant::AuthorizationCode {
                code,
                redirect_uri: redirect_uri.as_deref(),
                verifier: verifier.as_deref(),
            },
            Self::RefreshToken(token) => Grant::RefreshToken(token),
            Self::Password(username, password) => Grant::LegacyPassword { username, password },
        }
    }
}

/// What proves who the client is, read.
enum Proof {
    Nothing,
    Secret(SharedSecret),
    Assertion(Zeroizing<String>),
}

impl Means {
    /// Refuses what the authentication has no use for, and says what it lacks.
    fn permit(&self, auth: Auth) -> Result<(), Failure> {
        let secret = self.secret.as_ref().map(|_| "--secret");
        let key = self.key.as_ref().map(|_| "--key");
        let for_keys = key
            .or(self.key_options.first_given())
            .or(self.legacy.then_some("--legacy"));
        let for_assertions = [
            ("--audience", self.audience.is_some()),
            ("--algorithm", self.algorithm.is_some()),
            ("--lifetime", self.lifetime.is_some()),
            ("--key-id", self.key_id.is_some()),
        ];
        let for_assertions = for_assertions
            .into_iter()
            .find_map(|(option, given)| given.then_some(option));
        let (needed, missing, stray) = match auth {
            Auth::Basic | Auth::Post => ("--secret", secret.is_none(), for_keys.or(for_assertions)),
            Auth::ClientSecretJwt => ("--secret", secret.is_none(), for_keys),
            Auth::PrivateKeyJwt => ("--key", key.is_none(), secret),
            Auth::None => ("", false, secret.or(for_keys).or(for_assertions)),
        };
        if let Some(option) = stray {
            let what = format!("{option} does not fit --auth {}", named(auth));
            let hint = match auth {
                Auth::Basic | Auth::Post => "the client's secret is sent: --secret SRC",
                Auth::ClientSecretJwt => "the client's secret signs: --secret SRC",
                Auth::PrivateKeyJwt => "the client's private key signs: --key FILE",
                Auth::None => {
                    "a public client has nothing to prove who it is; see --auth for the others"
                }
            };
            return Err(usage(what, hint));
        }
        if missing {
            let what = format!("--auth {} needs {needed}", named(auth));
            let hint = match needed {
                "--key" => "give the client's private key with --key FILE",
                _ => "give the client's secret with --secret SRC, such as env:SECRET",
            };
            return Err(usage(what, hint));
        }
        Ok(())
    }
}

/// Signs the assertion that stands in place of the secret.
fn assertion(
    io: &mut Io,
    means: Means,
    client_id: &str,
    audience: &str,
) -> Result<Zeroizing<String>, Failure> {
    let means = AssertionMeans {
        secret: means.secret,
        key: means.key,
        key_options: means.key_options,
        algorithm: means.algorithm,
        lifetime: means.lifetime.unwrap_or(Duration::from_secs(60)),
        key_id: means.key_id,
        legacy: means.legacy,
    };
    let made = means.sign(io, client_id, audience, None)?;
    Ok(Zeroizing::new(made.token))
}

/// Returns the value as it stands on the command line.
fn named(value: impl ValueEnum) -> String {
    value
        .to_possible_value()
        .map_or_else(String::new, |value| value.get_name().to_owned())
}

fn usage(what: String, hint: impl Into<String>) -> Failure {
    Failure::new(Code::Usage, what).hint(hint)
}
