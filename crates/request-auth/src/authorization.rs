//! The value of an `Authorization` header: a scheme and its parameters (RFC 9110 §11.6.2, read as leniently as the field's
//! clients write it: commas with or without space, values quoted or bare, another scheme's credentials behind them).

use std::borrow::Cow;

/// What is found under one scheme.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found<'a> {
    /// Names and values in their order, quotes undone, percent-encoding not.
    pub(crate) parameters: Vec<(&'a str, Cow<'a, str>)>,
    /// The token of `Bearer` credentials in the same header.
    pub(crate) bearer: Option<&'a str>,
}

/// Why the header cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Parameters stand before any scheme.
    NoScheme,
    /// The scheme stands there twice.
    Twice,
    /// The syntax breaks off at this byte.
    Syntax(usize),
}

/// No honest header has more parameters.
const MOST_PARAMETERS: usize = 64;

/// Returns what stands under `scheme`, `None` when the header is about other schemes only.
pub(crate) fn find<'a>(header: &'a str, scheme: &str) -> Result<Option<Found<'a>>, Problem> {
    let mut rest = Reader {
        text: header,
        at: 0,
    };
    let mut found: Option<Found<'a>> = None;
    let mut bearer = None;
    let mut inside: Option<bool> = None; // whether the parameters that follow are ours; `None` before any scheme
    loop {
        rest.skip_white_space_and_commas();
        if rest.is_done() {
            break;
        }
        let name = rest.token()?;
        if let Some(value) = rest.value_of_parameter()? {
            match (inside, &mut found) {
                (None, _) => return Err(Problem::NoScheme),
                (Some(true), Some(found)) if found.parameters.len() < MOST_PARAMETERS => {
                    found.parameters.push((name, value));
                }
                (Some(true), _) => return Err(Problem::Syntax(rest.at)),
                (Some(false), _) => {}
            }
            continue;
        }
        let ours = name.eq_ignore_ascii_case(scheme);
        if ours && found.is_some() {
            return Err(Problem::Twice);
        }
        let token68 = rest.token68();
        if ours {
            if token68.is_some() {
                return Err(Problem::Syntax(rest.at));
            }
            found = Some(Found {
                parameters: Vec::with_capacity(8),
                bearer: None,
            });
        } else if name.eq_ignore_ascii_case("bearer") && bearer.is_none() {
            bearer = token68;
        }
        inside = Some(ours);
    }
    Ok(found.map(|found| Found { bearer, ..found }))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    fn skip(&mut self, which: impl Fn(u8) -> bool) {
        self.at += self.rest().iter().take_while(|byte| which(**byte)).count();
    }

    fn skip_white_space(&mut self) {
        self.skip(|byte| byte == b' ' || byte == b'\t');
    }

    fn skip_white_space_and_commas(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b','));
    }

    /// Reads a token (RFC 9110 §5.6.2).
    fn token(&mut self) -> Result<&'a str, Problem> {
        let start = self.at;
        self.skip(is_token);
        if start == self.at {
            return Err(Problem::Syntax(start));
        }
        Ok(&self.text[start..self.at])
    }

    /// Reads `=` and a value; `None`, with nothing read, when the token before was the name of a scheme.
    fn value_of_parameter(&mut self) -> Result<Option<Cow<'a, str>>, Problem> {
        let before = self.at;
        self.skip_white_space();
        if self.rest().first() != Some(&b'=') {
            self.at = before;
            // A scheme stands alone or before a space.
            return match self.rest().first() {
                None | Some(b' ' | b'\t' | b',') => Ok(None),
                Some(_) => Err(Problem::Syntax(before)),
            };
        }
        self.at += 1;
        self.skip_white_space();
        if self.rest().first() == Some(&b'"') {
            self.quoted().map(Some)
        } else {
            self.bare().map(|value| Some(Cow::Borrowed(value)))
        }
    }

    /// Reads a quoted string (RFC 9110 §5.6.4).
    fn quoted(&mut self) -> Result<Cow<'a, str>, Problem> {
        let bytes = self.text.as_bytes();
        let mut value: Option<String> = None;
        let mut copied = self.at + 1;
        let mut at = copied;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(skipped) = memchr::memchr2(b'"', b'\\', rest) else {
                return Err(Problem::Syntax(self.at));
            };
            at += skipped;
            if bytes[at] == b'"' {
                break;
            }
            // Whatever character follows stands for itself; a longer one is copied with what comes after.
            value
                .get_or_insert_default()
                .push_str(&self.text[copied..at]);
            copied = at + 1;
            at += if bytes.get(at + 1).is_some_and(u8::is_ascii) {
                2
            } else {
                1
            };
        }
        self.at = at + 1;
        let last = &self.text[copied..at];
        let value = match value {
            Some(head) => Cow::Owned(head + last),
            None => Cow::Borrowed(last),
        };
        self.skip_white_space();
        match self.rest().first() {
            None | Some(b',') => Ok(value),
            Some(_) => Err(Problem::Syntax(self.at)),
        }
    }

    /// Reads up to the next comma; a bare value has no space or quote inside.
    fn bare(&mut self) -> Result<&'a str, Problem> {
        let start = self.at;
        self.skip(|byte| !matches!(byte, b',' | b' ' | b'\t' | b'"'));
        let value = &self.text[start..self.at];
        self.skip_white_space();
        match self.rest().first() {
            None | Some(b',') => Ok(value),
            Some(_) => Err(Problem::Syntax(self.at)),
        }
    }

    /// Reads the one token that some schemes have instead of parameters (RFC 9110 §11.2); nothing when parameters follow.
    fn token68(&mut self) -> Option<&'a str> {
        self.skip_white_space();
        let rest = &self.text[self.at..];
        let end = rest.find(',').unwrap_or(rest.len());
        let candidate = rest[..end].trim_end_matches([' ', '\t']);
        let body = candidate.trim_end_matches('=');
        let is_token68 = !body.is_empty()
            && body
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
        if is_token68 {
            self.at += candidate.len();
        }
        is_token68.then_some(candidate)
    }
}

