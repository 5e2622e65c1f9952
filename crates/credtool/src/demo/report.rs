//! What is shown of a step: the reason, the command to the letter, and what came out, shortened where it is long.

use std::path::Path;

use serde_json::{Value, json};

use super::perform::Done;
use super::step::Step;

/// Lines of an answer that are shown, and characters of a line.
const LINES: usize = 6;
const WIDTH: usize = 110;

/// The first lines of the demo.
pub(super) fn opening(keep: Option<&Path>) -> String {
    let folder = match keep {
        Some(path) => format!("in {}, and stays there", path.display()),
        None => "in a temporary folder, and goes at the end".to_owned(),
    };
    format!(
        "every command below really runs and is checked; what it makes is for this demo only, lies {folder}\n"
    )
}

/// A chapter begins.
pub(super) fn title(title: &str) -> String {
    format!("\n== {title}\n")
}

/// One step.
pub(super) fn step(step: &Step, done: &Done) -> String {
    let mut text = format!("\n{}\n$ {}\n", step.why, done.command);
    text.push_str(&shortened(&done.stdout));
    text.push_str(&shortened(&done.stderr));
    if let Some((file, content)) = &done.into {
        text.push_str(&shortened(&format!("({file}: {})", content.trim_end())));
    }
    if step.status != 0 && done.status == Some(step.status) {
        text.push_str(&format!("(exit status {}, as it should be)\n", step.status));
    }
    for wrong in &done.wrong {
        text.push_str(&format!("✗ expected {wrong}\n"));
    }
    text
}

/// The last lines: how many steps held.
pub(super) fn closing(held: usize, of: usize, seconds: f64, keep: Option<&Path>) -> String {
    let left = match keep {
        Some(path) => format!("the files are in {}", path.display()),
        None if held == of => {
            "nothing was left behind (credtool demo --keep DIR leaves the files to play with)"
                .to_owned()
        }
        None => {
            "nothing was left behind (look at the files with credtool demo --keep DIR)".to_owned()
        }
    };
    format!("\n{left}\n{held} of {of} steps held, in {seconds:.1} s\n")
}

/// A step as JSON, with all of what came out.
pub(super) fn json(chapter: &str, step: &Step, done: &Done) -> Value {
    json!({
        "chapter": chapter,
        "why": step.why,
        "command": done.command,
        "status": done.status,
        "stdout": done.stdout,
        "stderr": done.stderr,
        "file": done.into.as_ref().map(|(file, content)| json!({ "name": file, "content": content })),
        "held": done.wrong.is_empty(),
        "expected": done.wrong,
    })
}

/// Cuts long lines and many of them, and says so.
fn shortened(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let shown = if lines.len() > LINES + 1 {
        LINES
    } else {
        lines.len()
    };
    let mut short = String::new();
    for line in lines.iter().take(shown) {
        match line.char_indices().nth(WIDTH) {
            Some((end, _)) if line.chars().count() > WIDTH + 1 => {
                short.push_str(line.get(..end).unwrap_or(line));
                short.push_str("…\n");
            }
            _ => {
                short.push_str(line);
                short.push('\n');
            }
        }
    }
    if shown < lines.len() {
        short.push_str(&format!("… {} more lines\n", lines.len() - shown));
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_and_says_so() {
        assert_eq!(shortened("a\nb"), "a\nb\n");
        assert_eq!(shortened(""), "");
        assert_eq!(
            shortened("1\n2\n3\n4\n5\n6\n7\n8\n9"),
            "1\n2\n3\n4\n5\n6\n… 3 more lines\n"
        );
        let long = "é".repeat(200);
        assert_eq!(shortened(&long), format!("{}…\n", "é".repeat(110)));
    }
}
