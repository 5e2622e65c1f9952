//! One value of a Kubernetes Secret: base64 under `data`, text under `stringData`.

use std::fmt;

use base64_simd::STANDARD;
use zeroize::Zeroizing;

use crate::{Error, KeyMap};

/// One value as the manifest has it, after YAML or JSON is read.
#[derive(Clone, Copy)]
pub enum FlowValue<'a> {
    /// From `data`: base64 (RFC 4648 §4), in which line ends are ignored as Kubernetes does.
    Data(&'a str),
    /// From `stringData`: the text itself.
    StringData(&'a str),
}

/// The three values as the manifest has them.
#[derive(Debug, Clone, Copy)]
pub struct FlowValues<'a> {
    /// `ENCRYPTION_KEY`.
    pub encryption_key: FlowValue<'a>,
    /// `ACTIVE_ENCRYPTION_KEY_NAME`.
    pub active_name: FlowValue<'a>,
    /// `oldEncKeys.json`.
    pub old_keys: FlowValue<'a>,
}

impl fmt::Debug for FlowValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Data(_) => "Data([REDACTED])",
            Self::StringData(_) => "StringData([REDACTED])",
        })
    }
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Base64,
    Text,
}

impl Form {
    pub(crate) fn write(self, text: &str) -> Zeroizing<String> {
        Zeroizing::new(match self {
            Self::Base64 => STANDARD.encode_to_string(text.as_bytes()),
            Self::Text => text.to_owned(),
        })
    }
}

/// A decoded value with its place.
pub(crate) struct Taken {
    pub(crate) entry: &'static str,
    pub(crate) form: Form,
    pub(crate) text: Zeroizing<String>,
}

impl Taken {
    pub(crate) fn from(value: &FlowValue<'_>, entry: &'static str) -> Result<Self, Error> {
        let mut taken = Self {
            entry,
            form: Form::Text,
            text: Zeroizing::default(),
        };
        let (FlowValue::Data(text) | FlowValue::StringData(text)) = value;
        if text.len() > 2 * KeyMap::LONGEST {
            return Err(taken.problem("is longer than any value of a Kubernetes Secret"));
        }
        if let FlowValue::StringData(text) = value {
            taken.text = Zeroizing::new((*text).to_owned());
            return Ok(taken);
        }
        taken.form = Form::Base64;
        let base64: Zeroizing<Vec<u8>> = Zeroizing::new(
            text.bytes()
                .filter(|byte| !matches!(byte, b'\r' | b'\n'))
                .collect(),
        );
        let bytes = STANDARD
            .decode_to_vec(&*base64)
            .map_err(|_| taken.problem("is no base64"))?;
        taken.text = match String::from_utf8(bytes) {
            Ok(text) => Zeroizing::new(text),
            Err(error) => {
                drop(Zeroizing::new(error.into_bytes()));
                return Err(taken.problem("decodes to no UTF-8 text"));
            }
        };
        Ok(taken)
    }

    /// Returns the text without the one line feed at its end (or CR and LF), or `None` where there is none.
    pub(crate) fn without_newline(&self) -> Option<&str> {
        let text = self.text.strip_suffix('\n')?;
        Some(text.strip_suffix('\r').unwrap_or(text))
    }

    pub(crate) fn problem(&self, problem: &str) -> Error {
        Error::FlowSecret {
            entry: self.entry,
            problem: problem.to_owned(),
        }
    }

    pub(crate) fn refused(&self, error: &Error) -> Error {
        self.problem(&error.to_string())
    }
}
