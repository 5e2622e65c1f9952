//! The signature base by its lines: something that can be written in another way.

use crate::http_signature::{Message, SignatureInput};

/// The lines, and how they are put together.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// Identifier and value of each component.
    pub(super) components: Vec<(String, Vec<u8>)>,
    /// The covered components, in parentheses.
    pub(super) covered: String,
    /// The parameters of the signature, each without its semicolon.
    pub(super) parameters: Vec<String>,
    /// Where the parameters stand.
    pub(super) place: Place,
    /// Between two lines.
    pub(super) joint: &'static str,
    /// Between identifier and value.
    pub(super) colon: &'static str,
    /// Behind everything.
    pub(super) tail: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Last,
    First,
    Nowhere,
}

impl Lines {
    /// Takes the lines of a signature; written unchanged they give the base that `verify` writes.
    pub(super) fn of(input: &SignatureInput<'_>, message: &Message<'_>) -> Option<Self> {
        let mut components = Vec::with_capacity(input.components.len());
        for component in &input.components {
            let (mut identifier, mut value) = (Vec::new(), Vec::new());
            component.write(&mut identifier);
            message.write(&mut value, component).ok()?;
            components.push((String::from_utf8(identifier).ok()?, value));
        }
        let covered: Vec<&str> = components
            .iter()
            .map(|(identifier, _)| identifier.as_str())
            .collect();
        let parameters = input.parameters.iter().map(|parameter| {
            let mut text = Vec::new();
            parameter.write(&mut text);
            String::from_utf8_lossy(text.get(1..).unwrap_or_default()).into_owned()
        });
        Some(Self {
            covered: format!("({})", covered.join(" ")),
            parameters: parameters.collect(),
            components,
            place: Place::Last,
            joint: "\n",
            colon: ": ",
            tail: "",
        })
    }

    /// Writes the base.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut lines: Vec<Vec<u8>> = Vec::with_capacity(self.components.len() + 1);
        for (identifier, value) in &self.components {
            lines.push([identifier.as_bytes(), self.colon.as_bytes(), value].concat());
        }
        let parameters: Vec<&str> = std::iter::once(self.covered.as_str())
            .chain(self.parameters.iter().map(String::as_str))
            .collect();
        let last = format!(
            "\"@signature-params\"{}{}",
            self.colon,
            parameters.join(";")
        )
        .into_bytes();
        match self.place {
            Place::Last => lines.push(last),
            Place::First => lines.insert(0, last),
            Place::Nowhere => {}
        }
        let mut base = lines.join(self.joint.as_bytes());
        base.extend_from_slice(self.tail.as_bytes());
        base
    }

    /// Changes the values of the components with this name, whatever their parameters.
    pub(super) fn change(&mut self, name: &str, change: impl Fn(&[u8]) -> Vec<u8>) {
        let quoted = format!("\"{name}\"");
        for (identifier, value) in &mut self.components {
            if identifier.starts_with(&quoted) {
                *value = change(value);
            }
        }
    }
}
