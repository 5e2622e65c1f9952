//! Compact JWS (RFC 7515) and its algorithms (RFC 7518 §3, RFC 8037). There is no `none`, and no way to write one.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credtool_crypto_engine::{
    EcdsaEncoding, Hash, KeyAlgorithm, KeySizes, PublicKey, SignatureScheme,
};
use serde_json::{Map, Value};

use super::strict_json;
use crate::AppCredentials;
use crate::conclude::{Match, first, verified_by};
use crate::refusal::Reason;

/// A signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JwsAlgorithm {
    /// HMAC-SHA256 with the client's secret.
    Hs256,
    /// HMAC-SHA384 with the client's secret.
    Hs384,
    /// HMAC-SHA512 with the client's secret.
    Hs512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes.
    Ps256,
    /// RSASSA-PSS with SHA-384 and a salt of 48 bytes.
    Ps384,
    /// RSASSA-PSS with SHA-512 and a salt of 64 bytes.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519, under its name of RFC 8037, `EdDSA`.
    EdDsa,
}

/// What computes an algorithm.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Computation {
    Hmac(Hash),
    Signature(SignatureScheme),
}

impl JwsAlgorithm {
    /// Every algorithm.
    pub const ALL: [Self; 12] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// Returns its registered name, as it stands in `alg`: `HS256`, `EdDSA` …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Whether the client's secret computes it; else a key does.
    #[must_use]
    pub fn takes_secret(self) -> bool {
        matches!(self.computation(), Computation::Hmac(_))
    }

    /// Whether a key of this type computes it: the type leaves no other choice than hash and, for RSA, padding.
    #[must_use]
    pub fn takes_key(self, key: KeyAlgorithm) -> bool {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => false,
            Self::Rs256 | Self::Rs384 | Self::Rs512 => key == KeyAlgorithm::Rsa,
            Self::Ps256 | Self::Ps384 | Self::Ps512 => {
                matches!(key, KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss)
            }
            Self::Es256 => key == KeyAlgorithm::EcP256,
            Self::Es384 => key == KeyAlgorithm::EcP384,
            Self::EdDsa => key == KeyAlgorithm::Ed25519,
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    pub(crate) fn computation(self) -> Computation {
        let pss = |hash: Hash| SignatureScheme::RsaPss {
            hash,
            salt_len: hash.output_len(),
        };
        let ecdsa = |hash| SignatureScheme::Ecdsa {
            hash,
            encoding: EcdsaEncoding::Fixed,
        };
        let scheme = match self {
            Self::Hs256 => return Computation::Hmac(Hash::Sha256),
            Self::Hs384 => return Computation::Hmac(Hash::Sha384),
            Self::Hs512 => return Computation::Hmac(Hash::Sha512),
            Self::Rs256 => SignatureScheme::RsaPkcs1v15(Hash::Sha256),
            Self::Rs384 => SignatureScheme::RsaPkcs1v15(Hash::Sha384),
            Self::Rs512 => SignatureScheme::RsaPkcs1v15(Hash::Sha512),
            Self::Ps256 => pss(Hash::Sha256),
            Self::Ps384 => pss(Hash::Sha384),
            Self::Ps512 => pss(Hash::Sha512),
            Self::Es256 => ecdsa(Hash::Sha256),
            Self::Es384 => ecdsa(Hash::Sha384),
            Self::EdDsa => SignatureScheme::Ed25519,
        };
        Computation::Signature(scheme)
    }
}

/// A token cut into its parts; nothing of it is verified.
#[derive(Debug)]
pub(crate) struct CompactJws<'a> {
    /// What is signed: header, dot, payload, as they travel.
    pub(crate) signing_input: &'a [u8],
    pub(crate) algorithm: JwsAlgorithm,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl<'a> CompactJws<'a> {
    /// Reads a token: three parts of base64url without padding (RFC 7515 §7.1), and a header that is understood.
    ///
    /// Keys in the header (`jwk`, `x5c`, `jku` …) are not looked at: whoever verifies knows the key.
    pub(crate) fn parse(token: &'a str) -> Result<Self, Reason> {
        if token.len() > LONGEST {
            return Err(malformed(format!(
                "the token is longer than {LONGEST} bytes"
            )));
        }
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed("the token does not have three parts"));
        };
        let header = strict_json::object(&decoded("header", header)?)
            .map_err(|problem| malformed(format!("the header {problem}")))?;
        let algorithm = algorithm(&header)?;
        let payload = decoded("payload", payload)?;
        let signature = decoded("signature", signature)?;
        let signing_input = token.rfind('.').map_or("", |end| &token[..end]);
        Ok(Self {
            signing_input: signing_input.as_bytes(),
            algorithm,
            payload,
            signature,
        })
    }

    /// Returns which of the client's secrets or keys signed it, and refuses an algorithm that is none of theirs.
    pub(crate) fn signer(
        &self,
        client: &AppCredentials,
        key_sizes: KeySizes,
        now: SystemTime,
    ) -> Result<Match, Reason> {
        let (input, signature) = (self.signing_input, &self.signature);
        match self.algorithm.computation() {
            Computation::Hmac(hash) => first(client.secrets(), now, Reason::NoSecret, |secret| {
                // A public key that was taken for a secret is known to everybody.
                if secret.is_key_text() {
                    let problem = "a key in text was given as the shared secret";
                    return Err(Reason::UnusableKey(problem.to_owned()));
                }
                let verified = secret.hmac(hash).verify(input, signature);
                Ok(verified.is_ok().then_some(false))
            }),
            Computation::Signature(scheme) => {
                let keys = client.public_keys();
                let fits = |key: &PublicKey| self.algorithm.takes_key(key.algorithm());
                if !keys.is_empty() && !keys.iter().any(|key| fits(key.value())) {
                    return Err(Reason::SchemeNotAccepted(self.algorithm.name()));
                }
                first(keys, now, Reason::NoPublicKey, |key| match fits(key) {
                    true => verified_by(key, scheme, key_sizes, input, signature),
                    false => Ok(None), // of another type, in an overlap
                })
            }
        }
    }
}

