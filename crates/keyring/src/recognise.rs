//! Whose file it is, before anything is unlocked: what another tool wrote is never overwritten.

use crate::Error;

/// What a file is by its structure; nothing is decrypted, so this is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recognised {
    /// A key file of ours.
    KeyFile,
    /// An encrypted map of ours.
    SealedMap,
}

impl Recognised {
    /// Returns what a file is.
    ///
    /// # Errors
    /// [`Error::AnotherTool`]; [`Error::Damaged`] when it begins like one of ours.
    pub fn of(file: &[u8]) -> Result<Self, Error> {
        let _ = file;
        todo!()
    }
}
