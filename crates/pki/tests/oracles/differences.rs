//! Where other validators differ from us, and why.

use std::collections::BTreeMap;

use credtool_pki::ReasonCode;

use super::question::{Ours, Question};

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
    pub(crate) fn compare(&mut self, question: &Question, theirs: &Result<(), String>) {
        self.asked += 1;
        match explain(self.rows, question, theirs) {
            Ok(rows) => rows
                .into_iter()
                .for_each(|row| *self.used.entry(row).or_default() += 1),
            Err(differences) => self.unexplained.push(differences),
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

/// Returns the rows that explain the difference between another validator's answer and ours, none where there is none, or
/// what no row explains.
pub(crate) fn explain(
    rows: &[Row],
    question: &Question,
    theirs: &Result<(), String>,
) -> Result<Vec<usize>, String> {
    let ours = question.ours();
    let find = |is_said: &dyn Fn(&Refused) -> bool| {
        let mut rows = rows.iter();
        rows.position(|row| is_said(&row.refused) && (row.shows)(question, &ours))
    };
    match (&ours.refused, theirs) {
        (None, Ok(())) | (Some(_), Err(_)) => Ok(Vec::new()),
        (None, Err(error)) => find(&|refused| matches!(refused, Them(name) if name == error))
            .map(|row| vec![row])
            .ok_or_else(|| format!("{}: we accept, they say {error}", question.id)),
        (Some(reasons), Ok(())) => {
            let mut found = Vec::new();
            let mut missing = Vec::new();
            if reasons.is_empty() {
                missing.push(format!("{}: they accept, we cannot read it", question.id));
            }
            for reason in reasons {
                match find(&|refused| matches!(refused, Us(code) if *code == reason.code())) {
                    Some(row) => found.push(row),
                    None => missing.push(format!(
                        "{}: they accept, we say {}: {}",
                        question.id,
                        reason.code(),
                        reason.message()
                    )),
                }
            }
            if missing.is_empty() {
                Ok(found)
            } else {
                Err(missing.join("\n"))
            }
        }
    }
}

pub(crate) const WEBPKI: &[Row] = &[];
pub(crate) const CERTVAL: &[Row] = &[];
