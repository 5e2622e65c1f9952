//! What can be wrong with a style, a policy, a key or an App ID: public structure, never a secret.

/// Why a style, policy, prefix, key or App ID was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No style has this name.
    #[error(
        "no style is called `{found}`; there are hex40, hex64, guid, nexudus, base64:N, base64url:N, hex:N and alnum:N"
    )]
    UnknownStyle {
        /// The name as it was given.
        found: String,
    },
    /// A number of bytes or characters is not a whole number within its bounds.
    #[error("N must be a whole number from {minimum} to {maximum}")]
    Size {
        /// The least N.
        minimum: usize,
        /// The greatest N.
        maximum: usize,
    },
    /// `policy:` names a file, and this crate reads none.
    #[error("a policy is a file: parse its text as a policy")]
    PolicyIsAFile,

    /// A line of a policy is neither empty, nor a comment, nor `key = value`.
    #[error("line {line}: expected `key = value`")]
    PolicySyntax {
        /// Line number, from 1.
        line: usize,
    },
    /// A line of a policy has a key that does not exist.
    #[error(
        "line {line}: no key is called `{key}`; there are length, lower, upper, digit, symbol, custom and exclude"
    )]
    PolicyKey {
        /// Line number, from 1.
        line: usize,
        /// The key as it was given.
        key: String,
    },
    /// A key of a policy stands twice, and only `custom` may.
    #[error("line {line}: `{key}` was already given in line {first}")]
    PolicyDuplicate {
        /// Line number, from 1.
        line: usize,
        /// The line that has it too.
        first: usize,
        /// The key.
        key: &'static str,
    },
    /// A number in a policy is not a whole number within its bounds.
    #[error(
        "line {line}: `{key}` takes a whole number from {minimum} to {maximum}; a comment stands on a line of its own"
    )]
    PolicyNumber {
        /// Line number, from 1.
        line: usize,
        /// The key.
        key: &'static str,
        /// The least number.
        minimum: usize,
        /// The greatest number.
        maximum: usize,
    },
    /// A policy has no `length`.
    #[error("the policy has no `length`")]
    PolicyWithoutLength,
    /// The length of a policy is out of bounds.
    #[error("a policy's length is from {minimum} to {maximum}, not {found}")]
    PolicyLength {
        /// The least length in characters.
        minimum: usize,
        /// The greatest length in characters.
        maximum: usize,
        /// The length that was asked for.
        found: usize,
    },
    /// A policy has more classes than anyone needs.
    #[error("a policy has at most {maximum} classes, not {found}")]
    PolicyTooManyClasses {
        /// The greatest number of classes.
        maximum: usize,
        /// The number of classes that were given.
        found: usize,
    },
    /// A set of characters is empty or holds something else than printable ASCII without the space.
    #[error("{what} takes printable ASCII characters without white space, at least one")]
    PolicyCharacters {
        /// The class or `exclude`, with its line where it came from a text.
        what: String,
    },
    /// Two classes of a policy share a character, so it would be unclear which minimum that character meets.
    #[error("the classes {first} and {second} share a character")]
    PolicyOverlap {
        /// The class that stands first.
        first: String,
        /// The class that stands later.
        second: String,
    },
    /// A policy allows no character at all.
    #[error("the policy allows no character at all")]
    PolicyWithoutCharacters,
    /// A class of a policy has a minimum count, and every character of it is excluded.
    #[error("the policy demands {minimum} of the class {class} and excludes all of its characters")]
    PolicyEmptyClass {
        /// The class.
        class: String,
        /// Its minimum count.
        minimum: usize,
    },
    /// The minimum counts of a policy together exceed its length.
    #[error("the policy demands {minimums} characters and has a length of {length}")]
    PolicyMinimums {
        /// The sum of the minimum counts.
        minimums: usize,
        /// The length in characters.
        length: usize,
    },

    /// A prefix for keys is empty, too long or has characters that do not belong there.
    #[error("a prefix has 1 to {maximum} ASCII letters, digits, `-` or `_`")]
    Prefix {
        /// The greatest length in characters.
        maximum: usize,
    },
    /// A key does not begin with the prefix and the `_` after it.
    #[error("the key does not begin with `{expected}`")]
    KeyPrefix {
        /// The prefix, `_` included.
        expected: String,
    },
    /// A key ends before its checksum does.
    #[error("the key has {found} characters after its prefix, and at least {minimum} belong there")]
    KeyLength {
        /// One character of body and the checksum.
        minimum: usize,
        /// The characters after the prefix.
        found: usize,
    },
    /// The checksum of a key has a character outside `0-9A-Za-z`, or is greater than any CRC-32.
    #[error("the last {length} characters of the key are not a checksum (base62 of a CRC-32)")]
    KeyChecksumForm {
        /// The length of a checksum in characters.
        length: usize,
    },
    /// The checksum of a key is well formed and does not belong to its body.
    #[error("the checksum does not belong to the body of the key")]
    KeyChecksum,

    /// No style of App ID has this name.
    #[error("no style of App ID is called `{found}`; there are base62:40, base62:24 and hex:N")]
    UnknownAppIdStyle {
        /// The name as it was given.
        found: String,
    },
    /// An App ID has no hyphen between member and random part.
    #[error("the App ID has no hyphen: expected `member-random`")]
    AppIdHyphen,
    /// An AppVersionID has no dot between random part and member.
    #[error("the AppVersionID has no dot: expected `random.member`")]
    AppVersionIdDot,
    /// The member of an App ID is empty or has characters that do not belong there.
    #[error("the member of an App ID has 1 to {maximum} ASCII letters, digits, `-`, `_` or `.`")]
    AppIdMember {
        /// The greatest length in characters.
        maximum: usize,
    },
    /// The random part of an App ID is empty or has characters that do not belong there.
    #[error("the random part of an App ID has 1 to {maximum} ASCII letters or digits")]
    AppIdRandom {
        /// The greatest length in characters.
        maximum: usize,
    },
}
