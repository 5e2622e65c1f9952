//! Where other validators differ from us, and why.

use std::collections::BTreeMap;

use credtool_pki::ReasonCode;

use crate::question::{Ours, Question};

/// A class of differences.
pub(crate) struct Row {
    /// Whose refusal it is, and what it says.
    refused: Refused,
    /// Why we answer as we do.
    why: &'static str,
    /// Whether the question is one of this class, as its certificates show.
    shows: fn(&Question, &Ours) -> bool,
}

enum Refused {
    /// They accept, and this is one of our reasons. Each of our reasons needs a row.
    Us(ReasonCode),
    /// We accept, and this is their error.
    Them(&'static str),
}
use Refused::{Them, Us};

/// Counts how often each row is needed, and keeps what no row explains.
pub(crate) struct Differences {
    rows: &'static [Row],
    used: BTreeMap<usize, usize>,
    unexplained: Vec<String>,
    asked: usize,
}

impl Differences {
    pub(crate) fn of(rows: &'static [Row]) -> Self {
        Self {
            rows,
            used: BTreeMap::new(),
            unexplained: Vec::new(),
            asked: 0,
        }
    }

    /// Compares another validator's answer with ours.
    pub(crate) fn compare(&mut self, question: &Question, theirs: Result<(), String>) {
        self.asked += 1;
        let ours = question.ours();
        match (&ours.refused, theirs) {
            (None, Ok(())) | (Some(_), Err(_)) => {}
            (None, Err(error)) => {
                let row = self.rows.iter().position(|row| {
                    matches!(row.refused, Them(name) if name == error)
                        && (row.shows)(question, &ours)
                });
                match row {
                    Some(row) => *self.used.entry(row).or_default() += 1,
                    None => self
                        .unexplained
                        .push(format!("{}: we accept, they say {error}", question.id)),
                }
            }
            (Some(reasons), Ok(())) => {
                if reasons.is_empty() {
                    self.unexplained
                        .push(format!("{}: they accept, we cannot read it", question.id));
                }
                for reason in reasons {
                    let row = self.rows.iter().position(|row| {
                        matches!(row.refused, Us(code) if code == reason.code())
                            && (row.shows)(question, &ours)
                    });
                    match row {
                        Some(row) => *self.used.entry(row).or_default() += 1,
                        None => self.unexplained.push(format!(
                            "{}: they accept, we say {} ({})",
                            question.id,
                            reason.code(),
                            reason.message()
                        )),
                    }
                }
            }
        }
    }

    /// Fails on a difference without a row, and on a row without a difference.
    pub(crate) fn settle(self) {
        if self.asked == 0 {
            return;
        }
        for (row, count) in &self.used {
            eprintln!("{count:4} {}", self.rows[*row].why);
        }
        assert!(
            self.unexplained.is_empty(),
            "{}\n{}",
            self.unexplained.len(),
            self.unexplained.join("\n")
        );
        for (position, row) in self.rows.iter().enumerate() {
            assert!(
                self.used.contains_key(&position),
                "no difference any more: {}",
                row.why
            );
        }
    }
}

pub(crate) const WEBPKI: &[Row] = &[];
pub(crate) const CERTVAL: &[Row] = &[];
