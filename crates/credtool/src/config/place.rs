//! FILE PATH: one string in one file.

use credtool_config_edit::{Document, Edit, Node, Path};

use crate::document;
use crate::failure::{Code, Failure};

/// Where a path leads to in a file: in which document of a YAML stream, and what stands there.
pub(super) struct Found<'a> {
    /// The document, from 0.
    pub(super) part: usize,
    /// The value, or `None` where it is not there.
    pub(super) node: Option<&'a Node>,
}

/// Finds the value at a path. Of several documents in one YAML file the one that has it is meant; where two have it, or none has it
/// and it must be created, that is refused.
pub(super) fn find<'a>(
    document: &'a Document,
    path: &Path,
    file: &str,
    create: bool,
) -> Result<Found<'a>, Failure> {
    let mut found = None;
    for part in 0..document.parts() {
        let node = document
            .find(part, path)
            .map_err(|error| document::failure(&error, cannot_find(path, file)))?;
        let Some(node) = node else { continue };
        if let Some(Found {
            node: Some(first), ..
        }) = found
        {
            let (first, second) = (document.position(first), document.position(node));
            return Err(Failure::new(Code::Ambiguous, cannot_find(path, file))
                .because(format!(
                    "two of its documents have it: {first}, and {second}"
                ))
                .hint("split the file, or change one of the two by hand"));
        }
        found = Some(Found {
            part,
            node: Some(node),
        });
    }
    match found {
        Some(found) => Ok(found),
        None if create => Ok(Found {
            part: document::only_part(document, file)?,
            node: None,
        }),
        None => Ok(Found {
            part: 0,
            node: None,
        }),
    }
}

/// Returns why a path cannot be used, in the words of the library, which knows what is there instead.
pub(super) fn refused(document: &Document, part: usize, path: &Path, file: &str) -> Failure {
    let edit = Edit {
        part,
        path,
        value: "",
        create: false,
    };
    let message = cannot_find(path, file);
    match document.replace(&[edit]) {
        Err(error) => document::failure(&error, message).hint("check the path"),
        Ok(_) => Failure::new(Code::MissingMember, message).hint("check the path"),
    }
}

fn cannot_find(path: &Path, file: &str) -> String {
    format!("could not find {path} in {file}")
}
