//! What is generated from the definition of the command line: completions, manual pages, the list of error codes.

use std::path::{Path, PathBuf};

use clap::Command;
use clap_complete::Shell;
use serde_json::json;

use crate::codes::Code;
use crate::failure::{Answer, Failure};
use crate::io::{self, Io, Target};

/// Print the completion script of a shell
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool completions bash > ~/.local/share/bash-completion/completions/credtool

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, io: &mut Io, mut command: Command) -> Result<Answer, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "credtool", &mut script);
        io.out.answer(
            &json!({ "shell": self.shell.to_string(), "script": String::from_utf8_lossy(&script) }),
            &script,
        )?;
        Ok(Answer::Yes)
    }
}

/// Write the manual pages into a folder, one a verb, and one of all error codes
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool man ~/.local/share/man/man1
  $ man credtool-secret-decrypt
  $ man -l ~/.local/share/man/man1/credtool-errors.7

The page of the error codes is of section 7: move it into man7 for man to find it by name.

Exit status: 0 done; 2 could not be done (a page that exists is kept unless --force).")]
pub(crate) struct Man {
    /// The folder, which must exist
    dir: PathBuf,
    /// Replace pages that are there already
    #[arg(long)]
    force: bool,
}

impl Man {
    pub(crate) fn run(self, io: &mut Io, command: Command) -> Result<Answer, Failure> {
        let mut pages = Vec::new();
        let mut command = command.disable_help_subcommand(true);
        command.build();
        render(command, &self.dir, &mut pages);
        pages.push((
            self.dir.join("credtool-errors.7"),
            errors_page().into_bytes(),
        ));
        let files: Vec<_> = pages
            .iter()
            .map(|(path, page)| (Target::public(path, self.force), page.as_slice()))
            .collect();
        io::write_all(&files)?;
        let names: Vec<String> = pages
            .iter()
            .map(|(path, _)| path.display().to_string())
            .collect();
        io.out.note(format!(
            "wrote {} pages into {}",
            names.len(),
            self.dir.display()
        ));
        if io.out.wants_json() {
            io.out.answer(&json!({ "files": names }), "")?;
        }
        Ok(Answer::Yes)
    }
}

/// Renders a command and, before it, its subcommands.
fn render(command: Command, dir: &Path, pages: &mut Vec<(PathBuf, Vec<u8>)>) {
    for subcommand in command.get_subcommands().cloned() {
        render(subcommand, dir, pages);
    }
    let man = clap_mangen::Man::new(command);
    let path = dir.join(man.get_filename());
    let mut page = Vec::new();
    if man.render(&mut page).is_ok() {
        pages.push((path, page));
    }
}

/// Returns credtool-errors(7): every code of an error, what it means and what to do.
fn errors_page() -> String {
    let mut page = format!(
        ".TH credtool-errors 7 \"\" \"credtool {}\"\n.SH NAME\ncredtool-errors \\- the codes of errors\n.SH DESCRIPTION\n\
        With \\-\\-json an error is the last line on stderr: {{\"error\":{{\"code\":..., \"message\":..., \"hint\":...}}}}, and the exit \
        status is 2. The codes are stable. A no is an answer and no error: its status is 1, and its codes are on stdout.\n.SH CODES\n",
        env!("CARGO_PKG_VERSION")
    );
    for code in Code::ALL {
        let [name, meaning, next_step] =
            [code.as_str(), code.meaning(), code.next_step()].map(escaped);
        page.push_str(&format!(
            ".TP\n.B {name}\n{meaning}.\n.br\nWhat usually helps: {next_step}.\n"
        ));
    }
    page
}

/// Returns text as roff reads it: a backslash and a hyphen stand for themselves. No text of ours begins with a dot or an apostrophe.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}

/// Returns the end of `credtool --help`: the example, the exit statuses, and every error code.
pub(super) fn after_long_help() -> String {
    let mut text = super::AFTER_HELP.to_owned();
    text.push_str("\n\nError codes (in the JSON of --json):\n");
    for code in Code::ALL {
        text.push_str(&format!("  {:<21} {}\n", code.as_str(), code.meaning()));
    }
    text
}
