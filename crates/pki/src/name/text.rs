//! Distinguished names from text: RFC 4514, and the form with slashes that OpenSSL prints.

use std::str::FromStr;

use crate::name::write::{attribute, name_from, text_attribute};
use crate::{Error, Name};

impl FromStr for Name {
    type Err = Error;

    /// Reads `CN=app,O=Example,C=NL` (RFC 4514), or `/C=NL/O=Example/CN=app` as OpenSSL prints it.
    ///
    /// Both are the same name. RFC 4514 writes the **last** relative name first, so the first example is encoded with the
    /// country first, as certificates have it; the form with slashes is in encoded order already. [`Name`]'s `Display` gives
    /// RFC 4514, and reading that again gives the same encoding for every name that was made here.
    ///
    /// * Attribute types: short names (`CN`, `emailAddress`), the names that OpenSSL and Java write (`commonName`, `E`),
    ///   dotted object identifiers with or without `OID.`; in any case.
    /// * Escapes (RFC 4514 §2.4): `\,` and the like, `\2C` for a byte of UTF-8; `#` and hexadecimal digits for an encoded
    ///   value. In the form with slashes a backslash takes the next character as it is, and nothing else is an escape.
    /// * `+` adds an attribute to the same relative name. Spaces around `,`, `+` and `=` are skipped; those of a value are
    ///   escaped where it begins or ends with one.
    /// * Values become UTF8String; PrintableString for `C`, `serialNumber`, `dnQualifier` and `telephoneNumber`, IA5String
    ///   for `emailAddress` and `DC` (RFC 5280 appendix A).
    ///
    /// ```
    /// use credtool_pki::Name;
    /// let name: Name = r"CN=app,O=Example\, Inc.,C=NL".parse()?;
    /// assert_eq!(name.relative_names()[0][0].to_string(), "C=NL");
    /// assert_eq!(name.der(), "/C=NL/O=Example, Inc./CN=app".parse::<Name>()?.der());
    /// # Ok::<(), credtool_pki::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NameText`] says where: an unknown attribute type, an empty value, one longer than RFC 5280 allows, a country
    /// that is not two letters, control characters, and those that turn the direction of text.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_OCTETS {
            return Err(Error::TooMuchWork {
                what: "length of the name in bytes",
                found: text.len() as u64,
                limit: MAX_OCTETS as u64,
            });
        }
        let mut parser = Parser::new(text);
        let sets = match text.strip_prefix('/') {
            Some(_) => parser.slashes()?,
            None => {
                let mut sets = parser.rfc_4514()?;
                sets.reverse();
                sets
            }
        };
        name_from(sets)
    }
}

/// A relative name: its encoded attributes.
type RelativeName = Vec<Vec<u8>>;

struct Parser {
    characters: Vec<char>,
    at: usize,
}

