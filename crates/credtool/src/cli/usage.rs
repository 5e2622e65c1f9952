//! Help goes to stdout; a usage error goes to stderr in our own voice, as JSON where JSON is wanted, and is status 2.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::{Code, Failure};
use crate::output::Output;

/// Prints the help that was asked for, or says what is wrong with the command line.
pub(super) fn answer(error: clap::Error, arguments: &[OsString]) -> ExitCode {
    // A closed pipe is no failure, and there is nobody to tell about any other.
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !wants_json(arguments) => {
            let _ = error.print();
        }
        _ => Output::new(wants_json(arguments)).fail(&failure(error)),
    }
    ExitCode::from(2)
}

/// The flag is looked for by hand, because the parser has given up.
fn wants_json(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--json")
}

/// Takes the parser's text apart: first paragraph, tips, usage line.
fn failure(error: clap::Error) -> Failure {
    let kind = error.kind();
    let text = shortened(without_values(error)).render().to_string();
    if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::new(Code::Usage, "a noun and a verb are needed")
            .hint("see credtool --help");
    }
    let mut paragraphs = text.split("\n\n");
    let message = paragraphs
        .next()
        .unwrap_or_default()
        .trim_start_matches("error: ");
    let mut hints = Vec::new();
    for paragraph in paragraphs {
        match paragraph.trim() {
            usage if usage.starts_with("Usage: ") => {
                hints.push(one_line(&usage.replacen("Usage: ", "usage: ", 1)))
            }
            tip if tip.starts_with("tip: ") => {
                hints.insert(0, one_line(tip.trim_start_matches("tip: ")))
            }
            values if values.starts_with("[possible values") => hints.push(one_line(values)),
            _ => {}
        }
    }
    let failure = Failure::new(Code::Usage, one_line(message));
    if hints.is_empty() {
        failure
    } else {
        failure.hint(hints.join("; "))
    }
}

/// A stray word may be a secret that was meant for a SRC: it is not repeated. Options are.
fn without_values(mut error: clap::Error) -> clap::Error {
    let stray = match error.kind() {
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::TooManyValues => ContextKind::InvalidValue,
        _ => return error,
    };
    if let Some(ContextValue::String(word)) = error.get(stray)
        && !word.starts_with("--")
        && word.len() > 2
    {
        let masked = format!("(a word of {} characters)", word.chars().count());
        error.insert(stray, ContextValue::String(masked));
        error.remove(ContextKind::Suggested);
        error.remove(ContextKind::SuggestedArg);
    }
    error
}

/// A value of thousands of characters says no more than its beginning does.
fn shortened(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue)
        && value.chars().count() > LONGEST_VALUE
    {
        let length = value.chars().count();
        let beginning: String = value.chars().take(LONGEST_VALUE / 2).collect();
        let short = format!("{beginning}… ({length} characters)");
        error.insert(ContextKind::InvalidValue, ContextValue::String(short));
    }
    error
}

const LONGEST_VALUE: usize = 160;

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
