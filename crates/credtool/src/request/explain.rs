//! `request verify --explain`: which usual mistake would make a signature match. Whoever runs it holds the credentials.

use std::path::PathBuf;

use credtool_request_auth::SharedSecret;
use credtool_request_auth::explain::{Cause, Explanation};
use serde_json::{Map, Value, json};

use super::credentials;
use crate::failure::Failure;
use crate::io::{Io, Limit};
use crate::source;

/// What is looked into when a request is refused.
#[derive(clap::Args)]
pub(crate) struct ExplainOptions {
    /// Find out which usual mistake would make the signature match, and at which byte the signed strings differ
    #[arg(long)]
    explain: bool,
    /// An earlier secret that --explain may recognise and that is never accepted; may be repeated
    #[arg(long = "retired-secret", value_name = "SRC", requires = "explain")]
    retired: Vec<String>,
    /// The string that the other side signed, to be laid beside ours; - for stdin. A newline at its end is left out unless --raw
    #[arg(long, value_name = "FILE", requires = "explain")]
    their_base: Option<PathBuf>,
}

/// What is known beside the request.
pub(crate) struct Hints {
    /// Secrets that are no longer accepted.
    pub(crate) retired: Vec<SharedSecret>,
    /// The string that the other side signed.
    pub(crate) their_base: Option<Vec<u8>>,
}

impl ExplainOptions {
    /// Reads what was given; `None` where no explanation is wanted.
    pub(crate) fn read(&self, io: &mut Io) -> Result<Option<Hints>, Failure> {
        if !self.explain {
            return Ok(None);
        }
        let retired = self
            .retired
            .iter()
            .map(|text| credentials::secret(io, text, "--retired-secret"));
        let retired = retired.collect::<Result<_, _>>()?;
        let limit = Limit {
            what: "their base string",
            bytes: LARGEST_BASE,
        };
        let read = |path| {
            io.read(path, limit)
                .map(|input| (input, io.keeps_newline()))
        };
        let their_base = self.their_base.as_deref().map(read).transpose()?;
        let their_base = their_base.map(|(input, keeps)| match keeps {
            true => input.bytes.to_vec(),
            false => source::without_newline(&input.bytes).to_vec(),
        });
        Ok(Some(Hints {
            retired,
            their_base,
        }))
    }
}

/// Returns an explanation as JSON.
pub(crate) fn shown(found: &Explanation) -> Value {
    json!({
        "cause": found.cause.code(),
        "detail": found.detail,
        "base_string": found.base_string,
        "their_base_string": found.their_base_string,
        "differs_at": found.differs_at,
        "try": found.hint,
        "tried": found.tried.iter().map(|cause| cause.code()).collect::<Vec<_>>(),
    })
}

/// Returns the explanation of what cannot even be read as a request.
pub(crate) fn malformed(detail: &str) -> Value {
    json!({
        "cause": Cause::Malformed.code(),
        "detail": detail,
        "base_string": null,
        "their_base_string": null,
        "differs_at": null,
        "try": Cause::Malformed.next_step(),
        "tried": [],
    })
}

/// Returns where the two strings differ and what stands there, for people.
pub(crate) fn difference(shown: &Map<String, Value>) -> Option<String> {
    let at = usize::try_from(shown["differs_at"].as_u64()?).ok()?;
    let around = |string: &Value| {
        let text = string.as_str()?;
        let start = text.floor_char_boundary(at.saturating_sub(BEFORE));
        let end = text.floor_char_boundary(at.saturating_add(AFTER));
        text.get(start..end).map(str::to_owned)
    };
    let (ours, theirs) = (
        around(&shown["base_string"])?,
        around(&shown["their_base_string"])?,
    );
    Some(format!("byte {at}: {ours:?} here, {theirs:?} there"))
}

/// How much of the strings is shown around the first difference.
const BEFORE: usize = 12;
const AFTER: usize = 12;

/// A string with a form of some size in it.
const LARGEST_BASE: usize = 64 << 20;
