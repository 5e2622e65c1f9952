//! Whether two distinguished names are one name (RFC 5280 §7.1), however each of them is encoded.

use crate::asn1::tlv::{Reader, single, tag};
use crate::asn1::tlv_write::{element, sequence};
use crate::{Name, NameAttribute};

impl Name {
    /// Returns whether both are the same name by RFC 5280 §7.1: the same relative names in the same order, each with the
    /// same attributes in any order, whose texts are equal without regard to case and white space. The string type does not
    /// matter; values that are no text are compared by their encoding. An empty name matches the empty name.
    ///
    /// Of the preparation of strings (RFC 4518 §2) everything is done but the normalization to Unicode's form KC: a letter
    /// with its accent is another text than the letter and the accent apart, as it is for OpenSSL. NUL is kept, since
    /// only those who deceive write it.
    ///
    /// ```
    /// # use credtool_pki::Certificate;
    /// # let certificate = Certificate::from_der(include_bytes!("../../tests/data/certificates/ee-san.der"))?;
    /// assert!(certificate.issuer().matches(certificate.issuer()));
    /// assert!(!certificate.issuer().matches(certificate.subject()));
    /// # Ok::<(), credtool_pki::Error>(())
    /// ```
    pub fn matches(&self, other: &Name) -> bool {
        let (ours, theirs) = (self.relative_names(), other.relative_names());
        self.der() == other.der()
            || (ours.len() == theirs.len() && self.canonical() == other.canonical())
    }

    /// Returns octets that are equal for two names exactly if they match. Each relative name is written with its length, so
    /// that a name lies within another (RFC 5280 §4.2.1.10) exactly if its octets begin with those of the other.
    ///
    /// Time and memory grow with the length of the encoding alone.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        let mut octets = Vec::with_capacity(self.der().len() * 2);
        for relative_name in self.relative_names() {
            let mut attributes: Vec<_> = relative_name.iter().map(canonical_attribute).collect();
            attributes.sort_unstable();
            write(&mut octets, &attributes.concat());
        }
        octets
    }

    /// Returns this name with one relative name more, given as the content octets of its set; `None` where it is none.
    pub(crate) fn with(&self, set: &[u8]) -> Option<Self> {
        let outer = single(self.der(), tag::SEQUENCE, "").ok()?;
        let der = sequence(&[outer.content, &element(tag::SET, &[set])]);
        Self::read(&mut Reader::new(&der), "").ok()
    }
}

/// The type, whether the value is text, and the value.
fn canonical_attribute(attribute: &NameAttribute) -> Vec<u8> {
    let mut octets = Vec::new();
    write(&mut octets, attribute.oid().as_bytes());
    match attribute.text() {
        Some(text) => {
            octets.push(1);
            write(&mut octets, prepare(text).as_bytes());
        }
        None => {
            octets.push(0);
            write(&mut octets, attribute.value_der());
        }
    }
    octets
}

/// Appends content after its length: no element is the beginning of another one.
fn write(out: &mut Vec<u8>, content: &[u8]) {
    out.extend((content.len() as u64).to_be_bytes());
    out.extend(content);
}

/// Prepares a text for comparison (RFC 4518 §2): case folded, without what nobody sees, white space at the ends removed and
/// one space for any amount of it in between.
fn prepare(text: &str) -> String {
    let mut prepared = String::with_capacity(text.len());
    let mut space = false;
    for character in text.chars().filter(|&character| !vanishes(character)) {
        if is_space(character) {
            space = !prepared.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            prepared.push(' ');
        }
        match character {
            _ if character.is_ascii() => prepared.push(character.to_ascii_lowercase()),
            // Where folding (RFC 3454 table B.2) is more than lower case.
            'ß' | 'ẞ' => prepared.push_str("ss"),
            'ς' => prepared.push('σ'),
            'ſ' => prepared.push('s'),
            _ => prepared.extend(character.to_lowercase()),
        }
    }
    prepared
}

/// What is mapped to a space (RFC 4518 §2.2), and the separators of Unicode's class Z.
fn is_space(character: char) -> bool {
    character.is_whitespace() && character != '\u{200b}'
}

