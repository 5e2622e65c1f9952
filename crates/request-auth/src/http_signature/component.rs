//! What a signature covers: components of a request by their identifiers (RFC 9421 §2).

use std::fmt;
use std::str::FromStr;

use super::structured::{self, BareItem, Item};
use crate::authorization::is_token;

/// The identifier of a component: a field by its name in lower case, or a derived one, with its parameters.
///
/// ```
/// use credtool_request_auth::http_signature::Component;
/// # fn main() -> Result<(), credtool_request_auth::http_signature::NoComponent> {
/// let method: Component = "@method".parse()?;
/// let pet: Component = "@query-param;name=\"Pet\"".parse()?;
/// assert_eq!(pet.to_string(), "@query-param;name=\"Pet\"");
/// assert!("@status".parse::<Component>().is_err()); // of a response
/// assert!("Content-Type".parse::<Component>().is_err()); // names are in lower case
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Component {
    pub(super) name: Name,
    /// In the order in which they stand, which is signed.
    pub(super) parameters: Vec<Parameter>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Derived(Derived),
    Field(String),
}

/// The derived components of a request (RFC 9421 §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Derived {
    Method,
    TargetUri,
    Authority,
    Scheme,
    RequestTarget,
    Path,
    Query,
    QueryParam,
}

/// The parameters that are understood (RFC 9421 §2.1, §2.2.8). `req` and `tr` are about responses and trailers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Parameter {
    /// The field as a structured field, written in the one way.
    Sf,
    /// One member of a dictionary.
    Key(String),
    /// Each line as bytes.
    Bs,
    /// Which query parameter, percent-encoded.
    Name(String),
}

/// Why text is no identifier of a component that this crate can sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{identifier:?} {problem}")]
pub struct NoComponent {
    /// The text, cut where it is long.
    pub identifier: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl Component {
    pub(super) const METHOD: Self = Self::derived(Derived::Method);
    pub(super) const TARGET_URI: Self = Self::derived(Derived::TargetUri);

    pub(super) fn content_digest() -> Self {
        Self {
            name: Name::Field(super::content_digest::NAME.to_owned()),
            parameters: Vec::new(),
        }
    }

    const fn derived(derived: Derived) -> Self {
        Self {
            name: Name::Derived(derived),
            parameters: Vec::new(),
        }
    }

    /// Whether this is that field, as a whole or in part.
    pub(super) fn is_field(&self, name: &str) -> bool {
        matches!(&self.name, Name::Field(field) if field == name)
    }

    /// Whether this is a field that every signature adds to, and not one member of it.
    pub(super) fn is_whole_signature(&self) -> bool {
        let one_member = |parameter: &Parameter| matches!(parameter, Parameter::Key(_));
        let is_signature = self.is_field("signature") || self.is_field("signature-input");
        is_signature && !self.parameters.iter().any(one_member)
    }

    /// Takes an identifier as it stands in an inner list.
    pub(super) fn of_item(item: &Item<'_>) -> Result<Self, NoComponent> {
        let BareItem::String(name) = &item.value else {
            return Err(NoComponent {
                identifier: "an entry of the covered components".to_owned(),
                problem: "is not in quotes",
            });
        };
        Self::of_parts(name, item).map_err(|problem| NoComponent {
            identifier: name.chars().take(64).collect(),
            problem,
        })
    }

    fn of_parts(name: &str, item: &Item<'_>) -> Result<Self, &'static str> {
        let name = match name.strip_prefix('@') {
            None if is_field_name(name) => Name::Field(name.to_owned()),
            None => return Err("is not the name of a field in lower case"),
            Some("signature-params") => return Err("cannot be covered (RFC 9421 §2.3)"),
            Some("status") => return Err("belongs to responses"),
            Some(_) => {
                Name::Derived(Derived::named(name).ok_or("is no derived component known here")?)
            }
        };
        let mut parameters = Vec::with_capacity(item.parameters.len());
        for (parameter, value) in &item.parameters {
            parameters.push(match (*parameter, value) {
                ("sf", BareItem::Boolean(true)) => Parameter::Sf,
                ("bs", BareItem::Boolean(true)) => Parameter::Bs,
                ("key", BareItem::String(key)) => Parameter::Key(key.clone().into_owned()),
                ("name", BareItem::String(name)) => Parameter::Name(name.clone().into_owned()),
                ("req", _) => return Err("has the parameter req, which belongs to responses"),
                ("tr", _) => return Err("has the parameter tr, and trailers are not signed here"),
                _ => return Err("has a parameter that is not known here, or with another type"),
            });
        }
        let fitting = match (&name, &parameters[..]) {
            (Name::Derived(Derived::QueryParam), [Parameter::Name(_)]) => true,
            (Name::Derived(Derived::QueryParam), _) => {
                return Err("needs the parameter name and no other");
            }
            (Name::Derived(_), given) => given.is_empty(),
            (Name::Field(_), [] | [Parameter::Sf | Parameter::Bs | Parameter::Key(_)]) => true,
            // Both say: as a structured field (RFC 9421 §2.1).
            (
                Name::Field(_),
                [Parameter::Sf, Parameter::Key(_)] | [Parameter::Key(_), Parameter::Sf],
            ) => true,
            (Name::Field(_), _) => false,
        };
        match fitting {
            true => Ok(Self { name, parameters }),
            false => Err("has parameters that do not go with it or with each other"),
        }
    }

    /// Writes the identifier as it is signed, its name in quotes.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        structured::write_string(out, self.name());
        for parameter in &self.parameters {
            parameter.write(out);
        }
    }

    /// The same whatever the order of the parameters: such identifiers are one (RFC 9421 §2).
    pub(super) fn sorted(&self) -> (&Name, Vec<&Parameter>) {
        let mut parameters: Vec<&Parameter> = self.parameters.iter().collect();
        parameters.sort_unstable();
        (&self.name, parameters)
    }

    fn name(&self) -> &str {
        match &self.name {
            Name::Field(name) => name,
            Name::Derived(derived) => derived.name(),
        }
    }
}

impl FromStr for Component {
    type Err = NoComponent;

