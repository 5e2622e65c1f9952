//! The element `wsse:UsernameToken`, found in a document that anybody may have written.
//!
//! Everything in which XML parsers differ or can be worn out is refused, and SOAP forbids most of it anyway (SOAP 1.1 §3,
//! SOAP 1.2 part 1 §5): document type declarations, entities beyond the five of XML and characters by number, processing
//! instructions, other encodings than UTF-8, more than 1 MiB, more than 64 elements in each other.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, ResolveResult};

use super::token::{Password, Token};
use crate::refusal::Reason;

/// Whether a body may be XML: it starts with a bracket, after white space and a byte order mark at most.
pub(super) fn is_likely(body: &[u8]) -> bool {
    let body = body.strip_prefix(BOM).unwrap_or(body);
    body.trim_ascii_start().first() == Some(&b'<')
}

/// Returns the only UsernameToken of a document, `None` where there is none. The document is a SOAP message, or the element
/// `wsse:Security` or `wsse:UsernameToken` alone.
pub(super) fn token(document: &[u8]) -> Result<Option<Token>, Reason> {
    if document.len() > MOST_BYTES {
        return Err(malformed("the XML is longer than 1 MiB"));
    }
    let document = document.strip_prefix(BOM).unwrap_or(document);
    let text = std::str::from_utf8(document).map_err(|_| malformed("the XML is not UTF-8"))?;
    if text.chars().any(|character| !is_character(character)) {
        return Err(malformed("the XML has a character that XML does not allow"));
    }
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_comments = true;
    let mut document = Document::new();
    loop {
        let start = reader.buffer_position();
        let event = reader.read_event().map_err(|_| {
            let at = reader.error_position();
            Reason::Malformed(format!("the XML breaks off at byte {at}"))
        })?;
        match event {
            Event::Eof => return document.finish(),
            Event::Decl(_) if start > 0 => {
                return Err(malformed("the XML declaration does not stand at the start"));
            }
            event => document.take(event)?,
        }
    }
}

/// What is known of the document so far.
struct Document {
    namespaces: NamespaceResolver,
    /// The elements that are open, the root first.
    path: Vec<Element>,
    has_root: bool,
    token: Option<Token>,
    /// The text of the part that is open, where it is kept.
    value: Option<String>,
}

/// What an element is to us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Envelope,
    Header,
    Security,
    UsernameToken,
    Part(Part),
    Other,
}

/// A child of the token that we read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Username,
    Password,
    Nonce,
    Created,
}

impl Document {
    fn new() -> Self {
        let mut namespaces = NamespaceResolver::default();
        namespaces.set_max_namespace_bindings(MOST_NAMESPACES);
        Self {
            namespaces,
            path: Vec::new(),
            has_root: false,
            token: None,
            value: None,
        }
    }

