//! Which member of a document: `A:B`, `a.b` or `/a/b`.

use std::fmt;
use std::str::FromStr;

use crate::{DEEPEST, Error, Format};

/// The way to one value.
///
/// `A:B` is .NET's: letters match in either case. `a.b` and `/a/b` (RFC 6901, `~1` is `/` and `~0` is `~`) match exactly. In the
/// first two a name may itself hold the separator, where that can be read in one way only: `data.oldEncKeys.json` finds the
/// member `oldEncKeys.json` of `data`. A number names an item of an array. A single name is .NET's in a JSON document; `/name` is exact.
///
/// ```
/// use credtool_config_edit::{Error, Path};
///
/// let path: Path = "CentronWebService:SecretKey".parse()?;
/// assert_eq!(path.to_string(), "CentronWebService:SecretKey");
/// assert!("a..b".parse::<Path>().is_err());
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    text: String,
    pub(crate) form: Form,
    pub(crate) parts: Vec<String>,
}

/// How a path is written, and so how its names compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Colon,
    Dot,
    Pointer,
}

impl Form {
    /// Returns the separator that may also stand in a name.
    fn separator(self) -> Option<&'static str> {
        match self {
            Self::Colon => Some(":"),
            Self::Dot => Some("."),
            Self::Pointer => None,
        }
    }

    /// Whether two names are one: for .NET (`StringComparer.OrdinalIgnoreCase`) whatever their case.
    fn same(self, a: &str, b: &str) -> bool {
        match self {
            Self::Colon => fold(a) == fold(b),
            Self::Dot | Self::Pointer => a == b,
        }
    }
}

/// Returns the name as .NET's ordinal comparison without case sees it: each character on its own.
pub(crate) fn fold(name: &str) -> String {
    name.chars()
        .map(|c| {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        })
        .collect()
}

impl Path {
    /// Returns the path whose parts are these names, exactly: the form of RFC 6901.
    #[must_use]
    pub fn of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let parts: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let text = parts
            .iter()
            .map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1")))
            .collect();
        Self {
            text,
            form: Form::Pointer,
            parts,
        }
    }

    /// Returns how names compare in a document: one name without a separator is `A:B` with nothing to separate where .NET may read it.
    pub(crate) fn form_in(&self, format: Format) -> Form {
        match (self.form, format) {
            (Form::Dot, Format::Json) if self.parts.len() == 1 => Form::Colon,
            (form, _) => form,
        }
    }

    /// Returns how many parts, from this one on, the name is; `None` if it is another name.
    ///
    /// A name with a separator in it is that many parts more.
    pub(crate) fn parts_in(&self, form: Form, from: usize, name: &str) -> Option<usize> {
        let separator = form.separator();
        let count = separator.map_or(1, |separator| name.matches(separator).count() + 1);
        let parts = self.parts.get(from..from.checked_add(count)?)?;
        form.same(&parts.join(separator.unwrap_or_default()), name)
            .then_some(count)
    }
}

impl FromStr for Path {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |problem| {
            Err(Error::Path {
                path: text.to_owned(),
                problem,
            })
        };
        let (form, names): (_, Vec<&str>) = if let Some(rest) = text.strip_prefix('/') {
            (Form::Pointer, rest.split('/').collect())
        } else if text.contains(':') {
            (Form::Colon, text.split(':').collect())
        } else {
            (Form::Dot, text.split('.').collect())
        };
        if text.is_empty() {
            return refuse("it is empty");
        }
        if names.len() > DEEPEST {
            return refuse("it has more than 64 parts");
        }
        if form != Form::Pointer && names.iter().any(|name| name.is_empty()) {
            return refuse("a part of it is empty");
        }
        let mut parts = Vec::with_capacity(names.len());
        for name in names {
            if form != Form::Pointer {
                parts.push(name.to_owned());
                continue;
            }
            let bare = name.replace("~0", "").replace("~1", "");
            if bare.contains('~') {
                return refuse("after ~ stands neither 0 nor 1 (RFC 6901 §3)");
            }
            parts.push(name.replace("~1", "/").replace("~0", "~"));
        }
        Ok(Self {
            text: text.to_owned(),
            form,
            parts,
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
