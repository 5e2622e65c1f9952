//! A signed request as a command for curl: what curl would change is turned off, bodies are named by their file.

use super::message::{Body, Message};
use super::sign::Sent;
use crate::failure::{Code, Failure};

/// Returns the command, on one line, quoted for a POSIX shell.
pub(crate) fn command(method: &str, message: &Message, sent: &Sent) -> Result<String, Failure> {
    // The URL is signed as it is written: no globbing of [] and {}, no squashing of /../.
    let mut words = vec![
        "curl".to_owned(),
        "--globoff".to_owned(),
        "--path-as-is".to_owned(),
    ];
    match method {
        // With -X HEAD curl would wait for a body.
        "HEAD" => words.push("--head".to_owned()),
        _ => words.extend(["-X".to_owned(), method.to_owned()]),
    }
    let mut typed = false;
    for (name, value) in message.headers() {
        typed |= name.eq_ignore_ascii_case("content-type");
        let value = std::str::from_utf8(value)
            .map_err(|_| refused("a header's value is not text", "leave --curl away"))?;
        // A header without a value is written with a semicolon.
        words.extend([
            "-H".to_owned(),
            if value.is_empty() {
                format!("{name};")
            } else {
                format!("{name}: {value}")
            },
        ]);
    }
    for (name, value) in &sent.headers {
        words.extend(["-H".to_owned(), format!("{name}: {value}")]);
    }
    if let Some(body) = message.body() {
        if !body.is_form && !typed {
            // curl would say that it is a form, and a form is signed.
            words.extend(["-H".to_owned(), "Content-Type:".to_owned()]);
        }
        words.extend(by_reference(body)?);
        if let Some(form) = &sent.body {
            // curl joins several with &, as they were signed.
            let added = form.get(body.bytes.len()..).unwrap_or_default();
            let added = added.strip_prefix(b"&").unwrap_or(added);
            words.push("--data-raw".to_owned());
            words.push(String::from_utf8_lossy(added).into_owned());
        }
    }
    words.push(sent.url.clone());
    let quoted: Vec<_> = words.iter().map(|word| quoted(word)).collect();
    Ok(quoted.join(" "))
}

fn by_reference(body: &Body) -> Result<[String; 2], Failure> {
    let option = if !body.stripped {
        "--data-binary"
    } else if body
        .bytes
        .iter()
        .any(|byte| matches!(byte, b'\r' | b'\n' | 0))
    {
        // What curl strips from --data is more than the one newline.
        return Err(refused(
            "the form has line ends inside and one at its end",
            "write the file without the last one, or sign it too with --raw",
        ));
    } else {
        "--data"
    };
    Ok([option.to_owned(), format!("@{}", body.path.display())])
}

fn refused(why: &str, hint: &str) -> Failure {
    Failure::new(Code::Request, "could not write a curl command")
        .because(why)
        .hint(hint)
}

/// Returns a word as a POSIX shell takes it for one.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@=,+%".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_stay_one_word() {
        assert_eq!(quoted("https://a/b?c=d"), "'https://a/b?c=d'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("@form.txt"), "@form.txt");
        assert_eq!(quoted("$(x)`y`\\"), "'$(x)`y`\\'");
    }
}