impl Parser {
    fn new(text: &str) -> Self {
        Self {
            characters: text.chars().collect(),
            at: 0,
        }
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    /// Returns relative names in the order of the text.
    fn rfc_4514(&mut self) -> Result<Vec<RelativeName>, Error> {
        let mut sets = Vec::new();
        self.skip_spaces();
        if self.peek().is_none() {
            return Ok(sets);
        }
        let mut set = Vec::new();
        loop {
            self.skip_spaces();
            let (type_at, attribute_type) = self.attribute_type(&[',', '+', ';', '"'])?;
            self.skip_spaces();
            let value_at = self.at;
            let encoded = if self.peek() == Some('#') {
                attribute(&attribute_type, type_at, &self.hex_value()?, value_at)?
            } else {
                text_attribute(&attribute_type, type_at, &self.value()?, value_at)?
            };
            set.push(encoded);
            match self.peek() {
                Some('+') => {}
                Some(_) => sets.push(std::mem::take(&mut set)),
                None => {
                    sets.push(set);
                    return Ok(sets);
                }
            }
            self.at += 1;
        }
    }

    /// Returns relative names in the order of the text, which begins with a slash.
    fn slashes(&mut self) -> Result<Vec<RelativeName>, Error> {
        let (mut sets, mut set) = (Vec::new(), Vec::new());
        self.at = 1;
        if self.peek().is_none() {
            return Ok(sets);
        }
        loop {
            let (type_at, attribute_type) = self.attribute_type(&['/', '+'])?;
            let value_at = self.at;
            let mut value = String::new();
            while let Some(character) = self.peek() {
                let character = match character {
                    '/' | '+' => break,
                    '\\' => {
                        self.at += 1;
                        self.peek()
                            .ok_or_else(|| error(self.at, "nothing follows the backslash"))?
                    }
                    other => other,
                };
                value.push(character);
                self.at += 1;
            }
            set.push(text_attribute(&attribute_type, type_at, &value, value_at)?);
            match self.peek() {
                Some('+') => {}
                Some(_) => sets.push(std::mem::take(&mut set)),
                None => {
                    sets.push(set);
                    return Ok(sets);
                }
            }
            self.at += 1;
        }
    }

    /// Consumes an attribute type and the equals sign; returns where it began and what it is.
    fn attribute_type(&mut self, ends: &[char]) -> Result<(usize, String), Error> {
        let begin = self.at;
        while self
            .peek()
            .is_some_and(|next| next != '=' && !ends.contains(&next))
        {
            self.at += 1;
        }
        let text: String = self.characters[begin..self.at].iter().collect();
        let text = text.trim().to_owned();
        if self.peek() != Some('=') {
            let problem = match text.as_str() {
                "" => "an attribute is missing: TYPE=value, such as CN=app".to_owned(),
                _ => format!(
                    "{text:?} has no equals sign: TYPE=value is needed, and a comma, plus sign or slash inside a value \
                     is written with a backslash before it"
                ),
            };
            return Err(error(begin, problem));
        }
        self.at += 1;
        Ok((begin, text))
    }

    /// Consumes a value as text (RFC 4514 §2.4): up to a comma or plus sign, which stays.
    fn value(&mut self) -> Result<String, Error> {
        let begin = self.at;
        let mut octets = Vec::new();
        let mut kept = 0; // up to here, spaces are meant
        while let Some(character) = self.peek() {
            match character {
                ',' | '+' => break,
                '\\' => {
                    self.at += 1;
                    self.escaped(&mut octets)?;
                    kept = octets.len();
                    continue;
                }
                '"' | ';' | '<' | '>' => {
                    let problem = format!("{character:?} stands in a value: write \\{character}");
                    return Err(error(self.at, problem));
                }
                ' ' => octets.push(b' '),
                other => {
                    octets.extend(other.encode_utf8(&mut [0; 4]).bytes());
                    kept = octets.len();
                }
            }
            self.at += 1;
        }
        octets.truncate(kept);
        String::from_utf8(octets)
            .map_err(|_| error(begin, "the bytes written in hexadecimal are not UTF-8"))
    }

    /// Consumes what follows a backslash.
    fn escaped(&mut self, octets: &mut Vec<u8>) -> Result<(), Error> {
        let character = self
            .peek()
            .ok_or_else(|| error(self.at, "nothing follows the backslash"))?;
        if r##" "#+,;<=>\"##.contains(character) {
            octets.push(character as u8);
            self.at += 1;
            return Ok(());
        }
        let octet = self.hex_pair().ok_or_else(|| {
            let problem = format!(
                "{character:?} cannot follow a backslash: one of \" + , ; < > # = space and backslash can, or two \
                 hexadecimal digits"
            );
            error(self.at, problem)
        })?;
        octets.push(octet);
        Ok(())
    }

    /// Consumes two hexadecimal digits.
    fn hex_pair(&mut self) -> Option<u8> {
        let digit = |at: usize| self.characters.get(at)?.to_digit(16);
        let octet = digit(self.at)? << 4 | digit(self.at + 1)?;
        self.at += 2;
        u8::try_from(octet).ok()
    }

    /// Consumes `#` and an encoding in hexadecimal.
    fn hex_value(&mut self) -> Result<Vec<u8>, Error> {
        self.at += 1;
        let mut octets = Vec::new();
        while self
            .peek()
            .is_some_and(|next| !matches!(next, ',' | '+' | ' '))
        {
            let octet = self.hex_pair().ok_or_else(|| {
                error(
                    self.at,
                    "# begins an encoded value, pairs of hexadecimal digits; for the character itself write \\#",
                )
            })?;
            octets.push(octet);
        }
        self.skip_spaces();
        match self.peek() {
            None | Some(',' | '+') => Ok(octets),
            Some(_) => Err(error(self.at, "a comma is missing after the encoded value")),
        }
    }
}

