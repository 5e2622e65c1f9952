//! What is at fault when a secret does not come out: one stable code each.

use std::fmt;

/// The layer at fault; `Display` is its stable, kebab-case code.
///
/// The first ones are found by this crate; `StorePassword`, `Alias` and `KeyPassword` are found where keystores are
/// opened, and stand here so that every layer between a user and the secret has its code and its next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// `empty-input`: nothing was given to decrypt.
    EmptyInput,
    /// `not-base64`: the input is text of another kind.
    NotBase64,
    /// `mixed-alphabets`: the input has characters of both base64 alphabets.
    MixedAlphabets,
    /// `wrong-length`: the ciphertext is for a key of another size, or incomplete.
    WrongLength,
    /// `key-mismatch`: the private key does not belong to the given certificate.
    KeyMismatch,
    /// `padding`: the ciphertext does not open with this key and padding.
    Padding,
    /// `implausible-plaintext`: it opens, without proof, and the content does not look like a secret.
    ImplausiblePlaintext,
    /// `store-password`: the keystore does not open.
    StorePassword,
    /// `alias`: the keystore has no such entry, or several and none was named.
    Alias,
    /// `key-password`: the keystore opens and the key in it does not.
    KeyPassword,
    /// `key-type`: the key is not for encryption.
    KeyType,
    /// `key-too-small`: the key is below the size allowed here.
    KeyTooSmall,
    /// `key`: the key cannot be used for another reason.
    Key,
    /// `secret-too-long`: the secret does not fit the key.
    SecretTooLong,
    /// `unknown-padding`: no padding has that name.
    UnknownPadding,
    /// `malformed-properties`: Java would not read the properties file, or read it otherwise.
    MalformedProperties,
    /// `missing-property`: a required property is absent or unfilled.
    MissingProperty,
}

impl Cause {
    /// Returns the stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::EmptyInput => "empty-input",
            Self::NotBase64 => "not-base64",
            Self::MixedAlphabets => "mixed-alphabets",
            Self::WrongLength => "wrong-length",
            Self::KeyMismatch => "key-mismatch",
            Self::Padding => "padding",
            Self::ImplausiblePlaintext => "implausible-plaintext",
            Self::StorePassword => "store-password",
            Self::Alias => "alias",
            Self::KeyPassword => "key-password",
            Self::KeyType => "key-type",
            Self::KeyTooSmall => "key-too-small",
            Self::Key => "key",
            Self::SecretTooLong => "secret-too-long",
            Self::UnknownPadding => "unknown-padding",
            Self::MalformedProperties => "malformed-properties",
            Self::MissingProperty => "missing-property",
        }
    }

    /// Returns the usual next thing to try: one sentence, lower case, no full stop.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::EmptyInput => {
                "copy the encrypted value from the app's Details page (Show Keys, Click to View)"
            }
            Self::NotBase64 => {
                "copy the encrypted value again, from its first character to its last and nothing else"
            }
            Self::MixedAlphabets => {
                "copy the value again in one piece: two values or two encodings have met here"
            }
            Self::WrongLength => {
                "take the key whose certificate is uploaded for this app: compare them with `credtool key match`"
            }
            Self::KeyMismatch => {
                "take the key of that certificate, or upload this key's certificate and copy the new value"
            }
            Self::Padding => {
                "compare key and certificate with `credtool key match`; if they match, upload the certificate again and copy the new value"
            }
            Self::ImplausiblePlaintext => {
                "if the platform is known to use it, name it: --padding pkcs1v15; otherwise treat it as the wrong key"
            }
            Self::StorePassword => "check the keystore's password with `credtool keystore list`",
            Self::Alias => {
                "list the aliases with `credtool keystore list` and name one with --alias"
            }
            Self::KeyPassword => {
                "give the key's own password with --key-password: it may differ from the store's"
            }
            Self::KeyType => "take the RSA key whose certificate is uploaded for this app",
            Self::KeyTooSmall => {
                "take a key of at least 2048 bits, or allow an old one of at least 1024 with --legacy"
            }
            Self::Key => "inspect the key with `credtool key inspect`",
            Self::SecretTooLong => {
                "shorten the secret, or take a larger key or a padding with a shorter hash"
            }
            Self::UnknownPadding => "take one of the names listed",
            Self::MalformedProperties => {
                "write the file as Java reads it: ISO-8859-1, every backslash twice"
            }
            Self::MissingProperty => {
                "fill in the property; the value goes after the =, without braces"
            }
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}
