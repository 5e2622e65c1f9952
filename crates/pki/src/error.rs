//! What can be wrong with a key, a keystore, a certificate or a request: public structure, never a secret.

/// Why a file or structure could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes do not have the structure their format demands (X.690, RFC 5280, RFC 7292 …).
    #[error("{what} is malformed at byte {at}")]
    Malformed {
        /// The structure or field, in the words of its standard.
        what: &'static str,
        /// Offset in bytes from the start of the structure that was being read.
        at: usize,
    },
    /// Elements contain one another more deeply than any real file needs.
    #[error("{what} is nested more than {limit} levels deep")]
    TooDeep {
        /// The structure that was being read.
        what: &'static str,
        /// How many levels are read.
        limit: usize,
    },
    /// A text block is not what RFC 7468 describes, beyond what is tolerated.
    #[error("line {line}: {problem}")]
    Pem {
        /// The line, counted from one.
        line: usize,
        /// What is wrong with it.
        problem: PemProblem,
    },
    /// The content is encrypted and no password was given.
    #[error("{what} is encrypted ({scheme}): a password is needed")]
    PasswordNeeded {
        /// What is encrypted.
        what: &'static str,
        /// The encryption scheme by name.
        scheme: String,
    },
    /// The password does not open the content (or the content was damaged, which looks the same).
    #[error("wrong password for {what}")]
    WrongPassword {
        /// What the password was for.
        what: &'static str,
    },
    /// An algorithm that is known or unknown, but not supported here.
    #[error("{what} {algorithm} is not supported")]
    UnsupportedAlgorithm {
        /// What the algorithm is for, such as `encryption scheme`.
        what: &'static str,
        /// Its name where it has one, otherwise its object identifier.
        algorithm: String,
    },
    /// A key has the right structure, and its numbers do not belong together or are out of range.
    #[error("the key is not valid: {reason}")]
    InvalidKey {
        /// What is wrong with it.
        reason: String,
    },
    /// A key of a type, curve or form that is recognised and not supported.
    #[error("{key_type} key is not supported: {reason}")]
    UnsupportedKeyType {
        /// Its type by name, and its curve.
        key_type: String,
        /// What is not supported about it.
        reason: String,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Randomness,
    /// A parameter asks for more work or memory than is granted to a file that may be hostile.
    #[error("{what} is {found}, above the limit of {limit}")]
    TooMuchWork {
        /// The parameter, in the words of its standard.
        what: &'static str,
        /// What the file says.
        found: u64,
        /// What is granted.
        limit: u64,
    },
    /// The bytes end inside a structure that they began.
    #[error("cut short: {length} bytes, and they end inside {what}")]
    Truncated {
        /// The structure that does not end.
        what: &'static str,
        /// How many bytes there are.
        length: usize,
    },
    /// The bytes are something else than a keystore.
    #[error("not a keystore but {found}")]
    NotAKeystore {
        /// What they are, as far as their first bytes tell.
        found: &'static str,
    },
    /// A keystore of a format that is recognised and not read.
    #[error("{format} is a kind of keystore that is not read here")]
    UnsupportedKeystore {
        /// The format, and whose it is.
        format: &'static str,
    },
    /// The integrity check fails, and nothing in the file opens with the password either.
    #[error("wrong store password, or the file was altered")]
    WrongStorePassword,
    /// The integrity check fails, and yet the password opens what the file holds.
    #[error("the file was altered: the store password is right, the integrity check fails")]
    KeystoreAltered,
    /// The store opens and its key does not: the key has a password of its own.
    #[error("wrong key password for alias {alias:?}")]
    WrongKeyPassword {
        /// The entry, as it is named in the keystore.
        alias: String,
    },
    /// No entry has this alias.
    #[error("no entry with alias {alias:?}; there is {}", listed(known))]
    NoSuchAlias {
        /// What was looked for.
        alias: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The keystore, or the entry of this alias, has no private key.
    #[error("no private key{}", alias.as_ref().map(|alias| format!(" under alias {alias:?}")).unwrap_or_default())]
    NoPrivateKey {
        /// The entry, if one was asked for.
        alias: Option<String>,
    },
    /// There are several private keys, and no alias to choose one.
    #[error("several private keys, choose one by alias: {}", listed(aliases))]
    SeveralPrivateKeys {
        /// Their aliases.
        aliases: Vec<String>,
    },
    /// A structure is complete, and something follows it.
    #[error("bytes follow the {what}, from byte {at} on")]
    TrailingBytes {
        /// The structure that is complete.
        what: &'static str,
        /// Offset in bytes of the first that follows.
        at: usize,
    },
    /// A list is longer than any real file needs.
    #[error("{what} has more than {limit} elements")]
    TooMany {
        /// The structure that was being read.
        what: &'static str,
        /// How many elements are read.
        limit: usize,
    },
    /// The file was read, and holds something else.
    #[error("{expected} was expected, and this is {found}")]
    WrongContent {
        /// What was asked for, such as `a certificate`.
        expected: &'static str,
        /// What is there instead, such as `a private key`.
        found: String,
    },
    /// A certificate among several could not be read.
    #[error("certificate {number}: {reason}")]
    InBundle {
        /// Which one, counted from one.
        number: usize,
        /// What is wrong with it.
        reason: Box<Error>,
    },
    /// The signature was not made by the key that it was checked with, or what it covers was changed.
    #[error("the signature does not verify")]
    SignatureInvalid,
    /// An algorithm that anybody can forge signatures of, so that verifying would prove nothing.
    #[error("{algorithm} is broken: its signatures can be forged")]
    BrokenAlgorithm {
        /// The name of the algorithm.
        algorithm: String,
    },
    /// The key cannot verify signatures of this algorithm: of another type, too small, malformed, or not supported.
    #[error("the public key cannot verify {algorithm}: {reason}")]
    UnsuitableKey {
        /// The name of the signature algorithm.
        algorithm: String,
        /// What is wrong with the key.
        reason: String,
    },
    /// The text of a distinguished name is not what RFC 4514 describes, or asks for what no name may hold.
    #[error("in the name, at character {at}: {problem}")]
    NameText {
        /// The character, counted from one.
        at: usize,
        /// What is wrong there, and what to write instead.
        problem: String,
    },
    /// An alternative name does not have the syntax of its kind.
    #[error("{value:?} is not {expected}: {reason}")]
    NameSyntax {
        /// What was expected, such as `a host name`.
        expected: &'static str,
        /// What was given.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A certificate that cannot stand for an authority that issues.
    #[error("not an authority that can issue: {reason}")]
    NotAnAuthority {
        /// What it lacks.
        reason: String,
    },
    /// A private key that is not the certificate's.
    #[error(
        "the key does not belong to the certificate: SHA-256 of the public key is {key}, in the certificate {certificate}"
    )]
    KeyMismatch {
        /// The SHA-256 of the key's SubjectPublicKeyInfo, in hexadecimal.
        key: String,
        /// The same of the certificate's.
        certificate: String,
    },
    /// What was signed did not pass our own check, or was planned for another authority, and is not given out.
    #[error("not issued: {reason}")]
    NotIssued {
        /// What the check says.
        reason: String,
    },
}

