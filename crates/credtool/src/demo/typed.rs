//! The command as it is typed, taken apart as a shell would: words, quotes, `"$(cat FILE)"`, `< FILE` and `> FILE`.
//!
//! What the demo prints is what it runs, so the line has to be understood. Whatever else a shell knows is refused.

/// A command in parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// What follows `credtool`.
    pub(super) words: Vec<Word>,
    /// The file on its standard input.
    pub(super) stdin: Option<String>,
    /// The file that takes its standard output.
    pub(super) stdout: Option<String>,
}

/// One argument.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    Text(String),
    /// What is in a file, without the newlines at its end.
    ContentOf(String),
}

/// Takes a command apart.
///
/// # Errors
///
/// Says what is not understood.
pub(super) fn parse(line: &str) -> Result<Typed, String> {
    let rest = line
        .strip_prefix("credtool ")
        .ok_or("it does not begin with credtool")?;
    let mut typed = Typed {
        words: Vec::new(),
        stdin: None,
        stdout: None,
    };
    let mut rest = rest.trim_start();
    while !rest.is_empty() {
        let place = rest.chars().next().filter(|c| matches!(c, '<' | '>'));
        if place.is_some() {
            rest = rest[1..].trim_start();
        }
        let (word, after) = word(rest)?;
        match (place, word) {
            (Some('<'), Word::Text(file)) => typed.stdin = Some(file),
            (Some(_), Word::Text(file)) => typed.stdout = Some(file),
            (Some(_), Word::ContentOf(_)) => return Err("a file name is computed".to_owned()),
            (None, word) => typed.words.push(word),
        }
        rest = after.trim_start();
    }
    Ok(typed)
}

/// Takes the first word, and returns what follows it.
fn word(text: &str) -> Result<(Word, &str), String> {
    if let Some(quoted) = text.strip_prefix('\'') {
        let (word, rest) = quoted
            .split_once('\'')
            .ok_or("a quotation mark is missing")?;
        return ended(Word::Text(word.to_owned()), rest);
    }
    if let Some(quoted) = text.strip_prefix('"') {
        let (word, rest) = quoted
            .strip_prefix("$(cat ")
            .and_then(|inner| inner.split_once(")\""))
            .ok_or("double quotes hold something else than $(cat FILE)")?;
        return ended(Word::ContentOf(word.to_owned()), rest);
    }
    let end = text.find(' ').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if word.is_empty() {
        return Err("a file name is missing".to_owned());
    }
    let plain = |c: char| c.is_alphanumeric() || "-_./:=@,{}".contains(c);
    match word.chars().find(|&c| !plain(c)) {
        Some(c) => Err(format!("{c:?} stands outside quotes")),
        None => Ok((Word::Text(word.to_owned()), rest)),
    }
}

/// A quoted word ends where its quotes do.
fn ended(word: Word, rest: &str) -> Result<(Word, &str), String> {
    if rest.is_empty() || rest.starts_with(' ') {
        Ok((word, rest))
    } else {
        Err("a word goes on behind its quotes".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_a_shell_makes_of_it() {
        let line = r#"credtool a --b 'c d' "$(cat e.txt)" file:f - < in.txt > out.txt"#;
        let text = |text: &str| Word::Text(text.to_owned());
        assert_eq!(
            parse(line).unwrap(),
            Typed {
                words: vec![
                    text("a"),
                    text("--b"),
                    text("c d"),
                    Word::ContentOf("e.txt".to_owned()),
                    text("file:f"),
                    text("-")
                ],
                stdin: Some("in.txt".to_owned()),
                stdout: Some("out.txt".to_owned()),
            }
        );
    }

    #[test]
    fn what_only_a_shell_knows_is_refused() {
        for line in [
            "ls",
            "credtool a | b",
            "credtool $HOME",
            "credtool 'a",
            "credtool \"a\"",
            "credtool 'a'b",
            "credtool a > \"$(cat b)\"",
            "credtool a; b",
            "credtool *.txt",
            "credtool a >",
            "credtool https://a/?b&c",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
