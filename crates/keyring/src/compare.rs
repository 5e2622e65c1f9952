//! Whether key file, configurations and Secrets say the same, and which one is the odd one.

use std::fmt;

use crate::Source;

/// What several places say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The active name that most places say; `None` when no name has more voices than every other.
    pub active: Option<String>,
    /// What differs, in the order of the places. Empty: they agree.
    pub differences: Vec<Difference>,
}

/// One place that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// It says another active name than most; when there is no majority, every place is listed.
    ActiveName {
        /// The place.
        label: String,
        /// What it says; `None` when it names no key.
        found: Option<String>,
    },
    /// Its active name is no key of a place that lists its keys, so what it encrypts cannot be read there.
    ActiveNotListed {
        /// The place that names it.
        label: String,
        /// The name.
        name: String,
        /// The place that does not have it.
        missing_in: String,
    },
    /// It lists keys and lacks one that another place has.
    MissingKey {
        /// The place.
        label: String,
        /// The key.
        name: String,
    },
    /// It has another secret under a name than the first place that has the name.
    OtherSecret {
        /// The place.
        label: String,
        /// The key.
        name: String,
    },
}

impl Comparison {
    /// Returns whether every place says the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }
}

impl Difference {
    /// Returns the place that differs.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::ActiveName { label, .. }
            | Self::ActiveNotListed { label, .. }
            | Self::MissingKey { label, .. }
            | Self::OtherSecret { label, .. } => label,
        }
    }

    /// Returns the stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ActiveName { .. } => "active-name",
            Self::ActiveNotListed { .. } => "active-not-listed",
            Self::MissingKey { .. } => "missing-key",
            Self::OtherSecret { .. } => "other-secret",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ActiveName {
                label,
                found: Some(name),
            } => {
                write!(f, "{label}: the active key is {name}")
            }
            Self::ActiveName { label, found: None } => write!(f, "{label}: no key is active"),
            Self::ActiveNotListed {
                label,
                name,
                missing_in,
            } => {
                write!(f, "{label}: the active key {name} is not in {missing_in}")
            }
            Self::MissingKey { label, name } => write!(f, "{label}: the key {name} is missing"),
            Self::OtherSecret { label, name } => {
                write!(f, "{label}: the key {name} has another secret")
            }
        }
    }
}

/// Returns what the places say together: the active name by majority, and the keys name by name.
///
/// ```
/// use credtool_keyring::{Source, compare};
///
/// let sources = ["engine", "exchange", "ux"].map(|module| {
///     Source::config(module, Some(if module == "ux" { "mykey" } else { "newkey" }))
/// });
/// let found = compare(&sources);
/// assert_eq!(found.active.as_deref(), Some("newkey"));
/// assert_eq!(found.differences[0].to_string(), "ux: the active key is mykey");
/// ```
#[must_use]
pub fn compare(sources: &[Source]) -> Comparison {
    let active = majority(sources);
    let mut differences = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let label = || source.label.clone();
        if Some(&source.active) != active.as_ref() {
            differences.push(Difference::ActiveName {
                label: label(),
                found: source.active.clone(),
            });
        }
        // Once a pair: a place that lists keys is asked about itself too, a configuration about every list.
        for list in sources.iter().filter(|list| list.keys.is_some()) {
            let named = source.active.as_deref();
            if let Some(name) = named.filter(|name| list.key(name).is_none()) {
                differences.push(Difference::ActiveNotListed {
                    label: label(),
                    name: name.to_owned(),
                    missing_in: list.label.clone(),
                });
            }
        }
        differences.extend(key_differences(source, index, sources));
    }
    Comparison {
        active: active.flatten(),
        differences,
    }
}

/// What most places say, which may be that no key is active; `None` when there is no such answer.
fn majority(sources: &[Source]) -> Option<Option<String>> {
    let voices = |said: &Option<String>| sources.iter().filter(|s| s.active == *said).count();
    let best = sources.iter().max_by_key(|source| voices(&source.active))?;
    let most = voices(&best.active);
    let tie = sources
        .iter()
        .any(|other| other.active != best.active && voices(&other.active) == most);
    (!tie).then(|| best.active.clone())
}

fn key_differences(source: &Source, index: usize, sources: &[Source]) -> Vec<Difference> {
    let mut differences = Vec::new();
    if source.keys.is_none() {
        return differences;
    }
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in sources
        .iter()
        .flat_map(|source| source.keys.iter().flatten())
    {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let (label, name_owned) = (source.label.clone(), name.to_owned());
        let Some(material) = source.key(name) else {
            differences.push(Difference::MissingKey {
                label,
                name: name_owned,
            });
            continue;
        };
        let first = sources[..index].iter().find_map(|before| before.key(name));
        if first.is_some_and(|first| !first.same_as(material)) {
            differences.push(Difference::OtherSecret {
                label,
                name: name_owned,
            });
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keyring;

    fn keyring(map: &str) -> Keyring {
        Keyring::parse(map).unwrap()
    }

    fn lines(sources: &[Source]) -> Vec<String> {
        let found = compare(sources);
        found
            .differences
            .iter()
            .map(Difference::to_string)
            .collect()
    }

    #[test]
    fn the_odd_one() {
        let ring = keyring(
            r#"{"a":"0123456789abcdef","credtool":{"v":1,"active":"a","keys":{"a":{"state":"active","since":"2026-01-31T09:00:00Z"}}}}"#,
        );
        let mut sources = vec![Source::keyring("keys.enc", &ring)];
        for module in ["engine", "ux"] {
            sources.push(Source::config(module, Some("a")));
        }
        assert!(compare(&sources).agrees());
        sources.push(Source::config("oauth", Some("b")));
        sources.push(Source::config("lookup", None));
        assert_eq!(
            lines(&sources),
            [
                "oauth: the active key is b",
                "oauth: the active key b is not in keys.enc",
                "lookup: no key is active"
            ]
        );
        assert_eq!(compare(&sources).active.as_deref(), Some("a"));
    }

    #[test]
    fn no_majority() {
        let sources = [
            Source::config("x", Some("a")),
            Source::config("y", Some("b")),
        ];
        assert_eq!(compare(&sources).active, None);
        assert_eq!(
            lines(&sources),
            ["x: the active key is a", "y: the active key is b"]
        );
        assert!(compare(&[]).agrees());
    }

    #[test]
    fn keys_name_by_name() {
        let first = keyring(r#"{"a":"0123456789abcdef","b":"0123456789abcdef"}"#);
        let second = keyring(r#"{"a":"0123456789ABCDEF","c":"0123456789abcdef"}"#);
        let sources = [
            Source::keyring("one", &first),
            Source::keyring("two", &second),
        ];
        assert_eq!(
            lines(&sources),
            [
                "one: the key c is missing",
                "two: the key a has another secret",
                "two: the key b is missing"
            ]
        );
        assert!(!format!("{sources:?}").contains("0123456789"));
    }
}
