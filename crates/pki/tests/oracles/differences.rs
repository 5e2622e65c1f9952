//! Where other validators differ from us, and why.

use std::collections::BTreeMap;

use credtool_pki::{Reason, ReasonCode};

use super::question::{Ours, Question};

/// A class of differences.
pub(crate) struct Row {
    /// Whose refusal it is, and what it says.
    pub(crate) refused: Refused,
    /// Why we answer as we do.
    pub(crate) why: &'static str,
    /// Whether the question is one of this class, as its certificates show.
    pub(crate) shows: fn(&Case<'_>) -> bool,
}

/// Whose refusal a difference is.
pub(crate) enum Refused {
    /// They accept, and this is one of our reasons. Each of our reasons needs a row.
    Us(ReasonCode),
    /// They accept, and we cannot read the certificate.
    UsUnread,
    /// We accept, and this is their error.
    Them(&'static str),
    /// We accept, and they have an error of any kind.
    ThemAnyhow,
}
use Refused::{Them, ThemAnyhow, Us, UsUnread};

/// A question with our answer, and the reason that is to be explained, where it is ours.
pub(crate) struct Case<'a> {
    pub(crate) question: &'a Question,
    pub(crate) ours: &'a Ours,
    pub(crate) reason: Option<&'a Reason>,
}

/// Counts how often each row is needed, and keeps what no row explains.
pub(crate) struct Differences {
    rows: &'static [Row],
    used: BTreeMap<usize, usize>,
    unexplained: Vec<String>,
}

impl Differences {
    pub(crate) fn of(rows: &'static [Row]) -> Self {
        Self {
            rows,
            used: BTreeMap::new(),
            unexplained: Vec::new(),
        }
    }

    /// Compares another validator's answer with ours.
    pub(crate) fn compare(&mut self, question: &Question, theirs: &Result<(), String>) {
        match explain(self.rows, question, theirs) {
            Ok(rows) => rows
                .into_iter()
                .for_each(|row| *self.used.entry(row).or_default() += 1),
            Err(differences) => self.unexplained.push(differences),
        }
    }

    /// Fails on a difference without a row, and, where everything was asked, on a row without a difference.
    pub(crate) fn settle(self, everything: bool) {
        for (row, count) in &self.used {
            eprintln!("{count:4} {}", self.rows[*row].why);
        }
        assert!(
            self.unexplained.is_empty(),
            "{}\n{}",
            self.unexplained.len(),
            self.unexplained.join("\n")
        );
        for (position, row) in self.rows.iter().enumerate().filter(|_| everything) {
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
    let find = |reason: Option<&Reason>, is_said: &dyn Fn(&Refused) -> bool| {
        let case = Case {
            question,
            ours: &ours,
            reason,
        };
        let mut rows = rows.iter();
        rows.position(|row| is_said(&row.refused) && (row.shows)(&case))
    };
    match (&ours.refused, theirs) {
        (None, Ok(())) | (Some(_), Err(_)) => Ok(Vec::new()),
        (None, Err(error)) => find(None, &|refused| {
            matches!(refused, ThemAnyhow) || matches!(refused, Them(name) if name == error)
        })
        .map(|row| vec![row])
        .ok_or_else(|| format!("{}: we accept, they say {error}", question.id)),
        (Some(reasons), Ok(())) if reasons.is_empty() => {
            find(None, &|refused| matches!(refused, UsUnread))
                .map(|row| vec![row])
                .ok_or_else(|| format!("{}: they accept, we cannot read it", question.id))
        }
        (Some(reasons), Ok(())) => {
            let mut found = Vec::new();
            let mut missing = Vec::new();
            for reason in reasons {
                match find(
                    Some(reason),
                    &|refused| matches!(refused, Us(code) if *code == reason.code()),
                ) {
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
