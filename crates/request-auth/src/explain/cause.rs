//! The usual mistakes by their stable codes.

use std::fmt;

/// What is at fault; `Display` is its stable, kebab-case code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// `secret-white-space`: white space, a line break or a byte order mark belongs to one side's secret only.
    SecretWhiteSpace,
    /// `secret-hex-decoded`: one side takes the hex text as the secret, the other the bytes it spells.
    SecretHexDecoded,
    /// `secret-base64-decoded`: one side takes the base64 text as the secret, the other the bytes it spells.
    SecretBase64Decoded,
    /// `previous-secret`: an earlier secret or key matches.
    PreviousSecret,
    /// `wrong-secret`: no secret that is known matches.
    WrongSecret,
    /// `wrong-key`: the signature was made with another private key, or was changed.
    WrongKey,
    /// `wrong-hash`: another algorithm than the one that is named or accepted.
    WrongHash,
    /// `wire-name`: a name is spelled otherwise in the signed string than in the request.
    WireName,
    /// `key-suffix`: a stray or missing `&`, at the key or in the signed string.
    KeySuffix,
    /// `plus-or-space`: a `+`, a space and `%20` were taken for each other.
    PlusOrSpace,
    /// `percent-encoding`: encoded, decoded or rewritten once too often or once too little.
    PercentEncoding,
    /// `default-port`: scheme, host or port of the signed URL is another.
    DefaultPort,
    /// `parameter-order`: parameters signed in another order.
    ParameterOrder,
    /// `missing-parameter`: a parameter is not in the request, or only one side signs it.
    MissingParameter,
    /// `empty-value`: parameters without a value signed in another form.
    EmptyValue,
    /// `form-body-ignored`: only one side signs the body.
    FormBodyIgnored,
    /// `method-case`: the method signed in other letters.
    MethodCase,
    /// `nonce-decoded`: the nonce signed in another form than it is sent.
    NonceDecoded,
    /// `timestamp-unit`: the timestamp counts in another unit.
    TimestampUnit,
    /// `stale`: too old.
    Stale,
    /// `future`: from the future.
    Future,
    /// `replayed`: used before.
    Replayed,
    /// `other-app`: the request names another app.
    OtherApp,
    /// `md5-of-token`: the hash is made without the secret.
    Md5OfToken,
    /// `hex-case`: hex digits in the other case.
    HexCase,
    /// `body-changed`: the body is not, byte for byte, the one that was signed.
    BodyChanged,
    /// `malformed`: the request, a value or the signature breaks its syntax.
    Malformed,
    /// `unknown`: none of the usual mistakes.
    Unknown,
}

impl Cause {
    /// Returns the stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SecretWhiteSpace => "secret-white-space",
            Self::SecretHexDecoded => "secret-hex-decoded",
            Self::SecretBase64Decoded => "secret-base64-decoded",
            Self::PreviousSecret => "previous-secret",
            Self::WrongSecret => "wrong-secret",
            Self::WrongKey => "wrong-key",
            Self::WrongHash => "wrong-hash",
            Self::WireName => "wire-name",
            Self::KeySuffix => "key-suffix",
            Self::PlusOrSpace => "plus-or-space",
            Self::PercentEncoding => "percent-encoding",
            Self::DefaultPort => "default-port",
            Self::ParameterOrder => "parameter-order",
            Self::MissingParameter => "missing-parameter",
            Self::EmptyValue => "empty-value",
            Self::FormBodyIgnored => "form-body-ignored",
            Self::MethodCase => "method-case",
            Self::NonceDecoded => "nonce-decoded",
            Self::TimestampUnit => "timestamp-unit",
            Self::Stale => "stale",
            Self::Future => "future",
            Self::Replayed => "replayed",
            Self::OtherApp => "other-app",
            Self::Md5OfToken => "md5-of-token",
            Self::HexCase => "hex-case",
            Self::BodyChanged => "body-changed",
            Self::Malformed => "malformed",
            Self::Unknown => "unknown",
        }
    }

    /// Returns the usual next thing to try: one sentence, lower case, no full stop.
    #[must_use]
    pub fn next_step(self) -> &'static str {
        match self {
            Self::SecretWhiteSpace => {
                "store the secret without anything around it, and sign with exactly that text"
            }
            Self::SecretHexDecoded => {
                "use the text of the secret as the key: its hex digits are not decoded"
            }
            Self::SecretBase64Decoded => {
                "use the text of the secret as the key: it is not base64 to be decoded"
            }
            Self::PreviousSecret => {
                "give the current secret or key to whoever still signs with this one"
            }
            Self::WrongSecret => {
                "compare the first and last characters of the secret on both sides, and the App ID it belongs to"
            }
            Self::WrongKey => {
                "compare the public key known here with the private key that signs: credtool key match"
            }
            Self::WrongHash => {
                "sign with the algorithm that the request names and the server accepts"
            }
            Self::WireName => "sign names in exactly the spelling in which they are sent",
            Self::KeySuffix => {
                "take the bare secret as the key, and join the signed string with single & signs"
            }
            Self::PlusOrSpace => {
                "sign the decoded values, where a + of the query is a space, and send a + as %2B"
            }
            Self::PercentEncoding => {
                "sign the path as it is sent and the values decoded once, and encode nothing afterwards"
            }
            Self::DefaultPort => {
                "sign the URL that the client calls, without port 80 or 443 and with any other port"
            }
            Self::ParameterOrder => {
                "sort all parameters together by name in byte order, equal names by value"
            }
            Self::MissingParameter => {
                "send and sign every security parameter, and sign every parameter of query and form"
            }
            Self::EmptyValue => "agree on the form of an empty value: --empty-value bare or equals",
            Self::FormBodyIgnored => {
                "sign the parameters of a urlencoded form and of no other body, and send its Content-Type"
            }
            Self::MethodCase => "sign the method in upper-case letters",
            Self::NonceDecoded => "sign the nonce as the text that is sent",
            Self::TimestampUnit => {
                "send and sign the milliseconds since 1970 in UTC, 13 digits today"
            }
            Self::Stale => "compare the clocks, and send the request when it is signed",
            Self::Future => "compare the clocks and time zones",
            Self::Replayed => "draw a new nonce for every request, and sign again before a retry",
            Self::OtherApp => "compare the App ID of the request with the one known here",
            Self::Md5OfToken => "hash the secret too: without it the hash proves nothing",
            Self::HexCase => "keep the case of hex digits as the secret shows them",
            Self::BodyChanged => {
                "take the body's bytes as they arrive, before anything parses them"
            }
            Self::Malformed => {
                "give the request exactly as it arrived, and look at what the client writes"
            }
            Self::Unknown => "compare this base string with the one that the other side signed",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
