//! Random YAML: several documents, every style of scalar, blocks and braces, comments, either line break.

use super::{Dice, Made, Place};

const NAMES: [&str; 10] = [
    "a",
    "B_c",
    "\"d e\"",
    "'f''g'",
    "h.json",
    "i-j",
    "\"k: l\"",
    "ENCRYPTION_KEY",
    "'#m'",
    "n",
];
const OTHERS: [&str; 14] = [
    "1",
    "-1.5",
    "1_000",
    "0x1F",
    "1:30",
    "2001-01-01",
    "true",
    "no",
    "~",
    "null",
    "[]",
    "{}",
    "",
    ".inf",
];
const PLAIN: [&str; 8] = [
    "x",
    "e30=",
    "two words",
    "http://h:8/p",
    "a#b",
    "it's",
    "ä",
    "0EE0D33A",
];
const QUOTED: [&str; 9] = [
    "'x'",
    "''",
    "'it''s # no'",
    "\"x\"",
    "\"\"",
    "\"q\\\" {{ t }}\\n\"",
    "'{{ t }}'",
    "\"# \\u00e4\"",
    "': '",
];
const COMMENTS: [&str; 4] = ["# c", "# a: 'b' {{ c }}", "#", "# | > \"x"];

/// Returns a random stream. Templates stand in quotes and comments only; no anchors, tags or aliases.
pub(crate) fn made(seed: u64) -> Made {
    let mut dice = Dice(seed);
    let eol = dice.pick(&["\n", "\n", "\r\n"]);
    let mut maker = Maker {
        dice,
        eol,
        made: Made {
            text: String::new(),
            strings: Vec::new(),
            objects: Vec::new(),
        },
        part: 0,
        names: Vec::new(),
    };
    if maker.dice.roll(5) == 0 {
        maker.made.text.push('\u{feff}');
    }
    let parts = 1 + maker.dice.roll(3);
    for part in 0..parts {
        if part > 0 {
            let end = maker.dice.pick(&["---", "--- # c", "...", "..."]);
            maker.line(end);
            if end == "..." {
                maker.line("---");
            }
        }
        maker.part = part;
        maker.comments(0);
        maker.mapping(0, 0, false);
        maker.comments(0);
    }
    maker.made
}

struct Maker {
    dice: Dice,
    eol: &'static str,
    made: Made,
    part: usize,
    names: Vec<String>,
}

impl Maker {
    fn push(&mut self, text: &str) {
        self.made.text.push_str(text);
    }

    fn line(&mut self, text: &str) {
        self.push(text);
        self.push(self.eol);
    }

    fn indent(&mut self, columns: usize) {
        self.push(&" ".repeat(columns));
    }

    fn comments(&mut self, columns: usize) {
        for _ in 0..self.dice.roll(3) {
            match self.dice.roll(4) {
                0 => self.line(""),
                1 => {
                    self.indent(columns);
                    let comment = self.dice.pick(&COMMENTS);
                    self.line(comment);
                }
                _ => {}
            }
        }
    }

    fn end_of_line(&mut self) {
        if self.dice.roll(3) == 0 {
            let comment = self.dice.pick(&COMMENTS);
            self.push("  ");
            self.push(comment);
        }
        self.push(self.eol);
    }

    fn place(&self, start: usize, kept: std::ops::Range<usize>, end: usize) -> Place {
        Place {
            part: self.part,
            names: self.names.clone(),
            range: start..end,
            kept,
        }
    }

    /// A mapping in block style; the first name may stand behind a dash already.
    fn mapping(&mut self, columns: usize, depth: usize, in_line: bool) {
        let start = self.made.text.len();
        let count = 1 + self.dice.roll(4);
        let first = self.dice.roll(NAMES.len());
        for index in 0..count {
            if index > 0 || !in_line {
                if index > 0 {
                    self.comments(columns);
                }
                self.indent(columns);
            }
            self.name((first + index) % NAMES.len());
            self.push(":");
            self.value(columns, depth, true);
            self.names.pop();
        }
        let place = self.place(start, start..start, start);
        self.made.objects.push(place);
    }

    fn name(&mut self, index: usize) {
        let name = NAMES[index];
        self.push(name);
        let bare = name.trim_matches(['"', '\'']).replace("''", "'");
        self.names.push(bare);
    }

