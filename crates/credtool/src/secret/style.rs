//! STYLE: what a secret looks like, by name or as a policy in a file.

use std::path::Path;

use credtool_secret_gen::{Error, KeyFormat, Policy, Style};

use crate::failure::{Code, Failure};
use crate::io::{Io, Limit};

/// Returns the help text of every argument that takes a STYLE.
pub(crate) fn grammar() -> String {
    format!("{} or policy:FILE", Style::GRAMMAR)
}

/// The form of a policy file, for `--help`.
pub(super) const POLICY: &str = "\
A policy file has one `key = value` a line, comments on lines of their own:
  length  = 24
  lower   = 1
  digit   = 2
  custom  = 1 -_.~
  exclude = 0O1lI
`lower`, `upper`, `digit` and `symbol` take the least number of such characters, `custom` the number and the characters.";

/// Understands a style, reading its policy file if it has one.
pub(crate) fn parse(io: &mut Io, text: &str) -> Result<Style, Failure> {
    let Some(path) = text.strip_prefix("policy:") else {
        return text.parse().map_err(|error: Error| {
            let code = if matches!(error, Error::UnknownStyle { .. }) {
                Code::UnknownStyle
            } else {
                Code::Usage
            };
            Failure::new(code, "could not understand --style")
                .because(error)
                .hint(format!("a style is {}", grammar()))
        });
    };
    let input = io.read(Path::new(path), Limit::secret("the policy"))?;
    let refused = |cause: String| {
        Failure::new(
            Code::Policy,
            format!("could not use the policy {}", input.name),
        )
        .because(cause)
    };
    let text =
        std::str::from_utf8(&input.bytes).map_err(|_| refused("it is not text".to_owned()))?;
    let policy: Policy = text
        .parse()
        .map_err(|error: Error| refused(error.to_string()))?;
    Ok(Style::Policy(policy))
}

/// Returns the form of recognisable keys that `--prefix` and `--checksum` ask for.
pub(super) fn key_format(
    prefix: Option<&str>,
    checksum: bool,
) -> Result<Option<KeyFormat>, Failure> {
    let format = prefix.map(KeyFormat::new).transpose();
    let format = format.map_err(|error| {
        Failure::new(Code::Usage, "could not understand --prefix").because(error)
    })?;
    Ok(if checksum {
        format
    } else {
        format.map(KeyFormat::without_checksum)
    })
}
