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
    /// `previous-secret`: an earlier secret matches.
    PreviousSecret,
    /// `wrong-secret`: no secret that was given matches, whatever was tried.
    WrongSecret,
    /// `wrong-hash`: another hash, or another way to key it.
    WrongHash,
    /// `key-suffix`: a separator between the values and the secret, or none between the values.
    KeySuffix,
    /// `plus-or-space`: a `+` and a space were taken for each other.
    PlusOrSpace,
    /// `percent-encoding`: decoded once too often or once too little.
    PercentEncoding,
    /// `parameter-order`: joined in another order.
    ParameterOrder,
    /// `missing-parameter`: a parameter is not in the URL or was not hashed.
    MissingParameter,
    /// `timestamp-unit`: `d` counts in another unit than .NET's ticks.
    TimestampUnit,
    /// `stale`: valid and too old.
    Stale,
    /// `future`: valid and from the future.
    Future,
    /// `replayed`: valid and used before.
    Replayed,
    /// `other-app`: another application's callback, or values permuted.
    OtherApp,
    /// `md5-of-token`: `h` is made without the secret.
    Md5OfToken,
    /// `hex-case`: hex digits in the other case.
    HexCase,
    /// `body-changed`: the body is not, byte for byte, the one that was signed.
    BodyChanged,
    /// `malformed`: the URL, a value or the signature is damaged.
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
            Self::WrongHash => "wrong-hash",
            Self::KeySuffix => "key-suffix",
            Self::PlusOrSpace => "plus-or-space",
            Self::PercentEncoding => "percent-encoding",
            Self::ParameterOrder => "parameter-order",
            Self::MissingParameter => "missing-parameter",
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
                "use the text of the secret as it is: its hex digits are not decoded"
            }
            Self::SecretBase64Decoded => {
                "use the text of the secret as it is: it is not base64 to be decoded"
            }
            Self::PreviousSecret => {
                "give the current secret to whoever still signs with this one, or accept both for a while"
            }
            Self::WrongSecret => {
                "copy the secret of this very application again: GET /api/apps/applications/my shows it as SecretKey"
            }
            Self::WrongHash => {
                "take MD5 of the joined values followed by the secret, in 32 hex digits"
            }
            Self::KeySuffix => {
                "join the three values with |, and append the secret with nothing between"
            }
            Self::PlusOrSpace => {
                "decode the query once, as a form: + is a space, and a + travels as %2B"
            }
            Self::PercentEncoding => {
                "decode every value once, before it is hashed, and the secret never"
            }
            Self::ParameterOrder => {
                "sort the three values themselves in ordinal order, whatever their names, and put the secret last"
            }
            Self::MissingParameter => "hash exactly t, a and d, and send a, t, d and h",
            Self::TimestampUnit => {
                "send d as DateTime.Ticks: 100 nanoseconds since the year 1, 18 digits"
            }
            Self::Stale => "install again; if new callbacks are stale too, compare the clocks",
            Self::Future => "compare the clocks and time zones",
            Self::Replayed => "install again: each install has a new t",
            Self::OtherApp => {
                "compare a with the application's key, and take the secret of the same application"
            }
            Self::Md5OfToken => {
                "hash t, a, d and the secret: without the secret the hash proves nothing"
            }
            Self::HexCase => {
                "keep the case of every value as it arrives: keys, tokens and secrets are lower case"
            }
            Self::BodyChanged => {
                "take the body's bytes as they arrive, before anything parses or trims them"
            }
            Self::Malformed => "give the URL, or the header and the body, exactly as they arrived",
            Self::Unknown => "compare both sides' values with this base string, one by one",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
