//! One edit: what is spliced in where, and the proof that it changed what it should.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::find::{End, Located};
use crate::node::{Node, Value};
use crate::verify::{Expected, only_differs};
use crate::{Document, Edit, Error, Format, json_insert, json_string, yaml_edit, yaml_insert};

/// Some bytes of the document, and what takes their place.
pub(crate) struct Splice {
    pub(crate) range: Range<usize>,
    pub(crate) text: Zeroizing<String>,
}

/// Where a string stands: the document, and the index of the member or item at each level.
pub(crate) type Place = (usize, Vec<usize>);

/// Returns the document with one edit made, and where it was made.
pub(crate) fn apply(before: &Document, edit: &Edit<'_>) -> Result<(Document, Place), Error> {
    let located = before.locate(edit.part, edit.path)?;
    let (splices, place, names) = match &located {
        Located::There { node, place } => {
            refuse_bars(before, edit, place)?;
            (set(before, edit, node, place)?, place, &[][..])
        }
        Located::Not(ends) => {
            let end = object_to_grow(before, edit, ends)?;
            refuse_bars(before, edit, &end.place)?;
            let names = &edit.path.parts[end.used..];
            (insert(before, edit, end, names)?, &end.place, names)
        }
    };
    let text = spliced(before.text(), splices);
    let expected = Expected {
        part: edit.part,
        place,
        names,
        value: edit.value,
    };
    let wrong = || Error::Verification {
        path: edit.path.to_string(),
    };
    let after = match Document::parse(text.as_bytes(), before.format()) {
        Ok(after) => after,
        Err(Error::TooLarge) => return Err(Error::TooLarge),
        Err(_) => return Err(wrong()),
    };
    if !only_differs(before, &after, &expected) {
        return Err(wrong());
    }
    // The path must now lead to the string: for .NET an inserted name may meet another one.
    match after.locate(edit.part, edit.path)? {
        Located::There { node, place } if node.as_str() == Some(edit.value) => {
            Ok((after, (edit.part, place)))
        }
        _ => Err(wrong()),
    }
}

fn set(
    document: &Document,
    edit: &Edit<'_>,
    node: &Node,
    place: &[usize],
) -> Result<Vec<Splice>, Error> {
    let yaml = document.format() == Format::Yaml;
    if edit.create
        && yaml
        && let Some(filled) = yaml_edit::fill(document, edit, place)
    {
        return Ok(vec![filled]);
    }
    match node.as_str() {
        None => Err(Error::NotAString {
            path: edit.path.to_string(),
            found: node.kind().with_article(),
            at: document.position(node),
        }),
        Some(old) if old == edit.value => Ok(Vec::new()),
        Some(_) if yaml => yaml_edit::set(document, edit, node, place),
        Some(_) => Ok(vec![Splice {
            range: node.span(),
            text: json_string::quoted(edit.value),
        }]),
    }
}

fn insert(
    document: &Document,
    edit: &Edit<'_>,
    end: &End<'_>,
    names: &[String],
) -> Result<Vec<Splice>, Error> {
    match document.format() {
        Format::Json => json_insert::member(document, end.node, names, edit.value),
        Format::Yaml => Ok(vec![yaml_insert::member(document, edit, end, names)]),
    }
}

/// Returns the one object in which the member is missing.
fn object_to_grow<'e, 'd>(
    document: &Document,
    edit: &Edit<'_>,
    ends: &'e [End<'d>],
) -> Result<&'e End<'d>, Error> {
    match ends {
        [end] if edit.create && matches!(end.node.value, Value::Object(_)) => Ok(end),
        [first, second, ..] if edit.create => {
            Err(document.ambiguous(edit.path, first.node, second.node))
        }
        _ => Err(document.missing(edit.path, ends)),
    }
}

/// Refuses anchors, tags and aliases on the way to the place, and merge keys beside it.
fn refuse_bars(document: &Document, edit: &Edit<'_>, place: &[usize]) -> Result<(), Error> {
    let mut next = document.root(edit.part);
    let mut place = place.iter();
    while let Some(node) = next {
        if let Some(what) = node.bar {
            return Err(Error::NotEdited {
                at: document.position(node),
                what,
            });
        }
        next = place.next().and_then(|index| node.child(*index));
    }
    Ok(())
}

fn spliced(text: &str, mut splices: Vec<Splice>) -> Zeroizing<String> {
    splices.sort_by_key(|splice| splice.range.start);
    let added: usize = splices.iter().map(|splice| splice.text.len()).sum();
    let mut out = Zeroizing::new(String::with_capacity(text.len() + added));
    let mut at = 0;
    for splice in splices {
        out.push_str(&text[at..splice.range.start]);
        out.push_str(&splice.text);
        at = splice.range.end;
    }
    out.push_str(&text[at..]);
    out
}