impl Error {
    /// Says what the engine said about a key, whose type and curve are given for the case that it does not know them.
    pub(crate) fn from_engine(error: credtool_crypto_engine::Error, key_type: &str) -> Self {
        use credtool_crypto_engine::Error as Engine;
        match error {
            Engine::MalformedKey(what) => Self::Malformed { what, at: 0 },
            Engine::InvalidKey(reason) => Self::InvalidKey {
                reason: reason.to_owned(),
            },
            Engine::UnsupportedKeyType => Self::UnsupportedKeyType {
                key_type: key_type.to_owned(),
                reason: "nothing is computed with this type or curve".to_owned(),
            },
            Engine::Randomness => Self::Randomness,
            other => Self::InvalidKey {
                reason: other.to_string(),
            },
        }
    }
}

/// Aliases for a sentence: no more of them than a reader takes in.
fn listed(aliases: &[String]) -> String {
    const SHOWN: usize = 12;
    if aliases.is_empty() {
        return "none".into();
    }
    let mut text: Vec<_> = aliases
        .iter()
        .take(SHOWN)
        .map(|alias| format!("{alias:?}"))
        .collect();
    if aliases.len() > SHOWN {
        text.push(format!("and {} more", aliases.len() - SHOWN));
    }
    text.join(", ")
}

/// What is wrong with a line of a PEM file (RFC 7468).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PemProblem {
    /// No block begins anywhere in the text.
    #[error("no -----BEGIN …----- line before the end of the text")]
    NoBegin,
    /// The text ends inside a block.
    #[error("the block {label} has no -----END {label}----- line")]
    NoEnd {
        /// The label of the block that was begun.
        label: String,
    },
    /// A block ends that was never begun.
    #[error("-----END {label}----- without a -----BEGIN {label}----- line")]
    EndWithoutBegin {
        /// The label of the stray line.
        label: String,
    },
    /// A block begins inside another.
    #[error("a block begins before the block {label} has ended")]
    BeginInside {
        /// The label of the outer block.
        label: String,
    },
    /// The two ends of a block disagree.
    #[error("the block {begin} ends as {end}")]
    LabelMismatch {
        /// The label of the BEGIN line.
        begin: String,
        /// The label of the END line.
        end: String,
    },
    /// A line that opens or closes a block is misspelt.
    #[error("not a boundary line: five dashes, BEGIN or END, a label and five dashes are needed")]
    Boundary,
    /// The block holds nothing.
    #[error("the block {label} is empty")]
    Empty {
        /// The label of the block.
        label: String,
    },
    /// A character that base64 does not have.
    #[error("a character outside base64 at column {column}")]
    Character {
        /// The column in bytes, counted from one.
        column: usize,
    },
    /// The base64 text as a whole does not decode: cut short, or misplaced padding.
    #[error("the base64 of the block {label} is incomplete or has misplaced padding")]
    Base64 {
        /// The label of the block.
        label: String,
    },
}