/// Whether a token can have this byte (RFC 9110 §5.6.2).
pub(crate) fn is_token(byte: u8) -> bool {
    TOKEN[usize::from(byte)]
}

/// Which bytes a token is made of.
const TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let marks = b"!#$%&'*+-.^_`|~";
    let mut at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(header: &str) -> Vec<(&str, String)> {
        let found = find(header, "Atmosphere").unwrap().unwrap();
        let parameters = found.parameters.into_iter();
        parameters
            .map(|(name, value)| (name, value.into_owned()))
            .collect()
    }

    #[test]
    fn quoted_or_bare_with_or_without_spaces() {
        for header in [
            r#"Atmosphere realm="r",a_app_id="x=1,2",a_nonce="n""#,
            r#"atmosphere realm = "r" , a_app_id="x=1,2",a_nonce=n"#,
            r#"Bearer t, ATMOSPHERE realm=r, a_app_id="x=1\,2", a_nonce=n,"#,
        ] {
            let expected = [("realm", "r"), ("a_app_id", "x=1,2"), ("a_nonce", "n")];
            assert_eq!(
                parameters(header),
                expected.map(|(n, v)| (n, v.to_owned())),
                "{header}"
            );
        }
        assert_eq!(
            parameters("Atmosphere a_s=ab+/c=="),
            [("a_s", "ab+/c==".to_owned())]
        );
        assert_eq!(
            parameters(r#"Atmosphere a="\é\"""#),
            [("a", "é\"".to_owned())]
        );
        assert_eq!(parameters("Atmosphere"), []);
    }

    #[test]
    fn another_scheme_behind() {
        let found = find("Atmosphere a_app_id=x, Bearer eyJ0.e30.abc=", "Atmosphere")
            .unwrap()
            .unwrap();
        assert_eq!(found.bearer, Some("eyJ0.e30.abc="));
        assert_eq!(found.parameters, [("a_app_id", Cow::Borrowed("x"))]);
        assert_eq!(find("Basic dXNlcjpwYXNz", "Atmosphere"), Ok(None));
        let digest = r#"Digest username="a", a_app_id="b""#;
        assert_eq!(find(digest, "Atmosphere"), Ok(None));
    }

    #[test]
    fn refused() {
        assert_eq!(find("a_app_id=x", "Atmosphere"), Err(Problem::NoScheme));
        assert_eq!(
            find("Atmosphere a=b, Atmosphere c=d", "Atmosphere"),
            Err(Problem::Twice)
        );
        for header in [
            "Atmosphere a=\"b",
            "Atmosphere a=b c=d",
            "Atmosphere a=\"b\"c",
            "Atmosphere \u{e9}=b",
            "Atmosphere/a=b",
            "Atmosphere abc",
            "Atmosphere a=b\"c",
        ] {
            assert!(
                matches!(find(header, "Atmosphere"), Err(Problem::Syntax(_))),
                "{header}"
            );
        }
    }

    #[test]
    fn many_parameters_are_refused() {
        let header = format!("Atmosphere {}", "a=b,".repeat(65));
        assert!(matches!(
            find(&header, "Atmosphere"),
            Err(Problem::Syntax(_))
        ));
    }
}
