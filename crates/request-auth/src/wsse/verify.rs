//! The server's side: is this token from who it says?

use std::borrow::Borrow;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::{Created, Form, NAME, Password, Policy, Token, digest, token};
use crate::conclude::{Once, conclude, first};
use crate::refusal::{Reason, Refusal};
use crate::verified::{Assurance, Freshness, VerifiedRequest};
use crate::{AppCredentials, Replay, ReplayKey, Request};

/// Verifies the UsernameToken of a request: who sent it, and that it is fresh and not a replay.
///
/// The token stands in the header `X-WSSE`, or in the body: a SOAP message with exactly one `wsse:UsernameToken`, which is
/// known by its namespace, whatever the prefix; or that element, or its `wsse:Security`, alone. A request that has both is
/// refused where both are accepted. `find` returns what is known
/// of the app that is called as the token's user name, in exactly that spelling. `guard` is asked once, and only when digest
/// and time hold; a nonce is the same one again when its octets are, in whichever form or spelling it comes.
///
/// What is *not* checked: anything else of the message, the `actor` of the `Security` header included. A password that is
/// sent itself (`PasswordText`) is refused, because whoever is asked to verify it has no way to keep it.
///
/// # Errors
/// The [`Refusal`], with its reason. Where the digest holds and the time or nonce does not, it says which secret matched.
pub fn verify<C: Borrow<AppCredentials>>(
    request: &Request<'_>,
    find: impl FnOnce(&str) -> Option<C>,
    policy: &Policy,
    now: SystemTime,
    guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
) -> Result<VerifiedRequest, Refusal> {
    let (form, token) = Token::find(request, policy)?;
    let sent = digest_of(form, &token, policy)?;
    let username = required(token.username.as_deref(), "Username")?;
    let found = find(username).ok_or(Reason::OtherApp)?;
    let app: &AppCredentials = found.borrow();
    if app.app_id() != username {
        return Err(Reason::OtherApp.into());
    }
    let octets = token.nonce_octets(form)?;
    if policy.require_nonce {
        required(token.nonce.as_deref(), "Nonce")?;
    }
    if policy.require_created {
        required(token.created.as_deref(), "Created")?;
    }
    let created = token.created.as_deref().map(Created::parse).transpose();
    let created = created.map_err(Reason::InvalidTimestamp)?;
    let instant = created.as_ref().map(Created::instant);
    let verified = VerifiedRequest {
        scheme: NAME,
        app_id: app.app_id().to_owned(),
        assurance: Assurance::Keyed,
        covered: Vec::new(),
        matched: None,
        freshness: instant.map_or(Freshness::Absent, |instant| {
            Freshness::of(instant, now, policy.tolerance)
        }),
        legacy: false,
        bearer: None,
        nonce: token.nonce.clone(),
        time: instant,
    };
    let text = created.as_ref().map_or("", Created::text);
    let found = first(app.secrets(), now, Reason::NoSecret, |secret| {
        let ours = digest::of(&octets, text, secret.expose());
        Ok(bool::from(ours.ct_eq(&sent)).then_some(false))
    });
    // The octets, because they are what is hashed: another spelling of their base64, or the other form, is no other nonce.
    let nonce = STANDARD.encode(&octets);
    let once = instant.filter(|_| token.nonce.is_some());
    let once = once.map(|instant| Once {
        key: ReplayKey {
            scheme: NAME,
            app: app.app_id(),
            token: "",
            nonce: &nonce,
        },
        keep_until: instant.checked_add(policy.tolerance),
    });
    conclude(verified, found, once, guard)
}

/// Returns the bytes of the digest, if form and kind of the token are accepted.
fn digest_of(form: Form, token: &Token, policy: &Policy) -> Result<Vec<u8>, Reason> {
    if !policy.forms.contains(&form) {
        return Err(Reason::SchemeNotAccepted(match form {
            Form::Xml => "a UsernameToken in XML",
            Form::XWsse => token::HEADER,
        }));
    }
    let name = match form {
        Form::Xml => "Password",
        Form::XWsse => "PasswordDigest",
    };
    match &token.password {
        None => Err(Reason::MissingParameter(name.to_owned())),
        Some(Password::Text) => Err(Reason::SchemeNotAccepted("PasswordText")),
        Some(Password::Other(kind)) => Err(Reason::UnsupportedAlgorithm(kind.clone())),
        Some(Password::Digest(text)) => {
            let text = required(Some(text), name)?;
            token::octets(text).ok_or_else(|| Reason::InvalidParameter {
                name: name.to_owned(),
                problem: "is not base64",
            })
        }
    }
}

/// Returns a value that must be there and must not be empty.
fn required<'t>(value: Option<&'t str>, name: &str) -> Result<&'t str, Reason> {
    match value {
        None => Err(Reason::MissingParameter(name.to_owned())),
        Some("") => Err(Reason::InvalidParameter {
            name: name.to_owned(),
            problem: "is empty",
        }),
        Some(value) => Ok(value),
    }
}
