//! A file of a change that may be there or not: an artefact that `--force` lets replace another.

use std::path::Path;

use zeroize::Zeroizing;

use super::Edit;
use crate::failure::Failure;
use crate::io::write::{self, Check};

impl Edit {
    /// Refuses what [`Edit::write`] would refuse, before any work is done for it.
    pub(crate) fn permit(&self, path: &Path, replace: bool) -> Result<(), Failure> {
        let spot = self.spot(path)?;
        if !write::is_there(&spot.target)? {
            return Ok(());
        }
        write::permit_replacing(&spot.given, &spot.target)?;
        match replace {
            true => Ok(()),
            false => Err(write::exists(path)),
        }
    }

    /// Plans a file whether or not one is there; one that is there is refused unless `replace`.
    pub(crate) fn write(
        &mut self,
        path: &Path,
        bytes: impl Into<Zeroizing<Vec<u8>>>,
        replace: bool,
        check: Check<'_>,
    ) -> Result<(), Failure> {
        if replace && write::is_there(&self.spot(path)?.target)? {
            self.replace(path, bytes, check)
        } else {
            self.create(path, bytes, check)
        }
    }
}
