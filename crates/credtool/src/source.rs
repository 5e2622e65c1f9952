//! SRC: where a secret comes from, so that none ever stands on a command line.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::failure::{Code, Failure};
use crate::io::{Input, Io, Limit};

/// The help text of every argument that takes a SRC.
pub(crate) const GRAMMAR: &str = "SRC is env:NAME, file:PATH, fd:N, - (stdin, claimed once), prompt or pm2:SERVICE; a literal is refused";

/// A place that holds a secret.
#[derive(Debug, PartialEq, Eq)]
enum Source {
    Env(String),
    File(PathBuf),
    Fd(u32),
    Stdin,
    Prompt,
    Pm2(String),
}

impl Source {
    /// Reads the grammar. What is not in it may be the secret itself and is never repeated.
    fn parse(text: &str, flag: &'static str) -> Result<Self, Failure> {
        let named = |rest: &str| {
            if rest.is_empty() {
                None
            } else {
                Some(rest.to_owned())
            }
        };
        let source = match text.split_once(':') {
            _ if text == "-" => Some(Self::Stdin),
            _ if text == "prompt" => Some(Self::Prompt),
            Some(("env", name)) => named(name).map(Self::Env),
            Some(("file", path)) => named(path).map(|path| Self::File(path.into())),
            Some(("fd", number)) => number.parse().ok().map(Self::Fd),
            Some(("pm2", service)) => named(service).map(Self::Pm2),
            _ => None,
        };
        source.ok_or_else(|| {
            let failure = Failure::new(
                Code::LiteralSecret,
                format!("{} cannot be given literally", label(flag)),
            )
            .because(GRAMMAR);
            if PathBuf::from(text).is_file() {
                failure.hint(format!("if the file {text} was meant, write file:{text}"))
            } else {
                failure
            }
        })
    }
}

/// Reads a secret from where `text` says, for the argument named `flag`. One newline at its end is stripped from files
/// and streams unless `--raw` was given; nothing else is touched, and no bytes at all is an answer too.
pub(crate) fn read(io: &mut Io, text: &str, flag: &'static str) -> Result<Input, Failure> {
    let limit = Limit::secret(label(flag));
    match Source::parse(text, flag)? {
        Source::Env(name) => {
            let bytes = io.env(&name).ok_or_else(|| env_not_set(&name))?;
            Ok(Input {
                name: format!("env:{name}"),
                bytes,
                readable_by_all: false,
            })
        }
        Source::File(path) => {
            let input = io.read_secret_file(&path, limit)?;
            Ok(strip(io, input))
        }
        Source::Fd(number) => {
            let input = io.read_secret_file(&PathBuf::from(format!("/dev/fd/{number}")), limit)?;
            Ok(strip(io, input))
        }
        Source::Stdin => {
            let input = io.read_stdin(limit)?;
            Ok(strip(io, input))
        }
        Source::Prompt => {
            let answer = io.ask_password(label(flag), None)?;
            Ok(Input {
                name: "the prompt".to_owned(),
                bytes: Zeroizing::new(answer.as_bytes().to_vec()),
                readable_by_all: false,
            })
        }
        Source::Pm2(service) => {
            let bytes = io.pm2(&service)?;
            Ok(Input {
                name: format!("pm2:{service}"),
                bytes,
                readable_by_all: false,
            })
        }
    }
}

/// Reads a secret that must be UTF-8 text, such as a password.
pub(crate) fn read_text(
    io: &mut Io,
    text: &str,
    flag: &'static str,
) -> Result<Zeroizing<String>, Failure> {
    let input = read(io, text, flag)?;
    match std::str::from_utf8(&input.bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(error) => {
            let failure = Failure::new(
                Code::NotText,
                format!("could not use {} as {}", input.name, label(flag)),
            );
            Err(failure.because(format!("byte {} is not UTF-8", error.valid_up_to())))
        }
    }
}

fn strip(io: &Io, mut input: Input) -> Input {
    if !io.keeps_newline() {
        let kept = without_newline(&input.bytes).len();
        input.bytes.truncate(kept);
    }
    input
}

/// Returns the bytes without one line ending (LF or CR LF) at their end.
pub(crate) fn without_newline(bytes: &[u8]) -> &[u8] {
    match bytes {
        [head @ .., b'\r', b'\n'] | [head @ .., b'\n'] => head,
        _ => bytes,
    }
}

/// Returns what people call the argument.
fn label(flag: &'static str) -> &'static str {
    if flag == "SRC" { "the secret" } else { flag }
}

/// Names the variable only where its spelling says that it is a name: `env:$PASSWORD` hands over the password.
fn env_not_set(name: &str) -> Failure {
    let spelt_as_a_name = name
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    if spelt_as_a_name && name.contains(|c: char| c.is_ascii_uppercase()) {
        return Failure::new(
            Code::EnvNotSet,
            format!("the environment variable {name} is not set"),
        );
    }
    let failure = Failure::new(
        Code::EnvNotSet,
        "the environment variable named after env: is not set",
    );
    failure.hint("env: takes the name of a variable, as in env:STORE_PASSWORD, not its value")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar() {
        let parse = |text| Source::parse(text, "SRC").unwrap();
        assert_eq!(parse("env:A_B"), Source::Env("A_B".into()));
        assert_eq!(parse("file:a:b"), Source::File("a:b".into()));
        assert_eq!(parse("fd:3"), Source::Fd(3));
        assert_eq!(parse("-"), Source::Stdin);
        assert_eq!(parse("prompt"), Source::Prompt);
        assert_eq!(parse("pm2:engine"), Source::Pm2("engine".into()));
    }

    #[test]
    fn literals_are_refused_and_not_repeated() {
        for text in [
            "hunter2", "", "env:", "file:", "fd:x", "fd:-1", "pm2:", "ENV:X", "http://x", "prompt ",
        ] {
            let failure = Source::parse(text, "SRC").unwrap_err();
            assert_eq!(failure.code, Code::LiteralSecret);
            assert!(
                text.is_empty() || !format!("{failure:?}").contains(&format!("{text:?}")),
                "{failure:?}"
            );
        }
    }

    #[test]
    fn a_password_after_env_is_not_repeated() {
        assert!(!env_not_set("hunter2").message.contains("hunter2"));
        assert!(
            env_not_set("STORE_PASSWORD")
                .message
                .contains("STORE_PASSWORD")
        );
    }

    #[test]
    fn one_newline_is_stripped() {
        assert_eq!(without_newline(b"a\n"), b"a");
        assert_eq!(without_newline(b"a\r\n"), b"a");
        assert_eq!(without_newline(b"a\n\n"), b"a\n");
        assert_eq!(without_newline(b"a\r"), b"a\r");
        assert_eq!(without_newline(b"\n"), b"");
        assert_eq!(without_newline(b""), b"");
    }
}
