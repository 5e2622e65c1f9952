//! What a paste adds to a secret: white space, quotation marks, invisible characters.

use zeroize::Zeroizing;

use crate::{
    Finding, FindingCode as Code, Style,
    tally::{counted, tally},
};

/// Returns the text without what a paste adds to it, and what that was.
pub(crate) fn core(style: Option<&Style>, text: &str) -> (Zeroizing<String>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut rest = text.trim_matches(is_blank);
    if rest.is_empty() {
        let message = if text.is_empty() {
            "there is nothing"
        } else {
            "there is nothing but white space"
        };
        return (
            Zeroizing::new(String::new()),
            vec![Finding::new(
                Code::Empty,
                message,
                "check where the secret comes from",
            )],
        );
    }
    if rest.len() < text.len() {
        findings.push(surrounding(text));
    }
    if let Some(inner) = unquoted(style, rest) {
        let message = "it stands in quotation marks, which would be part of the secret";
        findings.push(Finding::new(
            Code::SurroundingQuotes,
            message,
            "remove the quotation marks",
        ));
        rest = inner;
    }
    let mut kept = Zeroizing::new(String::with_capacity(rest.len())); // exact: growing would leave copies behind
    kept.extend(rest.chars().filter(|&c| !is_blank(c)));
    if kept.len() < rest.len() {
        findings.extend(inner(rest));
    }
    (kept, findings)
}

fn surrounding(text: &str) -> Finding {
    let before = text.chars().take_while(|&c| is_blank(c)).count();
    let after = text.chars().rev().take_while(|&c| is_blank(c)).count();
    let last = if text.ends_with(['\n', '\r']) {
        ", a line break at the end"
    } else {
        ""
    };
    let message = match (before, after) {
        (0, _) => format!(
            "{} of white space after it{last}",
            counted(after, "character")
        ),
        (_, 0) => format!("{} of white space before it", counted(before, "character")),
        _ => format!(
            "{} of white space before it and {after} after it{last}",
            counted(before, "character")
        ),
    };
    Finding::new(
        Code::SurroundingWhiteSpace,
        message,
        "remove it: it would be part of the secret",
    )
}

fn inner(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some((count, first)) = tally(text, char::is_whitespace) {
        let message = format!(
            "{} of white space inside, the first at character {first}",
            counted(count, "character")
        );
        findings.push(Finding::new(
            Code::InnerWhiteSpace,
            message,
            "copy it again in one piece, without line breaks",
        ));
    }
    if let Some((count, first)) = tally(text, |c| is_blank(c) && !c.is_whitespace()) {
        let message = format!(
            "{} inside, the first at character {first}",
            counted(count, "control or invisible character")
        );
        findings.push(Finding::new(
            Code::ControlCharacter,
            message,
            "copy it again as plain text",
        ));
    }
    findings
}

/// White space, control characters, and what does not show: soft hyphen, zero width, direction marks, byte order mark.
fn is_blank(c: char) -> bool {
    let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    c.is_whitespace() || c.is_control() || invisible
}

/// Returns what stands in quotation marks, unless these may well be part of the secret: in a policy that allows them, and
/// in a text of no style that has other punctuation too.
fn unquoted<'a>(style: Option<&Style>, text: &'a str) -> Option<&'a str> {
    let (mark, inner) = QUOTES
        .iter()
        .find_map(|&(open, close)| Some((open, text.strip_prefix(open)?.strip_suffix(close)?)))?;
    let may_be_drawn = match style {
        Some(Style::Policy(policy)) => policy.allows(mark),
        Some(_) => false,
        None => !inner
            .chars()
            .all(|c| c.is_alphanumeric() || is_blank(c) || "-_.+/=".contains(c)),
    };
    (!inner.is_empty() && !may_be_drawn).then_some(inner)
}

const QUOTES: &[(char, char)] = &[('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')];