pub(crate) fn error(at: usize, problem: impl Into<String>) -> Error {
    Error::NameText {
        at: at + 1,
        problem: problem.into(),
    }
}

/// A name of every attribute at its bound is shorter.
const MAX_OCTETS: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match text.parse::<Name>() {
            Ok(name) => {
                let again: Name = name.to_string().parse().unwrap();
                assert_eq!(again.der(), name.der(), "{text}");
                name.to_string()
            }
            Err(error) => format!("! {error}"),
        }
    }

    #[test]
    fn both_forms() {
        for (text, expected) in [
            ("", ""),
            ("/", ""),
            ("CN=app,O=Example,C=NL", "CN=app,O=Example,C=NL"),
            ("  cn = app , o = Example  ", "CN=app,O=Example"),
            (
                "/C=NL/O=Example, Inc./CN=a=b",
                r"CN=a=b,O=Example\, Inc.,C=NL",
            ),
            (r"/CN=a\/b\+c\\", r"CN=a/b\+c\\"),
            (r"CN=\ a\ ,O=\#1", r"CN=\ a\ ,O=\#1"),
            (r"O=Zo\C3\AB+CN=x", "CN=x+O=Zoë"),
            (r"CN=\5A\2c", r"CN=Z\,"),
            ("O=#0c0178", "O=x"),
            ("1.2.3.4=x", "1.2.3.4=#0c0178"),
            ("OID.2.5.4.10=x", "O=x"),
            (
                "2.25.340282366920938463463374607431768211455=#0500",
                "2.25.340282366920938463463374607431768211455=#0500",
            ),
            (
                "E=a@b.example,DC=example,S=x,surname=y",
                "emailAddress=a@b.example,DC=example,ST=x,SN=y",
            ),
            ("CN=Japan 日本", "CN=Japan 日本"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn encoded_as_rfc_5280_says() {
        let name: Name = "serialNumber=1+O=x,E=a@b,C=NL".parse().unwrap();
        let hex = base16ct::lower::encode_string(name.der());
        assert_eq!(
            hex,
            "3037310b3009060355040613024e4c3112301006092a864886f70d0109011603614062\
             311430080603550405130131300806035504\
             0a0c0178"
        );
    }

    #[test]
    fn refusals_say_where() {
        let long = format!("O=x,CN={}", "é".repeat(65));
        for (text, at, says) in [
            ("CN=a,CM=b", 6, "CN, OU, O"),
            ("CN=a,", 6, "an attribute is missing"),
            ("CN=a,,O=b", 6, "an attribute is missing"),
            ("app", 1, "no equals sign"),
            ("CN=Example, Inc.", 13, "backslash"),
            ("CN=", 4, "empty"),
            ("CN=,O=x", 4, "empty"),
            ("/CN=/O=x", 5, "empty"),
            ("C=Netherlands", 3, "two letters"),
            ("C=N1", 3, "two letters"),
            (&long, 8, "65 characters"),
            ("serialNumber=a_b", 14, "'_'"),
            ("emailAddress=ë@x", 14, "'ë'"),
            (r"CN=a\00b", 4, "control character"),
            ("CN=a\u{202e}b", 4, "U+202E"),
            (r"CN=\C3", 4, "UTF-8"),
            (r"CN=\q", 5, "cannot follow"),
            (r"CN=a\", 6, "nothing follows"),
            ("CN=#0c01", 4, "encoded"),
            ("CN=#0c0", 7, "hexadecimal"),
            ("CN=#0c0178 x", 12, "comma"),
            ("CN=a;O=b", 5, r"\;"),
            ("CN=\"a\"", 4, "write \\\""),
            ("1.2=", 5, "empty"),
            ("4.2=x", 1, "object identifier"),
            ("postalAddress=x", 15, "#"),
            ("=x", 1, "attribute type"),
        ] {
            match text.parse::<Name>() {
                Err(Error::NameText { at: found, problem }) => {
                    assert_eq!(found, at, "{text}: {problem}");
                    assert!(problem.contains(says), "{text}: {problem}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(matches!(
            "x".repeat(MAX_OCTETS + 1).parse::<Name>(),
            Err(Error::TooMuchWork { .. })
        ));
    }
}
