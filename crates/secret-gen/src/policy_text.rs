//! The text form of a policy: `key = value` lines.

use std::str::FromStr;

use crate::{Class, Error, Policy, class::characters, policy::MAXIMUM_LENGTH};

impl FromStr for Policy {
    type Err = Error;

    /// Reads the form that [`Policy`] describes. A byte order mark and CRLF line ends are accepted.
    ///
    /// # Errors
    /// Names the line for everything a line can have wrong; what [`Policy::new`] refuses has none.
    fn from_str(text: &str) -> Result<Policy, Error> {
        let mut draft = Draft::default();
        for (index, line) in text
            .strip_prefix('\u{feff}')
            .unwrap_or(text)
            .lines()
            .enumerate()
        {
            let (number, line) = (index + 1, line.trim());
            if !line.is_empty() && !line.starts_with('#') {
                let (key, value) = line
                    .split_once('=')
                    .ok_or(Error::PolicySyntax { line: number })?;
                draft.set(key.trim(), value.trim(), number)?;
            }
        }
        Policy::new(
            draft.length.ok_or(Error::PolicyWithoutLength)?,
            draft.classes,
            &draft.exclude,
        )
    }
}

/// What the lines so far have said.
#[derive(Default)]
struct Draft {
    length: Option<usize>,
    classes: Vec<Class>,
    exclude: String,
    /// Keys that may stand once, each with its line.
    seen: Vec<(&'static str, usize)>,
}

impl Draft {
    fn set(&mut self, key: &str, value: &str, line: usize) -> Result<(), Error> {
        match key {
            "length" => {
                self.once("length", line)?;
                self.length = Some(number("length", value, 1, line)?);
            }
            "lower" => self.class("lower", Class::lower, value, line)?,
            "upper" => self.class("upper", Class::upper, value, line)?,
            "digit" => self.class("digit", Class::digit, value, line)?,
            "symbol" => self.class("symbol", Class::symbol, value, line)?,
            "custom" => self.custom(value, line)?,
            "exclude" => {
                self.once("exclude", line)?;
                characters(value, &format!("line {line}: `exclude`"))?;
                self.exclude = value.to_owned();
            }
            _ => {
                return Err(Error::PolicyKey {
                    line,
                    key: key.chars().take(40).collect(),
                });
            }
        }
        Ok(())
    }

    fn class(
        &mut self,
        key: &'static str,
        class: fn(usize) -> Class,
        value: &str,
        line: usize,
    ) -> Result<(), Error> {
        self.once(key, line)?;
        self.classes.push(class(number(key, value, 0, line)?));
        Ok(())
    }

    fn custom(&mut self, value: &str, line: usize) -> Result<(), Error> {
        let (minimum, set) = value.split_once([' ', '\t']).unwrap_or((value, ""));
        let minimum = number("custom", minimum, 0, line)?;
        let class = Class::custom(&format!("`custom` of line {line}"), minimum, set.trim())?;
        self.classes.push(class);
        Ok(())
    }

    fn once(&mut self, key: &'static str, line: usize) -> Result<(), Error> {
        if let Some(&(_, first)) = self.seen.iter().find(|(seen, _)| *seen == key) {
            return Err(Error::PolicyDuplicate { line, first, key });
        }
        self.seen.push((key, line));
        Ok(())
    }
}

fn number(key: &'static str, value: &str, minimum: usize, line: usize) -> Result<usize, Error> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { value.parse().ok() } else { None };
    number
        .filter(|number| (minimum..=MAXIMUM_LENGTH).contains(number))
        .ok_or(Error::PolicyNumber {
            line,
            key,
            minimum,
            maximum: MAXIMUM_LENGTH,
        })
}

#[cfg(test)]
mod tests {
    use crate::{Class, Error, Policy};

    #[test]
    fn all_keys() {
        let text = "\u{feff}# a comment\r\n\r\n length=20\r\nlower = 1\nupper=2\n\tdigit\t=\t03\ncustom = 1 -_\ncustom = 0\t#=;\nexclude = #0O\n";
        let classes = vec![
            Class::lower(1),
            Class::upper(2),
            Class::digit(3),
            Class::custom("`custom` of line 7", 1, "-_").unwrap(),
            Class::custom("`custom` of line 8", 0, "#=;").unwrap(),
        ];
        assert_eq!(text.parse(), Policy::new(20, classes, "#0O"));
        assert_eq!(
            "length = 8\nsymbol = 8".parse(),
            Policy::new(8, vec![Class::symbol(8)], "")
        );
    }

    #[test]
    fn every_error_names_its_line() {
        let number = |line, key, minimum| Error::PolicyNumber {
            line,
            key,
            minimum,
            maximum: 128,
        };
        for (text, error) in [
            ("", Error::PolicyWithoutLength),
            ("lower = 1", Error::PolicyWithoutLength),
            ("length = 8", Error::PolicyWithoutCharacters),
            ("# one\n\nlength 8", Error::PolicySyntax { line: 3 }),
            (
                "length = 8\nLower = 1",
                Error::PolicyKey {
                    line: 2,
                    key: "Lower".into(),
                },
            ),
            (
                "= 8",
                Error::PolicyKey {
                    line: 1,
                    key: String::new(),
                },
            ),
            (
                "length = 8\nlower = 1\nlength = 9",
                Error::PolicyDuplicate {
                    line: 3,
                    first: 1,
                    key: "length",
                },
            ),
            (
                "lower = 1\nlower = 1",
                Error::PolicyDuplicate {
                    line: 2,
                    first: 1,
                    key: "lower",
                },
            ),
            (
                "exclude = a\nexclude = b",
                Error::PolicyDuplicate {
                    line: 2,
                    first: 1,
                    key: "exclude",
                },
            ),
            ("length = 0", number(1, "length", 1)),
            ("length = 129", number(1, "length", 1)),
            ("length =", number(1, "length", 1)),
            ("length = 8 # eight", number(1, "length", 1)),
            ("length = 8\ndigit = -1", number(2, "digit", 0)),
            ("digit = 99999999999999999999999999", number(1, "digit", 0)),
            ("custom = -_", number(1, "custom", 0)),
            (
                "custom = 1",
                Error::PolicyCharacters {
                    what: "`custom` of line 1".into(),
                },
            ),
            (
                "custom = 1 a b",
                Error::PolicyCharacters {
                    what: "`custom` of line 1".into(),
                },
            ),
            (
                "exclude =",
                Error::PolicyCharacters {
                    what: "line 1: `exclude`".into(),
                },
            ),
            (
                "exclude = é",
                Error::PolicyCharacters {
                    what: "line 1: `exclude`".into(),
                },
            ),
            (
                "length = 8\ncustom = 0 ab\ncustom = 0 bc",
                Error::PolicyOverlap {
                    first: "`custom` of line 2".into(),
                    second: "`custom` of line 3".into(),
                },
            ),
        ] {
            assert_eq!(text.parse::<Policy>(), Err(error), "{text}");
        }
    }
}