    /// Reads an identifier, its name in quotes or bare.
    fn from_str(text: &str) -> Result<Self, NoComponent> {
        let refused = |problem| NoComponent {
            identifier: text.chars().take(64).collect(),
            problem,
        };
        let quoted = match (text.starts_with('"'), text.split_once(';')) {
            (true, _) => text.to_owned(),
            (false, Some((name, parameters))) => format!("\"{name}\";{parameters}"),
            (false, None) => format!("\"{text}\""),
        };
        let item = structured::item(&quoted);
        let item = item.map_err(|_| refused("is no identifier such as @method or content-type"))?;
        Self::of_item(&item).map_err(|error| refused(error.problem))
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        let mut out = Vec::new();
        for parameter in &self.parameters {
            parameter.write(&mut out);
        }
        f.write_str(&String::from_utf8_lossy(&out))
    }
}

impl Parameter {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Sf => out.extend_from_slice(b";sf"),
            Self::Bs => out.extend_from_slice(b";bs"),
            Self::Key(key) => {
                out.extend_from_slice(b";key=");
                structured::write_string(out, key);
            }
            Self::Name(name) => {
                out.extend_from_slice(b";name=");
                structured::write_string(out, name);
            }
        }
    }
}

impl Derived {
    const ALL: [Self; 8] = [
        Self::Method,
        Self::TargetUri,
        Self::Authority,
        Self::Scheme,
        Self::RequestTarget,
        Self::Path,
        Self::Query,
        Self::QueryParam,
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|derived| derived.name() == name)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Method => "@method",
            Self::TargetUri => "@target-uri",
            Self::Authority => "@authority",
            Self::Scheme => "@scheme",
            Self::RequestTarget => "@request-target",
            Self::Path => "@path",
            Self::Query => "@query",
            Self::QueryParam => "@query-param",
        }
    }
}

fn is_field_name(name: &str) -> bool {
    let lower = |byte: u8| is_token(byte) && !byte.is_ascii_uppercase();
    !name.is_empty() && name.bytes().all(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_and_written() {
        for (text, identifier) in [
            ("@method", "\"@method\""),
            ("\"content-type\";bs", "\"content-type\";bs"),
            (
                "content-digest;key=\"sha-256\"",
                "\"content-digest\";key=\"sha-256\"",
            ),
            ("x;key=\"a\";sf", "\"x\";key=\"a\";sf"),
            (
                "@query-param;name=\"a%22\"",
                "\"@query-param\";name=\"a%22\"",
            ),
        ] {
            let component: Component = text.parse().unwrap();
            let mut written = Vec::new();
            component.write(&mut written);
            assert_eq!(written, identifier.as_bytes());
            assert_eq!(component.to_string().parse(), Ok(component));
        }
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "@",
            "@Method",
            "@status",
            "@signature-params",
            "@query-param",
            "@query-param;name",
            "@query-param;name=\"a\";sf",
            "@method;req",
            "@path;name=\"a\"",
            "Content-Type",
            "content type",
            "é",
            "x;tr",
            "x;req",
            "x;sf=?0",
            "x;sf;bs",
            "x;key=a",
            "x;key=\"a\";bs",
            "x;unknown",
            "x;sf;sf",
            "x;",
            "\"x",
            "\"x\" ",
        ] {
            assert!(text.parse::<Component>().is_err(), "{text}");
        }
    }
}