/// What is mapped to nothing (RFC 4518 §2.2): what is not seen. NUL is seen here.
fn vanishes(character: char) -> bool {
    matches!(
        character,
        '\u{1}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{6dd}' | '\u{70f}' | '\u{1806}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2063}' | '\u{206a}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTF8: u8 = tag::UTF8_STRING;
    const PRINTABLE: u8 = 0x13;

    /// Returns a name of these relative names, each of attributes: the last octet under 2.5.4, the string's tag, its content.
    fn name(relative_names: &[&[(u8, u8, &[u8])]]) -> Name {
        let mut content = Vec::new();
        for attributes in relative_names {
            let mut set = Vec::new();
            for (oid, tag, value) in *attributes {
                set.extend_from_slice(&sequence(&[
                    &[6, 3, 0x55, 4, *oid],
                    &element(*tag, &[value]),
                ]));
            }
            content.extend_from_slice(&element(tag::SET, &[&set]));
        }
        Name::read(&mut Reader::new(&sequence(&[&content])), "name").unwrap()
    }

    fn one(tag: u8, value: &[u8]) -> Name {
        name(&[&[(10, tag, value)]])
    }

    #[test]
    fn texts_are_compared_whatever_their_type() {
        let names = [
            one(PRINTABLE, b"Example Trust"),
            one(UTF8, b"example  TRUST "),
            one(0x16, b" \texample\ntrust"),
            one(0x14, b"Example Trust"),
            one(tag::BMP_STRING, b"\0E\0x\0a\0m\0p\0l\0e\0 \0T\0r\0u\0s\0t"),
            one(UTF8, "Ex\u{ad}ample\u{a0}Trust\u{200b}".as_bytes()),
        ];
        for (index, name) in names.iter().enumerate() {
            assert!(names.iter().all(|other| name.matches(other)), "{index}");
        }
        for other in [
            &b"ExampleTrust"[..],
            b"Example-Trust",
            b"Example Trus",
            b"Example\0 Trust",
            b"",
        ] {
            assert!(!names[0].matches(&one(UTF8, other)), "{other:?}");
        }
        assert!(one(UTF8, b"").matches(&one(PRINTABLE, b"   ")));
    }

    #[test]
    fn case_of_other_alphabets() {
        for (left, right) in [
            ("ZOË", "zoë"),
            ("Straße", "STRASSE"),
            ("ΣΑΣ", "σας"),
            ("Ж", "ж"),
        ] {
            assert!(
                one(UTF8, left.as_bytes()).matches(&one(UTF8, right.as_bytes())),
                "{left}"
            );
        }
        for (left, right) in [("ı", "i"), ("o", "ö"), ("e\u{301}", "é"), ("Κ", "K")] {
            assert!(
                !one(UTF8, left.as_bytes()).matches(&one(UTF8, right.as_bytes())),
                "{left}"
            );
        }
    }

    #[test]
    fn sets_have_no_order_and_sequences_do() {
        let (cn, o) = ((3, UTF8, &b"a"[..]), (10, UTF8, &b"b"[..]));
        assert!(name(&[&[cn, o]]).matches(&name(&[&[o, cn]])));
        assert!(!name(&[&[cn], &[o]]).matches(&name(&[&[o], &[cn]])));
        assert!(!name(&[&[cn, o]]).matches(&name(&[&[cn], &[o]])));
        assert!(!name(&[&[cn, cn]]).matches(&name(&[&[cn]])));
        assert!(!name(&[&[]]).matches(&name(&[])));
        assert!(name(&[]).matches(&name(&[])));
        assert!(!name(&[&[(3, UTF8, b"a")]]).matches(&name(&[&[(10, UTF8, b"a")]])));
    }

    #[test]
    fn what_is_no_text_is_compared_by_octets() {
        assert!(one(3, b"\0\xaa").matches(&one(3, b"\0\xaa")));
        assert!(!one(3, b"\0\xaa").matches(&one(3, b"\0\xab")));
        // Not valid UTF-8: neither text nor the text that the same octets are in another type.
        assert!(!one(UTF8, b"\xff").matches(&one(0x14, b"\xff")));
    }

    #[test]
    fn within_another_name() {
        let base = name(&[&[(6, PRINTABLE, b"NL")], &[(10, UTF8, b"Example")]]).canonical();
        let within = name(&[
            &[(6, UTF8, b"nl")],
            &[(10, UTF8, b"EXAMPLE")],
            &[(3, UTF8, b"x")],
        ]);
        assert!(within.canonical().starts_with(&base));
        for outside in [
            name(&[&[(6, PRINTABLE, b"NL")]]),
            name(&[&[(6, PRINTABLE, b"NL")], &[(10, UTF8, b"Example Two")]]),
            name(&[&[(6, PRINTABLE, b"NL"), (10, UTF8, b"Example")]]),
            name(&[&[(10, UTF8, b"Example")], &[(6, PRINTABLE, b"NL")]]),
        ] {
            assert!(!outside.canonical().starts_with(&base), "{outside}");
        }
    }
}
