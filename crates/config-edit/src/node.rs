//! The tree of a document: values, and the bytes where each stands.

use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

/// One value of a document and where it stands. `Debug` shows what kind it is and where, never the value: it may be a secret.
pub struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
    pub(crate) style: Style,
    /// Why it is not edited on its own: an anchor, a tag, an alias.
    pub(crate) bar: Option<&'static str>,
}

/// How a value is written. JSON has [`Style::Double`], [`Style::Plain`] (numbers and words) and [`Style::Flow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without quotes.
    Plain,
    /// In `'`.
    Single,
    /// In `"`.
    Double,
    /// YAML by indentation: a literal or folded string, a mapping, a sequence.
    Block,
    /// In brackets.
    Flow,
}

/// What a node holds.
pub(crate) enum Value {
    String(Zeroizing<String>),
    Number,
    Bool,
    Null,
    Array(Vec<Node>),
    Object(Vec<Member>),
    /// A YAML alias, or a value with a tag that says it is no plain string.
    Other,
}

/// A name and its value in an object.
pub struct Member {
    pub(crate) name: String,
    pub(crate) name_span: Range<usize>,
    pub(crate) node: Node,
}

/// What kind of value a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A string.
    String,
    /// A number; in YAML also a date or whatever else a reader could take for something other than a string.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`; in YAML also nothing at all.
    Null,
    /// An array, in YAML a sequence.
    Array,
    /// An object, in YAML a mapping.
    Object,
    /// In YAML an alias, or a value with a tag of its own.
    Other,
}

impl Node {
    pub(crate) fn new(span: Range<usize>, value: Value, style: Style) -> Self {
        Self {
            span,
            value,
            style,
            bar: None,
        }
    }

    /// Returns the node below, by the index of its member or item.
    pub(crate) fn child(&self, index: usize) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => members.get(index).map(|member| &member.node),
            Value::Array(items) => items.get(index),
            _ => None,
        }
    }

    /// Returns what kind of value this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.value {
            Value::String(_) => Kind::String,
            Value::Number => Kind::Number,
            Value::Bool => Kind::Bool,
            Value::Null => Kind::Null,
            Value::Array(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
            Value::Other => Kind::Other,
        }
    }

    /// Returns the string with its escapes resolved, or `None` for any other kind of value.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the members of an object in their order; none for any other kind of value.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// Returns the items of an array in their order; none for any other kind of value.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// Returns the value of the member with exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.members()
            .iter()
            .find(|member| member.name == name)
            .map(|member| &member.node)
    }

    /// Returns the bytes of the document where the value stands: a string with its quotes, an object with its braces.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl Member {
    /// Returns the name with its escapes resolved.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the bytes of the document where the name stands, with its quotes.
    #[must_use]
    pub fn name_span(&self) -> Range<usize> {
        self.name_span.clone()
    }

    /// Returns the value.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }
}

impl Kind {
    /// Returns the kind with its article, for messages.
    pub(crate) fn with_article(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Null => "null",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Other => "an alias or a tagged value",
        }
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span)
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {:?}", self.name, self.node)
    }
}
