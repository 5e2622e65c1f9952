//! What could not be done: names, lengths and positions are told, secrets are not. A "no" is a [`Refusal`](crate::Refusal).

use crate::{KeyName, OwnFile};

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that no key can have.
    #[error("a key cannot have this name: {0}")]
    Name(&'static str),
    /// The secret's length is no multiple of 16, or it is empty.
    #[error(
        "the secret of a key has a length that is a multiple of 16, and this one has {0} bytes"
    )]
    MaterialLength(usize),
    /// An unlock secret without a character.
    #[error("the unlock secret is empty")]
    EmptyUnlockSecret,
    /// A file is longer than any of its kind.
    #[error("{file} has {found} bytes, and at most {maximum} are read")]
    TooLong {
        /// Which file.
        file: OwnFile,
        /// How many bytes are read.
        maximum: usize,
        /// How many there are.
        found: usize,
    },
    /// The map is not the JSON that it should be (RFC 8259).
    #[error("the map of keys is not valid at line {line}, column {column}: {problem}")]
    Map {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted in characters from 1.
        column: usize,
        /// What is wrong there, without the content of any value.
        problem: String,
    },
    /// The member `credtool`, which holds the states of the keys, does not have its form or contradicts itself.
    #[error("the member credtool of the map is not valid: {0}")]
    States(String),
    /// The states know a key whose secret is not in the map, or has another length than a secret can have, and nobody purged it.
    #[error("the secret of the key {0} is no longer in the map, and the key was not purged")]
    SecretMissing(KeyName),
    /// The states say that a key was purged, and its secret is in the map.
    #[error("the key {0} was purged, and its secret is in the map again")]
    SecretBack(KeyName),
    /// A file of ours that is cut, altered or otherwise broken.
    #[error("{file} is damaged: {problem}")]
    Damaged {
        /// Which file.
        file: OwnFile,
        /// What is wrong with it.
        problem: String,
    },
    /// A file that some other tool wrote; it is left alone.
    #[error("{file} was written by another tool: {problem}")]
    AnotherTool {
        /// In which place it was found.
        file: OwnFile,
        /// What tells.
        problem: String,
    },
    /// One of our files stands where another of them belongs.
    #[error("{found} was given where {expected} is expected")]
    Exchanged {
        /// Which file was expected.
        expected: OwnFile,
        /// Which one it is.
        found: OwnFile,
    },
    /// The wrapped key of the key file does not open (RFC 3394 §2.2.3); which of the two reasons it is cannot be told.
    #[error("wrong unlock secret, or the header of the key file was altered")]
    WrongUnlockSecret,
    /// The key file asks for more or less work than is done (RFC 7518 §4.8.1.2).
    #[error("the key file asks for {0} iterations, and 1000 to 1000000 are accepted")]
    Iterations(u64),
    /// The encrypted map was made with the key of another key file.
    #[error("keys.enc belongs to another key file")]
    OtherKeyFile,
    /// The map's file or its text is no UTF-8.
    #[error("the map of keys is not UTF-8")]
    NotUtf8,
    /// One of the three values of the Kubernetes Secret is not what it should be.
    #[error("{entry}: {problem}")]
    FlowSecret {
        /// Its name in the Secret.
        entry: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// One name with two different secrets, in two places or in one.
    #[error("the key {0} has another secret here than there")]
    OtherSecret(KeyName),
    /// A plan that was made for another keyring, or before it changed.
    #[error("the keyring is not the one that this plan was made for")]
    StalePlan,
    /// A time before the year 0 or after the year 9999 (RFC 3339 §1).
    #[error("the time is out of the range that RFC 3339 can write")]
    Time,
}