    fn value(&mut self, columns: usize, depth: usize, in_mapping: bool) {
        match self.dice.roll(if depth < 3 { 10 } else { 7 }) {
            0 => {
                let mut other = self.dice.pick(&OTHERS);
                if other.is_empty() && !in_mapping {
                    // Behind a dash in the column of its mapping the parser takes the next name for the item's: refused.
                    other = "~";
                }
                if !other.is_empty() {
                    self.push(" ");
                    self.push(other);
                }
                self.end_of_line();
            }
            1..=3 => {
                self.push(" ");
                self.scalar(columns, false);
                self.end_of_line();
            }
            4 => self.block_scalar(columns),
            5 | 6 => {
                self.push(" ");
                self.flow(columns, 0);
                self.end_of_line();
            }
            7 | 8 if in_mapping => {
                self.end_of_line();
                let deeper = columns + 1 + self.dice.roll(4);
                self.mapping(deeper, depth + 1, false);
            }
            7 => {
                self.push(" ");
                self.mapping(columns + 2, depth + 1, true);
            }
            _ if in_mapping => {
                self.end_of_line();
                let deeper = columns + self.dice.roll(3);
                self.sequence(deeper, depth + 1);
            }
            _ => self.block_scalar(columns),
        }
    }

    fn sequence(&mut self, columns: usize, depth: usize) {
        for index in 0..=self.dice.roll(3) {
            self.comments(columns);
            self.indent(columns);
            self.push("-");
            self.names.push(index.to_string());
            self.value(columns, depth, false);
            self.names.pop();
        }
    }

    fn scalar(&mut self, columns: usize, in_flow: bool) {
        let start = self.made.text.len();
        match self.dice.roll(8) {
            0..=2 => {
                let quoted = self.dice.pick(&QUOTED);
                self.push(quoted);
            }
            3 if !in_flow => {
                let lines = self.dice.pick(&["one", "'one", "\"one"]);
                let quote = lines.trim_end_matches("one").to_owned();
                self.line(lines);
                self.indent(columns + 1);
                self.push("two");
                self.push(&quote);
            }
            _ if in_flow => self.push("x"),
            _ => {
                let plain = self.dice.pick(&PLAIN);
                self.push(plain);
            }
        }
        let place = self.place(start, start..start, self.made.text.len());
        self.made.strings.push(place);
    }

    fn block_scalar(&mut self, columns: usize) {
        self.push(" ");
        let start = self.made.text.len();
        let header = self.dice.pick(&["|", ">", "|-", ">-", "|+", ">+"]);
        self.push(header);
        let kept = self.made.text.len();
        self.end_of_line();
        let kept = kept..self.made.text.len() - self.eol.len();
        let mut end = kept.end;
        for _ in 0..=self.dice.roll(3) {
            if self.dice.roll(4) == 0 {
                self.line("");
            }
            self.indent(columns + 2);
            let text = self
                .dice
                .pick(&["text", "# no comment", "k: v | w", "trailing  ", "\"'"]);
            self.push(text);
            end = self.made.text.len();
            self.push(self.eol);
        }
        for _ in 0..self.dice.roll(3) {
            self.line("");
        }
        let place = self.place(start, kept, end);
        self.made.strings.push(place);
    }

    fn flow(&mut self, columns: usize, depth: usize) {
        let braces = self.dice.roll(2) == 0;
        let start = self.made.text.len();
        self.push(if braces { "{" } else { "[" });
        let count = 1 + self.dice.roll(3);
        let first = self.dice.roll(NAMES.len());
        for index in 0..count {
            if self.dice.roll(5) == 0 {
                self.push(self.eol);
                self.indent(columns + 2);
            }
            if braces {
                self.name((first + index) % NAMES.len());
                self.push(": ");
            } else {
                self.names.push(index.to_string());
            }
            match self.dice.roll(if depth < 2 { 4 } else { 2 }) {
                0 => {
                    let other = self.dice.pick(&OTHERS[..12]);
                    self.push(other);
                }
                3 => self.flow(columns, depth + 1),
                _ => self.scalar(columns, true),
            }
            self.names.pop();
            if index + 1 < count {
                let comma = self.dice.pick(&[", ", ", ", " , "]);
                self.push(comma);
            }
        }
        self.push(if braces { "}" } else { "]" });
        if braces {
            let place = self.place(start, start..start, start);
            self.made.objects.push(place);
        }
    }
}