    fn take(&mut self, event: Event<'_>) -> Result<(), Reason> {
        match event {
            Event::Start(start) => self.open(&start),
            Event::End(_) => self.close(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(_) | Event::GeneralRef(_) if self.path.is_empty() => {
                Err(malformed("the XML has text outside of its root element"))
            }
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.reference(&reference),
            // Parsers that hand out a value piece by piece have taken the piece before a comment for all of it.
            Event::Comment(_) if self.is_in_part() => Err(malformed(
                "a value of the UsernameToken has a comment inside",
            )),
            Event::Comment(_) => Ok(()),
            Event::Decl(declaration) => check(&declaration),
            Event::PI(_) => Err(malformed("the XML has a processing instruction")),
            Event::DocType(_) => Err(malformed("the XML has a document type declaration")),
            Event::Empty(_) | Event::Eof => Ok(()),
        }
    }

    fn finish(self) -> Result<Option<Token>, Reason> {
        if self.path.is_empty() && self.has_root {
            Ok(self.token)
        } else {
            Err(malformed("the XML ends before its last element does"))
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Reason> {
        if self.path.len() == MOST_DEEP {
            return Err(malformed("the XML has more than 64 elements in each other"));
        }
        if self.path.is_empty() && self.has_root {
            return Err(malformed("the XML has a second root element"));
        }
        if self.is_in_part() {
            return Err(malformed(
                "a value of the UsernameToken has an element inside",
            ));
        }
        self.has_root = true;
        let attributes = Attributes::of(start)?;
        self.namespaces.push(start).map_err(|_| {
            malformed("the XML declares its namespaces in a way that is not allowed")
        })?;
        let element = self.element(start)?;
        match element {
            Element::UsernameToken => self.token = Some(Token::default()),
            Element::Part(part) => self.open_part(part, &attributes)?,
            _ => {}
        }
        self.path.push(element);
        Ok(())
    }

    /// Says what an element is, by its namespace, its name and where it stands.
    fn element(&self, start: &BytesStart<'_>) -> Result<Element, Reason> {
        let local = start.local_name();
        let local = local.as_ref();
        // Most names need no look at their namespace.
        if !NAMES.contains(&local) {
            return Ok(Element::Other);
        }
        let (resolved, _) = self.namespaces.resolve_element(start.name());
        let namespace = match &resolved {
            ResolveResult::Bound(namespace) => namespace.into_inner(),
            ResolveResult::Unbound => "",
            ResolveResult::Unknown(_) => {
                return Err(malformed("the XML has a prefix without a namespace"));
            }
        };
        let parent = self.path.last();
        Ok(match (parent, namespace, local) {
            (Some(Element::UsernameToken), ..) => self.part(namespace, local)?,
            (None | Some(Element::Security), WSSE, "UsernameToken") if self.token.is_none() => {
                Element::UsernameToken
            }
            (_, WSSE, "UsernameToken") if self.token.is_some() => {
                return Err(Reason::DuplicateParameter(local.to_owned()));
            }
            (_, WSSE, "UsernameToken") => {
                return Err(invalid(
                    local,
                    "does not stand in the Security header of the message",
                ));
            }
            (None | Some(Element::Header), WSSE, "Security") => Element::Security,
            (Some(Element::Envelope), SOAP_1_1 | SOAP_1_2, "Header") => Element::Header,
            (None, SOAP_1_1 | SOAP_1_2, "Envelope") => Element::Envelope,
            _ => Element::Other,
        })
    }

    /// Says what a child of the token is. A part under a foreign namespace is refused: whoever reads names alone takes it for
    /// ours. Other children are not hashed and mean nothing here.
    fn part(&self, namespace: &str, local: &str) -> Result<Element, Reason> {
        let (part, own) = match local {
            "Username" => (Part::Username, WSSE),
            "Password" => (Part::Password, WSSE),
            "Nonce" => (Part::Nonce, WSSE),
            "Created" => (Part::Created, WSU),
            "UsernameToken" => return Err(Reason::DuplicateParameter(local.to_owned())),
            _ => return Ok(Element::Other),
        };
        if namespace == own {
            Ok(Element::Part(part))
        } else {
            Err(invalid(local, "is in another namespace than WS-Security's"))
        }
    }

    fn open_part(&mut self, part: Part, attributes: &Attributes) -> Result<(), Reason> {
        let Some(token) = &mut self.token else {
            return Ok(());
        };
        let (name, is_there) = match part {
            Part::Username => ("Username", token.username.is_some()),
            Part::Password => ("Password", token.password.is_some()),
            Part::Nonce => ("Nonce", token.nonce.is_some()),
            Part::Created => ("Created", token.created.is_some()),
        };
        if is_there {
            return Err(Reason::DuplicateParameter(name.to_owned()));
        }
        self.value = Some(String::new());
        match (
            part,
            attributes.type_.as_deref(),
            attributes.encoding.as_deref(),
        ) {
            (Part::Password, Some(DIGEST), _) => {}
            (Part::Password, other, _) => {
                token.password = Some(match other {
                    None | Some(TEXT) => Password::Text,
                    Some(other) => Password::Other(other.chars().take(128).collect()),
                });
                // The password itself: not even kept.
                self.value = None;
            }
            (Part::Nonce, _, Some(encoding)) if encoding != BASE64 => {
                return Err(invalid(name, "has another EncodingType than Base64Binary"));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Reason> {
        self.namespaces.pop();
        if let (Some(Element::Part(part)), Some(value), Some(token)) =
            (self.path.pop(), self.value.take(), &mut self.token)
        {
            match part {
                Part::Username => token.username = Some(value),
                Part::Password => token.password = Some(Password::Digest(value)),
                Part::Nonce => token.nonce = Some(value),
                Part::Created => token.created = Some(value),
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Reason> {
        if self.path.is_empty() && !text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return Err(malformed("the XML has text outside of its root element"));
        }
        if let Some(value) = &mut self.value {
            value.push_str(text);
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Reason> {
        let character = reference.resolve_char_ref().ok().flatten();
        if let Some(character) = character.filter(|character| is_character(*character)) {
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        match resolve_xml_entity(reference) {
            Some(text) => self.text(text),
            None => Err(malformed(
                "the XML has an entity beyond the five that XML has",
            )),
        }
    }

    fn is_in_part(&self) -> bool {
        matches!(self.path.last(), Some(Element::Part(_)))
    }
}

/// The attributes that matter to us; the others are only looked at for their syntax.
#[derive(Default)]
struct Attributes {
    type_: Option<String>,
    encoding: Option<String>,
}

impl Attributes {
    fn of(start: &BytesStart<'_>) -> Result<Self, Reason> {
        let mut found = Self::default();
        for (count, attribute) in start.attributes().enumerate() {
            // Each is compared with the ones before, so their number is what bounds the work.
            let attribute = attribute.ok().filter(|_| count < MOST_ATTRIBUTES);
            let attribute = attribute.ok_or_else(|| {
                malformed(
                    "the XML has an element whose attributes cannot be read, or too many of them",
                )
            })?;
            let place = match attribute.key.as_ref() {
                "Type" => &mut found.type_,
                "EncodingType" => &mut found.encoding,
                _ => continue,
            };
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value
                .map_err(|_| malformed("the XML has an attribute with an entity of its own"))?;
            *place = Some(value.into_owned());
        }
        Ok(found)
    }
}

/// Takes XML 1.0 in UTF-8 only.
fn check(declaration: &BytesDecl<'_>) -> Result<(), Reason> {
    let version = declaration.version();
    let encoding = declaration.encoding().map(Result::ok);
    let is_utf8 = encoding.is_none_or(|encoding| {
        encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("utf-8"))
    });
    if !version.is_ok_and(|version| version == "1.0") {
        return Err(malformed("the XML is not XML 1.0"));
    }
    if is_utf8 {
        Ok(())
    } else {
        Err(malformed("the XML says that it is not UTF-8"))
    }
}

/// Whether XML allows a character (XML 1.0 §2.2).
fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn malformed(problem: &str) -> Reason {
    Reason::Malformed(problem.to_owned())
}

fn invalid(name: &str, problem: &'static str) -> Reason {
    Reason::InvalidParameter {
        name: name.to_owned(),
        problem,
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

const MOST_BYTES: usize = 1 << 20;
const MOST_DEEP: usize = 64;
const MOST_NAMESPACES: usize = 256;
const MOST_ATTRIBUTES: usize = 256;

/// Every name that is looked at.
const NAMES: [&str; 8] = [
    "Envelope",
    "Header",
    "Security",
    "UsernameToken",
    "Username",
    "Password",
    "Nonce",
    "Created",
];

const SOAP_1_1: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP_1_2: &str = "http://www.w3.org/2003/05/soap-envelope";

/// The namespaces and the types of WS-Security 1.0, which 1.1 kept.
pub(super) const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
pub(super) const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
pub(super) const DIGEST: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";
const TEXT: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";
pub(super) const BASE64: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