/// Returns the algorithm of a header, and refuses what changes the meaning of the token.
fn algorithm(header: &Map<String, Value>) -> Result<JwsAlgorithm, Reason> {
    // RFC 7515 §4.1.11: an extension that is not understood is a no, and none is understood here. `b64` (RFC 7797) must
    // stand in `crit`; where it does not, it is refused all the same.
    if let Some(name) = ["crit", "b64"]
        .iter()
        .find(|name| header.contains_key(**name))
    {
        return Err(invalid(
            name,
            "asks for an extension that is not understood here",
        ));
    }
    // RFC 8725 §3.11: a token of another kind is none of ours.
    match header.get("typ").map(Value::as_str) {
        None => {}
        Some(Some(typ)) if TYPES.iter().any(|known| known.eq_ignore_ascii_case(typ)) => {}
        Some(_) => return Err(invalid("typ", "is that of another kind of token")),
    }
    match header.get("alg") {
        None => Err(Reason::MissingParameter("alg".to_owned())),
        Some(Value::String(name)) => JwsAlgorithm::named(name)
            .ok_or_else(|| Reason::UnsupportedAlgorithm(name.chars().take(64).collect())),
        Some(_) => Err(invalid("alg", "is not text")),
    }
}

fn decoded(part: &str, text: &str) -> Result<Vec<u8>, Reason> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    let bytes = bytes.filter(|bytes| !bytes.is_empty());
    bytes.ok_or_else(|| {
        malformed(format!(
            "the {part} is empty or no base64url without padding"
        ))
    })
}

pub(crate) fn malformed(problem: impl Into<String>) -> Reason {
    Reason::Malformed(problem.into())
}

pub(crate) fn invalid(name: &str, problem: &'static str) -> Reason {
    let name = name.to_owned();
    Reason::InvalidParameter { name, problem }
}

/// `JWT` (RFC 7519 §5.1), and the explicit type of client assertions.
const TYPES: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// No honest token is longer; with certificates in the header some kilobytes are common.
const LONGEST: usize = 64 << 10;
