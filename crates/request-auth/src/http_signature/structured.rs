//! Structured field values (RFC 8941, RFC 9651 §4.2): dictionaries, and only read as far as the grammar allows.
//!
//! Stricter than the RFC in two points: a key that is there twice is refused where the RFC lets the last one win, because
//! another reader may take the first; and base64 is refused that is not the one way to write its bytes.

mod write; // the one way to write each

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(crate) use write::{write_bytes, write_dictionary, write_member, write_string};

/// Why text is no dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The syntax breaks off at this byte.
    Syntax(usize),
    /// A key is there twice.
    Duplicate(String),
}

/// A value without parameters (RFC 9651 §3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BareItem<'a> {
    Integer(i64),
    /// In thousandths, which is as exact as the format is.
    Decimal(i64),
    String(Cow<'a, str>),
    Token(&'a str),
    Bytes(Vec<u8>),
    Boolean(bool),
    /// Seconds since 1970.
    Date(i64),
}

/// Names and values in their order, each name once.
pub(crate) type Parameters<'a> = Vec<(&'a str, BareItem<'a>)>;

/// A value with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item<'a> {
    pub(crate) value: BareItem<'a>,
    pub(crate) parameters: Parameters<'a>,
}

/// What stands under a key of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Member<'a> {
    Item(Item<'a>),
    InnerList(Vec<Item<'a>>, Parameters<'a>),
}

/// Reads a dictionary: its members in their order, each key once.
pub(crate) fn dictionary(text: &str) -> Result<Vec<(&str, Member<'_>)>, Problem> {
    let mut reader = Reader { text, at: 0 };
    let mut members = Vec::new();
    reader.skip(b" ");
    while !reader.is_done() {
        let key = reader.key()?;
        let member = if reader.take(b'=') {
            reader.member()?
        } else {
            let value = BareItem::Boolean(true);
            let parameters = reader.parameters()?;
            Member::Item(Item { value, parameters })
        };
        members.push((key, member));
        reader.skip(b" \t");
        if reader.is_done() {
            break;
        }
        let comma = reader.at;
        if !reader.take(b',') {
            return Err(Problem::Syntax(comma));
        }
        reader.skip(b" \t");
        if reader.is_done() {
            return Err(Problem::Syntax(comma));
        }
    }
    once_each(members.iter().map(|(key, _)| *key))?;
    Ok(members)
}

/// Reads an item and nothing else.
pub(crate) fn item(text: &str) -> Result<Item<'_>, Problem> {
    let mut reader = Reader { text, at: 0 };
    let item = reader.item()?;
    match reader.is_done() {
        true => Ok(item),
        false => Err(Problem::Syntax(reader.at)),
    }
}

/// Whether text is a key (RFC 9651 §3.1.2).
pub(crate) fn is_key(text: &str) -> bool {
    let mut reader = Reader { text, at: 0 };
    reader.key().is_ok() && reader.is_done()
}

