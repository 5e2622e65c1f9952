//! From a path to a node, and what stands there instead.

use std::collections::HashMap;

use crate::node::{Node, Value};
use crate::path::{Form, fold};
use crate::{Document, Error, Path};

/// What a path leads to.
pub(crate) enum Located<'d> {
    /// The node, and its place: the index of the member or item at each level.
    There { node: &'d Node, place: Vec<usize> },
    /// Nothing: where the ways end, and how many parts of the path are used up there.
    Not(Vec<End<'d>>),
}

/// Where a way ends that did not lead to a node.
pub(crate) struct End<'d> {
    pub(crate) node: &'d Node,
    pub(crate) place: Vec<usize>,
    pub(crate) used: usize,
}

impl Document {
    /// Follows a path from the root of a document.
    pub(crate) fn locate(&self, part: usize, path: &Path) -> Result<Located<'_>, Error> {
        let Some(root) = self.root(part) else {
            return Ok(Located::Not(Vec::new()));
        };
        if path.form == Form::Colon {
            self.refuse_what_dotnet_refuses(root)?;
        }
        let mut search = Search {
            path,
            form: path.form_in(self.format()),
            place: Vec::new(),
            found: Vec::new(),
            ends: Vec::new(),
        };
        search.walk(root, 0);
        if let [(first, _), (second, _), ..] = search.found[..] {
            return Err(self.ambiguous(path, first, second));
        }
        Ok(match search.found.pop() {
            Some((node, place)) => Located::There { node, place },
            None => Located::Not(search.ends),
        })
    }

    pub(crate) fn ambiguous(&self, path: &Path, first: &Node, second: &Node) -> Error {
        Error::Ambiguous {
            path: path.to_string(),
            first: self.position(first),
            second: self.position(second),
        }
    }

    /// Returns the error for a path that leads nowhere: the way that went furthest is told.
    pub(crate) fn missing(&self, path: &Path, ends: &[End<'_>]) -> Error {
        let Some(end) = ends.iter().max_by_key(|end| end.used) else {
            return Error::NoSuchPart;
        };
        let name = path.parts.get(end.used).cloned().unwrap_or_default();
        match &end.node.value {
            Value::Object(members) => Error::Missing {
                path: path.to_string(),
                similar: members
                    .iter()
                    .find(|member| fold(&member.name) == fold(&name))
                    .map(|member| member.name.clone()),
                missing: name,
            },
            Value::Array(_) => Error::Missing {
                path: path.to_string(),
                missing: name,
                similar: None,
            },
            _ => Error::NotAnObject {
                path: path.to_string(),
                found: end.node.kind().with_article(),
                at: self.position(end.node),
            },
        }
    }

    /// Refuses a root that is no object, and two values that .NET's configuration would store under one key: its provider
    /// joins names with `:`, ignores case, and throws `FormatException` for the second.
    fn refuse_what_dotnet_refuses(&self, root: &Node) -> Result<(), Error> {
        if !matches!(root.value, Value::Object(_)) {
            return Err(Error::NotConfiguration {
                found: root.kind().with_article(),
                at: self.position(root),
            });
        }
        let mut keys = Keys {
            ids: HashMap::new(),
            value_at: vec![None],
        };
        match keys.add(root, 0, None) {
            None => Ok(()),
            Some((name, first, second)) => Err(Error::Duplicate {
                name,
                first: self.position_of(first),
                at: self.position_of(second),
            }),
        }
    }
}

struct Search<'d, 'p> {
    path: &'p Path,
    form: Form,
    place: Vec<usize>,
    found: Vec<(&'d Node, Vec<usize>)>,
    ends: Vec<End<'d>>,
}

impl<'d> Search<'d, '_> {
    fn walk(&mut self, node: &'d Node, used: usize) {
        let Some(part) = self.path.parts.get(used) else {
            self.found.push((node, self.place.clone()));
            return;
        };
        let mut led_on = false;
        match &node.value {
            Value::Object(members) => {
                for (index, member) in members.iter().enumerate() {
                    if let Some(count) = self.path.parts_in(self.form, used, &member.name) {
                        led_on = true;
                        self.step(&member.node, index, used + count);
                    }
                }
            }
            Value::Array(items) => {
                let index = index_of(part).filter(|index| *index < items.len());
                if let Some(index) = index {
                    led_on = true;
                    self.step(&items[index], index, used + 1);
                }
            }
            _ => {}
        }
        if !led_on {
            self.ends.push(End {
                node,
                place: self.place.clone(),
                used,
            });
        }
    }

    fn step(&mut self, node: &'d Node, index: usize, used: usize) {
        self.place.push(index);
        self.walk(node, used);
        self.place.pop();
    }
}

/// RFC 6901 §4: digits without a leading zero.
fn index_of(part: &str) -> Option<usize> {
    let digits =
        part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    if digits { part.parse().ok() } else { None }
}

/// .NET's keys as a tree of their parts, so that a long name above many members is not copied for each.
struct Keys {
    ids: HashMap<(usize, String), usize>,
    value_at: Vec<Option<usize>>,
}

impl Keys {
    /// Adds the values below a key; returns the name and places of two values with one key.
    fn add(
        &mut self,
        node: &Node,
        id: usize,
        name: Option<&str>,
    ) -> Option<(String, usize, usize)> {
        match &node.value {
            Value::Object(members) if !members.is_empty() => members.iter().find_map(|member| {
                let child = self.child(id, &member.name);
                self.add(&member.node, child, Some(&member.name))
            }),
            Value::Array(items) if !items.is_empty() => {
                items.iter().enumerate().find_map(|(index, item)| {
                    let child = self.child(id, &index.to_string());
                    self.add(item, child, name)
                })
            }
            _ => {
                let first = self.value_at[id].replace(node.span.start)?;
                Some((name.unwrap_or_default().to_owned(), first, node.span.start))
            }
        }
    }

    fn child(&mut self, parent: usize, name: &str) -> usize {
        name.split(':').fold(parent, |parent, part| {
            let next = self.value_at.len();
            let id = *self.ids.entry((parent, fold(part))).or_insert(next);
            if id == next {
                self.value_at.push(None);
            }
            id
        })
    }
}
