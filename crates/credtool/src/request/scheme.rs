//! `--scheme`: every way to sign a request, by family. A family has its own options, and one request belongs to one family.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use credtool_crypto_engine::KeyAlgorithm;
use credtool_request_auth::http_signature::Algorithm;
use credtool_request_auth::oauth1::SignatureMethod;
use credtool_request_auth::{Request, akana, wsse};

use super::credentials::Needs;

/// One way to sign a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Akana(akana::Scheme),
    Wsse,
    Oauth1(SignatureMethod),
    Http(Algorithm),
}

/// Schemes that share their options and the way they travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Akana,
    Wsse,
    Oauth1,
    Http,
}

impl Scheme {
    /// Returns every scheme, family by family.
    pub(crate) fn all() -> Vec<Self> {
        let akana = akana::Scheme::ALL.map(Self::Akana);
        let oauth1 = SignatureMethod::ALL.map(Self::Oauth1);
        let http = Algorithm::ALL.map(Self::Http);
        let wsse = std::iter::once(Self::Wsse);
        akana
            .into_iter()
            .chain(wsse)
            .chain(oauth1)
            .chain(http)
            .collect()
    }

    /// Returns its name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Akana(scheme) => scheme.name(),
            Self::Wsse => wsse::NAME,
            Self::Oauth1(method) => method.name(),
            Self::Http(algorithm) => algorithm.name(),
        }
    }

    pub(crate) fn family(self) -> Family {
        match self {
            Self::Akana(_) => Family::Akana,
            Self::Wsse => Family::Wsse,
            Self::Oauth1(_) => Family::Oauth1,
            Self::Http(_) => Family::Http,
        }
    }

    pub(crate) fn akana(self) -> Option<akana::Scheme> {
        match self {
            Self::Akana(scheme) => Some(scheme),
            _ => None,
        }
    }

    pub(crate) fn oauth1(self) -> Option<SignatureMethod> {
        match self {
            Self::Oauth1(method) => Some(method),
            _ => None,
        }
    }

    pub(crate) fn http(self) -> Option<Algorithm> {
        match self {
            Self::Http(algorithm) => Some(algorithm),
            _ => None,
        }
    }

    /// Returns the type of key that it signs with, where it does with one.
    pub(crate) fn key(self) -> Option<KeyAlgorithm> {
        match self.needs() {
            Needs::Key(algorithm) => Some(algorithm),
            Needs::Nothing | Needs::Secret => None,
        }
    }

    /// Returns what it signs with.
    pub(crate) fn needs(self) -> Needs {
        match self {
            Self::Akana(akana::Scheme::AppId) => Needs::Nothing,
            Self::Akana(akana::Scheme::RsaSha1 | akana::Scheme::RsaSha256)
            | Self::Oauth1(SignatureMethod::RsaSha1 | SignatureMethod::RsaSha256)
            | Self::Http(Algorithm::RsaV15Sha256) => Needs::Key(KeyAlgorithm::Rsa),
            Self::Http(Algorithm::RsaPssSha512) => Needs::Key(KeyAlgorithm::RsaPss),
            Self::Http(Algorithm::EcdsaP256Sha256) => Needs::Key(KeyAlgorithm::EcP256),
            Self::Http(Algorithm::Ed25519) => Needs::Key(KeyAlgorithm::Ed25519),
            Self::Akana(_) | Self::Wsse | Self::Oauth1(_) | Self::Http(Algorithm::HmacSha256) => {
                Needs::Secret
            }
        }
    }
}

impl Family {
    /// Returns its name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Akana => "Akana",
            Self::Wsse => "WS-Security",
            Self::Oauth1 => "OAuth 1.0a",
            Self::Http => "HTTP message signatures",
        }
    }

    /// Returns the family that a request shows, Akana where it shows none. It is no proof of anything: it chooses which
    /// rules the request has to keep.
    pub(crate) fn shown_by(request: &Request<'_>) -> Self {
        let has = |name| request.values(name).next().is_some();
        let in_parameters = |text: &[u8]| {
            let mut pieces = text.split(|byte| matches!(byte, b'?' | b'&'));
            pieces.any(|piece| piece.starts_with(b"oauth_"))
        };
        let starts_with_oauth = |value: &[u8]| {
            let word = value.trim_ascii().get(..5);
            word.is_some_and(|word| word.eq_ignore_ascii_case(b"oauth"))
        };
        let holds = |text: &str| {
            let mut windows = request.content().windows(text.len());
            windows.any(|window| window == text.as_bytes())
        };
        if has("signature-input") || has("signature") {
            Self::Http
        } else if has("x-wsse") || (!request.has_form() && holds("UsernameToken")) {
            Self::Wsse
        } else if request.values("authorization").any(starts_with_oauth)
            || in_parameters(request.url().as_bytes())
            || (request.has_form() && in_parameters(request.content()))
        {
            Self::Oauth1
        } else {
            Self::Akana
        }
    }
}

/// Returns the parser of `--scheme`.
pub(crate) fn parser() -> impl TypedValueParser<Value = Scheme> {
    let all = Scheme::all();
    let names: Vec<&'static str> = all.iter().map(|scheme| scheme.name()).collect();
    PossibleValuesParser::new(names).try_map(move |name| {
        let mut all = all.iter();
        let found = all.find(|scheme| scheme.name() == name);
        found.copied().ok_or("no scheme has this name")
    })
}
