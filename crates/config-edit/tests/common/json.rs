//! Random JSON with everything that people leave in a configuration file.

use super::{Dice, Made, Place};

const NAMES: [&str; 12] = [
    "\"a\"",
    "\"B\"",
    "\"c d\"",
    "\"\\u0065\"",
    "\"f.g\"",
    "\"h/i~\"",
    "\"\"",
    "\"j:k\"",
    "\"ä\"",
    "\"//\"",
    "\"{\"",
    "\"\\\"\"",
];
const SCALARS: [&str; 14] = [
    "1e400",
    "0.10",
    "-0",
    "0",
    "1E-7",
    "123456789012345678901234567890",
    "-1.50e+03",
    "true",
    "false",
    "null",
    "{}",
    "[]",
    "[ ]",
    "{ /* } */ }",
];
const STRINGS: [&str; 9] = [
    "\"\"",
    "\"x\"",
    "\"// no comment\"",
    "\"/* \\\" */\"",
    "\"\\ud83d\\ude00 😀\"",
    "\"a\\u0000\\n\"",
    "\"}\"",
    "\"\u{2028}\u{7f}\"",
    "\"\\/\"",
];
const TRIVIA: [&str; 12] = [
    "",
    "",
    "",
    "",
    " ",
    "\t",
    "\n",
    "\r\n  ",
    "/* c */",
    " // \"x\": 1,\n",
    "/*{\"*/",
    " //\r\n",
];

/// Returns a random document.
pub(crate) fn made(seed: u64) -> Made {
    let mut maker = Maker {
        dice: Dice(seed),
        made: Made {
            text: String::new(),
            strings: Vec::new(),
            objects: Vec::new(),
        },
        names: Vec::new(),
    };
    if maker.dice.roll(4) == 0 {
        maker.made.text.push('\u{feff}');
    }
    maker.trivia();
    maker.object(0);
    maker.trivia();
    maker.made
}

struct Maker {
    dice: Dice,
    made: Made,
    names: Vec<String>,
}

impl Maker {
    fn trivia(&mut self) {
        for _ in 0..self.dice.roll(3) {
            let trivia = self.dice.pick(&TRIVIA);
            self.made.text.push_str(trivia);
        }
    }

    fn place(&self, start: usize) -> Place {
        Place {
            part: 0,
            names: self.names.clone(),
            range: start..self.made.text.len(),
            kept: start..start,
        }
    }

    fn value(&mut self, depth: usize) {
        let start = self.made.text.len();
        match self.dice.roll(if depth < 4 { 6 } else { 3 }) {
            0 | 1 => {
                let string = self.dice.pick(&STRINGS);
                self.made.text.push_str(string);
                let place = self.place(start);
                self.made.strings.push(place);
            }
            2 => {
                let scalar = self.dice.pick(&SCALARS);
                self.made.text.push_str(scalar);
            }
            3 => self.array(depth),
            _ => self.object(depth),
        }
    }

    fn array(&mut self, depth: usize) {
        self.made.text.push('[');
        let count = 1 + self.dice.roll(3);
        for index in 0..count {
            self.trivia();
            self.names.push(index.to_string());
            self.value(depth + 1);
            self.names.pop();
            self.trivia();
            if index + 1 < count || self.dice.roll(4) == 0 {
                self.made.text.push(',');
            }
        }
        self.trivia();
        self.made.text.push(']');
    }

    fn object(&mut self, depth: usize) {
        let start = self.made.text.len();
        self.made.text.push('{');
        let count = self.dice.roll(5);
        let first = self.dice.roll(NAMES.len());
        for index in 0..count {
            self.trivia();
            let name = NAMES[(first + index) % NAMES.len()];
            self.made.text.push_str(name);
            let blank = self.dice.pick(&["", "", " ", "\t\n"]);
            self.made.text.push_str(blank);
            self.made.text.push(':');
            self.trivia();
            self.names.push(serde_json::from_str(name).unwrap());
            self.value(depth + 1);
            self.names.pop();
            self.trivia();
            if index + 1 < count || self.dice.roll(4) == 0 {
                self.made.text.push(',');
            }
        }
        self.trivia();
        self.made.text.push('}');
        let place = self.place(start);
        self.made.objects.push(place);
    }
}

/// Returns the document as `serde_json` reads it after comments, trailing commas and the byte order mark are gone; numbers are
/// kept as they are written.
pub(crate) fn independently(text: &str) -> serde_json::Value {
    let mut plain = String::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => {
                let mut escaped = false;
                let inside = rest[1..].find(|c| {
                    let closes = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    closes
                });
                let length = inside.unwrap() + 2;
                plain.push_str(&rest[..length]);
                length
            }
            '/' if rest.starts_with("//") => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '/' => rest.find("*/").unwrap() + 2,
            '-' | '0'..='9' => {
                let number = |c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9');
                let length = rest.find(number).unwrap_or(rest.len());
                plain.push_str(&format!("{{\"number\":\"{}\"}}", &rest[..length]));
                length
            }
            '}' | ']' => {
                let kept = plain.strip_suffix(',').unwrap_or(&plain).len();
                plain.truncate(kept);
                plain.push(c);
                1
            }
            c if c.is_ascii_whitespace() => 1,
            c => {
                plain.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    serde_json::from_str(&plain).unwrap()
}
