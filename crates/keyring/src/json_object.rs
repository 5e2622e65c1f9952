//! A JSON object (RFC 8259) as its members stand in the text: raw, so that what is not understood survives byte for byte.
//!
//! `serde_json` judges every name and value, and only their ranges are taken from it: `1e400`, `0.10` and `"\u0061"` stay
//! as they are, and nesting costs no stack, because a value that is ignored is read without recursion.

use serde::de::IgnoredAny;

/// One member; both slices are valid JSON without white space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawMember<'a> {
    /// The decoded name.
    pub(crate) name: String,
    /// The name with its quotes, as it stands.
    pub(crate) raw_name: &'a str,
    /// The value as it stands.
    pub(crate) raw_value: &'a str,
}

/// What is wrong, and at which byte. The text repeats no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) offset: usize,
    pub(crate) what: String,
}

/// Whether a comma may stand behind the last member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LastComma {
    /// As RFC 8259 has it.
    Refused,
    /// As people leave it behind in a file that they edit by hand.
    Accepted,
}

/// Returns the members of the one object that the text is.
pub(crate) fn members(text: &str, last_comma: LastComma) -> Result<Vec<RawMember<'_>>, Problem> {
    let mut scanner = Scanner { text, at: 0 };
    let mut members: Vec<RawMember<'_>> = Vec::new();
    let mut names = std::collections::HashSet::new();
    scanner.expect('{', "an object begins with {")?;
    let mut after_comma = false;
    loop {
        scanner.skip_white_space();
        if scanner.peek() == Some('}') {
            if after_comma && last_comma == LastComma::Refused {
                return Err(scanner.problem("a comma stands before }"));
            }
            scanner.at += 1;
            break;
        }
        let start = scanner.at;
        if scanner.peek() != Some('"') {
            return Err(scanner.problem("the name of a member, in double quotes, is missing"));
        }
        let (name, raw_name) = scanner.name()?;
        if !names.insert(name.clone()) {
            let what = format!("the member {name:?} is there twice");
            return Err(Problem {
                offset: start,
                what,
            });
        }
        scanner.expect(':', "a colon is missing behind the name of a member")?;
        let raw_value = scanner.value()?;
        members.push(RawMember {
            name,
            raw_name,
            raw_value,
        });
        scanner.skip_white_space();
        after_comma = scanner.peek() == Some(',');
        if after_comma {
            scanner.at += 1;
        } else if scanner.peek() != Some('}') {
            return Err(scanner.problem("a comma or } is missing behind a value"));
        }
    }
    scanner.skip_white_space();
    match scanner.peek() {
        None => Ok(members),
        Some(_) => Err(scanner.problem("something follows the object")),
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn problem(&self, what: &str) -> Problem {
        Problem {
            offset: self.at,
            what: what.to_owned(),
        }
    }

    fn skip_white_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn expect(&mut self, wanted: char, missing: &str) -> Result<(), Problem> {
        self.skip_white_space();
        if self.peek() != Some(wanted) {
            return Err(self.problem(missing));
        }
        self.at += wanted.len_utf8();
        Ok(())
    }

    fn name(&mut self) -> Result<(String, &'a str), Problem> {
        let mut stream = serde_json::Deserializer::from_str(self.rest()).into_iter::<String>();
        match stream.next() {
            Some(Ok(name)) => {
                let raw = self.take(stream.byte_offset());
                Ok((name, raw))
            }
            Some(Err(error)) => Err(self.inside(&error)),
            None => Err(self.problem("the name of a member is missing")),
        }
    }

    fn value(&mut self) -> Result<&'a str, Problem> {
        self.skip_white_space();
        let mut stream = serde_json::Deserializer::from_str(self.rest()).into_iter::<IgnoredAny>();
        match stream.next() {
            Some(Ok(IgnoredAny)) => {
                let raw = self.take(stream.byte_offset());
                Ok(raw)
            }
            Some(Err(error)) => Err(self.inside(&error)),
            None => Err(self.problem("a value is missing")),
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let rest = self.rest();
        let raw = &rest[..length];
        self.at += length;
        // The stream counts what stands before and behind a number; a raw value has no white space around it.
        raw.trim_matches([' ', '\t', '\n', '\r'])
    }

    /// The problem at its place in the whole text, in words that repeat nothing of the text.
    fn inside(&self, error: &serde_json::Error) -> Problem {
        let rest = self.rest();
        let before: usize = rest
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        let mut offset = (before + error.column().saturating_sub(1)).min(rest.len());
        while !rest.is_char_boundary(offset) {
            offset -= 1;
        }
        let what = if error.is_eof() {
            "the text ends too early"
        } else {
            "this is no JSON"
        };
        Problem {
            offset: self.at + offset,
            what: what.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Vec<(&str, &str)> {
        let members = members(text, LastComma::Accepted).unwrap();
        members
            .iter()
            .map(|member| (member.raw_name, member.raw_value))
            .collect()
    }

    #[test]
    fn slices_as_they_stand() {
        let text = "\r\n{ \"a\" : 1e400 , \"\\u0062\":0.10,\"c\":{ \"x\" : [1,\n 2 ] }\t,\"d\":\"é\\ud800\",\"e\":-0 }\n";
        let expected = [
            ("\"a\"", "1e400"),
            ("\"\\u0062\"", "0.10"),
            ("\"c\"", "{ \"x\" : [1,\n 2 ] }"),
            ("\"d\"", "\"é\\ud800\""),
            ("\"e\"", "-0"),
        ];
        assert_eq!(raw(text), expected);
        assert_eq!(
            members(text, LastComma::Refused).unwrap()[1].name,
            "b",
            "names are decoded"
        );
        assert_eq!(raw("{}"), []);
    }

    #[test]
    fn a_comma_behind_the_last_member() {
        assert_eq!(raw("{\"a\":1 , }"), [("\"a\"", "1")]);
        let refused = members("{\"a\":1 , }", LastComma::Refused).unwrap_err();
        assert_eq!(refused.offset, 9);
        for text in ["{,}", "{\"a\":1,,}", "{,\"a\":1}", "{\"a\":[1,]}"] {
            assert!(members(text, LastComma::Accepted).is_err(), "{text}");
        }
    }

    #[test]
    fn refused_where_it_is() {
        for (text, offset) in [
            ("", 0),
            ("  ", 2),
            ("[]", 0),
            ("{", 1),
            ("{\"a\"", 4),
            ("{\"a\" 1}", 5),
            ("{\"a\":}", 5),
            ("{\"a\":01}", 6),
            ("{\"a\":1 2}", 7),
            ("{\"a\":\"x\n\"}", 6),
            ("{\"a\":1}x", 7),
            ("{a:1}", 1),
            ("{// c\n}", 1),
            ("{\"a\":1,\n \"\\u0061\":2}", 9),
            ("{\"\\ud800\":1}", 8),
            ("{\"a\":nul}", 8),
            ("\u{a0}{}", 0),
        ] {
            let problem = members(text, LastComma::Accepted).unwrap_err();
            assert_eq!(problem.offset, offset, "{text:?}: {}", problem.what);
        }
    }

    #[test]
    fn a_bomb_costs_no_stack() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(500_000), "]".repeat(500_000));
        assert_eq!(raw(&deep).len(), 1);
        let open = format!("{{\"a\":{}", "[{\"a\":".repeat(100_000));
        assert!(members(&open, LastComma::Accepted).is_err());
    }
}
