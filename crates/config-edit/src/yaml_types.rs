//! What readers of YAML 1.1 and 1.2 take an unquoted scalar for, and how a string is written so that all read a string.

use zeroize::Zeroizing;

use crate::node::{Style, Value};
use crate::yaml_gaps::{breaks_in_yaml_1_1, is_printable};

/// Returns what some reader takes the unquoted text for, or `None` if all take it for a string.
///
/// YAML 1.1 (yaml.org/type), as PyYAML and go-yaml do it, and the core schema of YAML 1.2 (§10.3.2).
pub(crate) fn of_plain(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return Some(Value::Bool),
        "yes" | "Yes" | "YES" | "no" | "No" | "NO" => return Some(Value::Bool),
        "on" | "On" | "ON" | "off" | "Off" | "OFF" => return Some(Value::Bool),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.get(..24).unwrap_or(unsigned).to_ascii_lowercase();
    let number = matches!(lower.as_str(), ".inf" | ".nan")
        || is_integer(unsigned)
        || is_float(unsigned)
        || is_sexagesimal(unsigned)
        || is_date(text);
    number.then_some(Value::Number)
}

fn is_integer(text: &str) -> bool {
    let radix = |prefix: [&str; 2], radix: u32| {
        let digits = text
            .strip_prefix(prefix[0])
            .or(text.strip_prefix(prefix[1]));
        digits.is_some_and(|digits| {
            let all = digits.chars().all(|c| c == '_' || c.is_digit(radix));
            all && digits.contains(|c: char| c != '_')
        })
    };
    radix(["0x", "0X"], 16) || radix(["0o", "0O"], 8) || radix(["0b", "0B"], 2) || is_digits(text)
}

/// Digits and `_`, the first a digit.
fn is_digits(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_digit())
}

fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let whole_exponent = exponent
        .is_none_or(|exponent| is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let numeric = |text: &str| text.bytes().all(|b| b == b'_' || b.is_ascii_digit());
    let digits = mantissa.bytes().any(|byte| byte.is_ascii_digit());
    whole_exponent && digits && numeric(whole) && numeric(part) && !mantissa.starts_with('_')
}

/// YAML 1.1's base 60: `1:30`, `190:20:30.15`.
fn is_sexagesimal(text: &str) -> bool {
    let mut parts = text.split(':');
    let first = parts.next().is_some_and(is_digits);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let rest: Vec<&str> = whole.split(':').skip(1).collect();
    first
        && !rest.is_empty()
        && rest.iter().all(|part| {
            matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
        && part
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_digit())
}

/// YAML 1.1's timestamp, by its beginning: `2001-1-1`, `2001-12-14t21:59:43Z`.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let day = rest.split(['T', 't', ' ', '\t']).next().unwrap_or_default();
    let digits = |text: &str, least: usize, most: usize| {
        (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(year, 4, 4) && digits(month, 1, 2) && digits(day, 1, 2)
}

/// Returns the value as a scalar on one line, in the old style where that is right.
pub(crate) fn render(value: &str, old: Style, in_flow: bool) -> Zeroizing<String> {
    match old {
        Style::Plain if is_safe_plain(value, in_flow) => Zeroizing::new(value.to_owned()),
        Style::Single if !value.contains(needs_escape) => {
            let quotes = value.matches('\'').count();
            let mut out = Zeroizing::new(String::with_capacity(value.len() + quotes + 2));
            out.push('\'');
            for c in value.chars() {
                out.push_str(if c == '\'' { "'" } else { "" });
                out.push(c);
            }
            out.push('\'');
            out
        }
        _ => double_quoted(value),
    }
}

/// Whether every reader takes the unquoted text for this string, wherever it stands. Says no where it is not sure.
pub(crate) fn is_safe_plain(value: &str, in_flow: bool) -> bool {
    let begins = value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '+'));
    let mut before = None;
    let safe = value.chars().all(|c| {
        // After a colon a space would make it a name, after a space a # would make it a comment.
        let fits = match c {
            ' ' => !matches!(before, Some(' ' | ':')),
            ':' => !in_flow,
            '_' | '-' | '.' | '/' | '+' | '=' | '@' | '~' | '$' | '^' | '(' | ')' | ';' => true,
            c => c.is_alphanumeric(),
        };
        before = Some(c);
        fits
    });
    begins && safe && !value.ends_with([' ', ':']) && !may_be_typed(value)
}

/// Whether a reader that is a little more liberal than YAML 1.1 and 1.2 could take the text for something other than a string.
fn may_be_typed(value: &str) -> bool {
    const WORDS: [&str; 13] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "+inf",
        "infinity",
    ];
    let numeric =
        |c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | ':' | 'e' | 'E' | '+' | '-');
    let unsigned = value.strip_prefix('+').unwrap_or(value);
    of_plain(value).is_some()
        || WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
        || (unsigned.starts_with(|c: char| c.is_numeric()) && unsigned.chars().all(numeric))
        || ["0x", "0X", "0o", "0O", "0b", "0B"]
            .iter()
            .any(|radix| unsigned.starts_with(radix))
}

/// Whether the character cannot stand as it is on one line in quotes.
fn needs_escape(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{feff}') || breaks_in_yaml_1_1(c) || !is_printable(c)
}

/// YAML 1.2 §5.7, with none but the escapes that YAML 1.1 and JSON know too.
fn double_quoted(value: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(value.len() * 6 + 2));
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.extend(char::from_digit((u32::from(c) >> shift) & 15, 16));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