/// Refuses a name that is there twice; sorted first, so that many names take no square of steps.
fn once_each<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Problem> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Problem::Duplicate(pair[0].to_owned())),
        None => Ok(()),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip(&mut self, which: &[u8]) {
        self.run(|byte| which.contains(&byte));
    }

    /// Reads as far as the bytes, all ASCII, are such.
    fn run(&mut self, which: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        self.at += rest.iter().take_while(|byte| which(**byte)).count();
        &self.text[start..self.at]
    }

    fn syntax<T>(&self) -> Result<T, Problem> {
        Err(Problem::Syntax(self.at))
    }

    fn key(&mut self) -> Result<&'a str, Problem> {
        match self.peek() {
            Some(b'a'..=b'z' | b'*') => Ok(self
                .run(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'*'))),
            _ => self.syntax(),
        }
    }

    fn member(&mut self) -> Result<Member<'a>, Problem> {
        if !self.take(b'(') {
            return self.item().map(Member::Item);
        }
        let mut items = Vec::new();
        loop {
            self.skip(b" ");
            if self.take(b')') {
                return Ok(Member::InnerList(items, self.parameters()?));
            }
            items.push(self.item()?);
            if !matches!(self.peek(), Some(b' ' | b')')) {
                return self.syntax();
            }
        }
    }

    fn item(&mut self) -> Result<Item<'a>, Problem> {
        let value = self.bare_item()?;
        let parameters = self.parameters()?;
        Ok(Item { value, parameters })
    }

    fn parameters(&mut self) -> Result<Parameters<'a>, Problem> {
        let mut parameters = Vec::new();
        while self.take(b';') {
            self.skip(b" ");
            let name = self.key()?;
            let value = match self.take(b'=') {
                true => self.bare_item()?,
                false => BareItem::Boolean(true),
            };
            parameters.push((name, value));
        }
        if parameters.len() > 1 {
            once_each(parameters.iter().map(|(name, _)| *name))?;
        }
        Ok(parameters)
    }

    fn bare_item(&mut self) -> Result<BareItem<'a>, Problem> {
        match self.peek() {
            Some(b'"') => self.string().map(BareItem::String),
            Some(b':') => self.bytes().map(BareItem::Bytes),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'?') => {
                self.at += 1;
                let value = match self.peek() {
                    Some(b'1') => true,
                    Some(b'0') => false,
                    _ => return self.syntax(),
                };
                self.at += 1;
                Ok(BareItem::Boolean(value))
            }
            Some(b'@') => {
                self.at += 1;
                match self.number()? {
                    BareItem::Integer(seconds) => Ok(BareItem::Date(seconds)),
                    _ => self.syntax(),
                }
            }
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'*' => {
                Ok(BareItem::Token(self.run(|byte| {
                    crate::authorization::is_token(byte) || byte == b':' || byte == b'/'
                })))
            }
            _ => self.syntax(),
        }
    }

    /// Reads a string: printable ASCII, with `\"` and `\\` (RFC 9651 §4.2.5).
    fn string(&mut self) -> Result<Cow<'a, str>, Problem> {
        self.at += 1;
        let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        let mut value = Cow::Borrowed(self.run(plain));
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => {
                    self.at += 1;
                    let Some(escaped @ (b'"' | b'\\')) = self.peek() else {
                        return self.syntax();
                    };
                    self.at += 1;
                    value.to_mut().push(char::from(escaped));
                    value.to_mut().push_str(self.run(plain));
                }
                _ => return self.syntax(),
            }
        }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, Problem> {
        let start = self.at;
        self.at += 1;
        let encoded = self.run(|byte| byte != b':' && byte.is_ascii());
        let decoded = STANDARD.decode(encoded);
        match (self.take(b':'), decoded) {
            (true, Ok(bytes)) => Ok(bytes),
            _ => Err(Problem::Syntax(start)),
        }
    }

    /// Reads an integer of up to 15 digits, or a decimal of up to 12 and 3 (RFC 9651 §4.2.4).
    fn number(&mut self) -> Result<BareItem<'a>, Problem> {
        let start = self.at;
        let failed = Err(Problem::Syntax(start));
        let sign = if self.take(b'-') { -1 } else { 1 };
        let whole = self.run(|byte| byte.is_ascii_digit());
        let most = if self.peek() == Some(b'.') { 12 } else { 15 };
        if whole.is_empty() || whole.len() > most {
            return failed;
        }
        let Ok(number) = whole.parse::<i64>() else {
            return failed;
        };
        if !self.take(b'.') {
            return Ok(BareItem::Integer(sign * number));
        }
        let fraction = self.run(|byte| byte.is_ascii_digit());
        let thousandths = match fraction.len() {
            1..=3 => format!("{fraction:0<3}").parse::<i64>(),
            _ => return failed,
        };
        match thousandths {
            Ok(thousandths) => Ok(BareItem::Decimal(sign * (number * 1000 + thousandths))),
            Err(_) => failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sfv::FieldType as _;

    use super::*;

    fn again(text: &str) -> Result<String, Problem> {
        let mut out = Vec::new();
        write_dictionary(&mut out, &dictionary(text)?);
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn written_in_one_way() {
        for (text, written) in [
            ("", ""),
            ("  a=1 \t", "a=1"),
            ("a=?1;b=?0", "a;b=?0"),
            ("a=( \"x\"  y;z );  b=-007", "a=(\"x\" y;z);b=-7"),
            ("a \t, \tb=?0, c=?1;d=?1", "a, b=?0, c;d"),
            ("a=1.50, b=-0.001, c=12.0", "a=1.5, b=-0.001, c=12.0"),
            (
                r#"a="q\"\\", b=*t/:x, c=@-5, d=::"#,
                r#"a="q\"\\", b=*t/:x, c=@-5, d=::"#,
            ),
            ("a=:aGk=:;b=:aA==:", "a=:aGk=:;b=:aA==:"),
        ] {
            assert_eq!(again(text).as_deref(), Ok(written), "{text}");
        }
    }

    #[test]
    fn refused() {
        for (text, at) in [
            ("A=1", 0),
            ("a=", 2),
            ("a=1,", 3),
            ("a=1 b=2", 4),
            ("a=(1,2)", 4),
            ("a=(1", 4),
            ("a=(1)x", 5),
            ("a=\"é\"", 3),
            ("a=\"x", 4),
            ("a=\"\\x\"", 4),
            ("a=:aGk:", 2),  // padding left out
            ("a=:aGl=:", 2), // bits that no byte has
            ("a=:aGk=", 2),
            ("a=1234567890123456", 2),
            ("a=1.2345", 2),
            ("a=1.", 2),
            ("a=@1.5", 6),
            ("a=?2", 3),
            ("a=%\"x\"", 2), // display strings are not read
            ("a;B", 2),
            ("\ta=1", 0),
        ] {
            assert_eq!(dictionary(text), Err(Problem::Syntax(at)), "{text}");
        }
        for text in ["a=1, b, a=1", "a=(x;a;b;a)", "x;a;b=1;a=2"] {
            assert_eq!(
                dictionary(text),
                Err(Problem::Duplicate("a".to_owned())),
                "{text}"
            );
        }
    }

    /// As another library reads it; what only our rules refuse is left out.
    fn compare(text: &str) {
        let theirs = sfv::Parser::new(text).parse::<sfv::Dictionary>();
        match (again(text), theirs) {
            (Ok(ours), Ok(theirs)) => {
                assert_eq!(ours, theirs.serialize().unwrap_or_default(), "{text:?}");
            }
            (Ok(_), Err(error)) => panic!("{text:?}: only theirs says {error}"),
            (Err(Problem::Syntax(at)), Ok(_)) => {
                let rest = &text[at.min(text.len())..];
                assert!(
                    rest.starts_with(':') || text.contains('%'),
                    "{text:?}: only ours refuses"
                );
            }
            (Err(_), _) => {}
        }
    }

    proptest! {
        #[test]
        fn as_another_library(text in "[ \t]{0,1}([ab*][=]?[(]?[a\"\\\\0-9.;:=?@, )(-]{0,12}[)]?[,]? ?){0,3}") {
            compare(&text);
        }

        #[test]
        fn as_another_library_where_it_is_right(
            text in "([a-c](=([a-z*/]{1,3}|-?[0-9]{1,4}|[0-9]{1,2}[.][0-9]{1,3}|\"[ !x\\\\]{0,3}\"|:(aGk=)?:|[?][01]|@1|\\( ?(\"[a-c]\";[xy] ?){0,2}\\)))?(;[a-c](=1)?){0,2} {0,2}, ?){0,3}d",
        ) {
            compare(&text);
        }

        #[test]
        fn whatever_comes(text in ".{0,40}") {
            compare(&text);
        }
    }
}
