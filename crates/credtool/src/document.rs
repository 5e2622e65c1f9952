//! JSON and YAML files of other programs: parsed to look at, changed in one string.

use std::path::Path as FilePath;

use credtool_config_edit::{Document, Edit, Error, Format, Node, Path};
use zeroize::Zeroizing;

use crate::failure::{Code, Failure};
use crate::io::{Input, Limit};

/// A configuration or manifest.
pub(crate) const DOCUMENT: Limit = Limit {
    what: "the document",
    bytes: 16 << 20,
};

/// Parses a document: YAML where its name says so or it does not begin as JSON does.
pub(crate) fn parse(input: &Input) -> Result<Document, Failure> {
    Document::parse(&input.bytes, format(&input.name, &input.bytes))
        .map_err(|error| failure(&error, format!("could not read {}", input.name)))
}

/// Reads a path of the command line.
pub(crate) fn path(text: &str) -> Result<Path, Failure> {
    text.parse().map_err(|error: Error| {
        Failure::new(Code::Usage, "could not understand the path")
            .because(error)
            .hint("a path is A:B, a.b or /a/b")
    })
}

/// Returns what stands at a path of a document that has one part.
pub(crate) fn find<'a>(
    document: &'a Document,
    path: &Path,
    name: &str,
) -> Result<Option<&'a Node>, Failure> {
    let part = only_part(document, name)?;
    document
        .find(part, path)
        .map_err(|error| failure(&error, format!("could not find {path} in {name}")))
}

/// Returns the document with these strings set, and nothing else changed.
pub(crate) fn replace(
    document: &Document,
    edits: &[Edit<'_>],
    name: &str,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    document
        .replace(edits)
        .map_err(|error| failure(&error, format!("could not change {name}")))
}

/// Returns the place of the one document there is.
pub(crate) fn only_part(document: &Document, name: &str) -> Result<usize, Failure> {
    match document.parts() {
        1 => Ok(0),
        0 => Err(Failure::new(
            Code::Malformed,
            format!("there is no document in {name}"),
        )),
        several => Err(Failure::new(
            Code::Unsupported,
            format!("could not choose a document of {name}"),
        )
        .because(format!("there are {several} in it"))
        .hint("give a file with one document")),
    }
}

/// Wraps an error of the library: `message` says what could not be done, with the file.
pub(crate) fn failure(error: &Error, message: impl Into<String>) -> Failure {
    let code = match error {
        Error::Path { .. } => Code::Usage,
        Error::NotUtf8(_) => Code::NotText,
        Error::TooLarge => Code::TooLarge,
        Error::Duplicate { .. } | Error::Ambiguous { .. } => Code::Ambiguous,
        Error::NotEdited { .. } => Code::NotEdited,
        Error::Missing { .. } => Code::MissingMember,
        Error::NotAString { .. } | Error::NotAnObject { .. } => Code::NotAString,
        Error::Twice { .. } => Code::Usage,
        Error::Verification { .. } => Code::NotEdited,
        _ => Code::Malformed,
    };
    let failure = Failure::new(code, message).because(error);
    match error {
        Error::Missing {
            similar: Some(name),
            ..
        } => failure.hint(format!("write it as {name}")),
        _ => failure,
    }
}

fn format(name: &str, bytes: &[u8]) -> Format {
    let extension = FilePath::new(name)
        .extension()
        .map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("yaml" | "yml") => return Format::Yaml,
        Some("json" | "jsonc") => return Format::Json,
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes.trim_ascii_start() {
        [b'{' | b'[' | b'/', ..] => Format::Json,
        _ => Format::Yaml,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_decides_and_then_the_first_byte() {
        assert_eq!(format("a.yml", b"{}"), Format::Yaml);
        assert_eq!(format("a.JSON", b"a: 1"), Format::Json);
        assert_eq!(
            format("standard input", b"\xef\xbb\xbf // x\n{}"),
            Format::Json
        );
        assert_eq!(format("standard input", b"apiVersion: v1\n"), Format::Yaml);
    }
}
