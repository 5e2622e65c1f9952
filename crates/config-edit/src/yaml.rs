//! YAML to the tree: what cannot be edited safely is refused or marked.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, StructureStyle, Tag};
use zeroize::Zeroizing;

use crate::node::{Member, Node, Style, Value};
use crate::{DEEPEST, Error, Position, yaml_gaps, yaml_header, yaml_types};

const ANCHOR: &str = "a value with an anchor (&)";
const ALIAS: &str = "an alias (*)";
const TAG: &str = "a value with a tag (!)";
const MERGE: &str = "a mapping with a merge key (<<)";
const NAMED: &str = "a value whose name has an anchor or a tag";
const COMPLEX: &str = "a mapping with a name that is no plain text";
const BLOCK: &str = "this block scalar";

/// Parses every document of a stream.
pub(crate) fn parse(text: &str) -> Result<Vec<Node>, Error> {
    yaml_gaps::refuse_unprintable(text)?;
    let mut options = granit_parser::options! {
        // kubectl and PyYAML (libyaml) read the last line of a block scalar so.
        block_scalar_eof_without_line_feed: true,
    };
    options.set_emit_comments(false);
    let mut builder = Builder {
        text,
        parser: Parser::new_from_str_with_options(text, options),
        scalars: Vec::new(),
        last_end: 0,
    };
    let parts = match builder.stream() {
        Err(error @ (Error::Syntax { .. } | Error::NotEdited { what: COMPLEX, .. })) => {
            // A template is rarely YAML: then it is the template that is told.
            return Err(yaml_gaps::probable_template(text).unwrap_or(error));
        }
        done => done?,
    };
    yaml_gaps::check(text, &builder.scalars)?;
    Ok(parts)
}

struct Builder<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    /// Where every scalar stands and how it is written, for what is looked for between them.
    scalars: Vec<(std::ops::Range<usize>, Style)>,
    /// Where the last token ended.
    last_end: usize,
}

impl<'t> Builder<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Error> {
        match self.parser.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(self.syntax(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn syntax(&self, error: &ScanError) -> Error {
        let byte = error.marker().byte_offset().unwrap_or(self.text.len());
        Error::Syntax {
            at: Position::of(self.text, byte),
            problem: error.info().to_owned(),
        }
    }

    fn not_edited(&self, byte: usize, what: &'static str) -> Error {
        Error::NotEdited {
            at: Position::of(self.text, byte),
            what,
        }
    }

    fn stream(&mut self) -> Result<Vec<Node>, Error> {
        let mut parts = Vec::new();
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(parts),
                event if event.is_node() => parts.push(self.node(event, span, 0)?),
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Error> {
        let range = bytes_of(span);
        let collection = matches!(event, Event::MappingStart(..) | Event::SequenceStart(..));
        if collection && depth == DEEPEST {
            return Err(Error::Syntax {
                at: Position::of(self.text, range.start),
                problem: "the document has more than 64 levels".to_owned(),
            });
        }
        let (mut node, anchor, tag) = match event {
            Event::Scalar(value, style, anchor, tag) => {
                let tag = tag.as_deref();
                (
                    self.scalar(value.into_owned(), style, tag, range),
                    anchor,
                    tag.is_some(),
                )
            }
            Event::MappingStart(style, anchor, tag) => {
                self.last_end = range.end;
                let node = self.mapping(range.start, style_of(style), depth + 1)?;
                (node, anchor, tag.is_some())
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.last_end = range.end;
                let node = self.sequence(range.start, style_of(style), depth + 1)?;
                (node, anchor, tag.is_some())
            }
            _ => {
                self.last_end = range.end;
                let mut alias = Node::new(range, Value::Other, Style::Plain);
                alias.bar = Some(ALIAS);
                (alias, 0, false)
            }
        };
        if anchor != 0 {
            node.bar = Some(ANCHOR);
        } else if tag {
            node.bar = Some(TAG);
        }
        Ok(node)
    }

    fn scalar(
        &mut self,
        value: String,
        style: ScalarStyle,
        tag: Option<&Tag>,
        range: std::ops::Range<usize>,
    ) -> Node {
        let text = Zeroizing::new(value);
        let style = match style {
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
            _ => Style::Plain,
        };
        self.scalars.push((range.clone(), style));
        let after = self.last_end;
        self.last_end = range.end;
        let value = match tag {
            Some(tag) if tag.core_suffix() != Some("str") => Value::Other,
            None if style == Style::Plain && range.is_empty() => Value::Null,
            None if style == Style::Plain => match yaml_types::of_plain(&text) {
                None => Value::String(text),
                Some(typed) => typed,
            },
            _ => Value::String(text),
        };
        if style != Style::Block {
            return Node::new(range, value, style);
        }
        match yaml_header::whole(self.text, after, &range) {
            Some(whole) => Node::new(whole, value, style),
            None => {
                let mut node = Node::new(range, value, style);
                node.bar = Some(BLOCK);
                node
            }
        }
    }

    fn sequence(&mut self, start: usize, style: Style, depth: usize) -> Result<Node, Error> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::SequenceEnd | Event::StreamEnd => {
                    let span = start..self.end_of(span, style);
                    return Ok(Node::new(span, Value::Array(items), style));
                }
                event => items.push(self.node(event, span, depth)?),
            }
        }
    }

    fn mapping(&mut self, start: usize, style: Style, depth: usize) -> Result<Node, Error> {
        let mut members: Vec<Member> = Vec::new();
        let mut first_of: HashMap<String, usize> = HashMap::new();
        let mut bar = None;
        loop {
            let (event, span) = self.next()?;
            let name_span = bytes_of(span);
            let (name, plain, dressed) = match event {
                Event::MappingEnd | Event::StreamEnd => {
                    let span = start..self.end_of(span, style);
                    let mut node = Node::new(span, Value::Object(members), style);
                    node.bar = bar;
                    return Ok(node);
                }
                Event::Scalar(name, style, anchor, tag) if !name_span.is_empty() => {
                    let plain = style == ScalarStyle::Plain;
                    let quoted =
                        matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
                    if !plain && !quoted {
                        return Err(self.not_edited(name_span.start, COMPLEX));
                    }
                    let written = if plain { Style::Plain } else { Style::Double };
                    self.scalars.push((name_span.clone(), written));
                    (name.into_owned(), plain, anchor != 0 || tag.is_some())
                }
                _ => return Err(self.not_edited(name_span.start, COMPLEX)),
            };
            self.last_end = name_span.end;
            if let Some(first) = first_of.insert(name.clone(), name_span.start) {
                return Err(Error::Duplicate {
                    name,
                    first: Position::of(self.text, first),
                    at: Position::of(self.text, name_span.start),
                });
            }
            if plain && name == "<<" {
                bar = Some(MERGE);
            }
            let (event, span) = self.next()?;
            let mut node = self.node(event, span, depth)?;
            if dressed {
                node.bar = Some(NAMED);
            }
            members.push(Member {
                name,
                name_span,
                node,
            });
        }
    }

    /// Returns where a collection ends: at its bracket, or with its last value.
    fn end_of(&mut self, end: Span, style: Style) -> usize {
        if style == Style::Flow {
            self.last_end = self.last_end.max(bytes_of(end).end);
        }
        self.last_end
    }
}

fn style_of(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Block,
        StructureStyle::Flow => Style::Flow,
    }
}

/// The parser gives byte offsets whenever it reads a `str`.
fn bytes_of(span: Span) -> std::ops::Range<usize> {
    let start = span.start.byte_offset().unwrap_or_default();
    start..span.end.byte_offset().unwrap_or_default().max(start)
}
