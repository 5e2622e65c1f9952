//! `credtool demo`: the life of an application's credentials, each step a command that really runs.

mod birth; // chapter: an app gets its credentials
mod files; // what an installation has already
mod flow; // chapter: keys that rotate
mod marketplace; // chapter: a marketplace calls back
mod perform; // one step is run and checked
mod record; // chapter: an app ends, and everything is on record
mod report; // what a person sees of it, and what a program sees
mod requests; // chapter: six ways to say who it is
mod services; // chapter: a secret that two services share
mod step; // a step: why, the command as it is typed, what must come out
mod typed; // the command as it is typed, in words

use std::path::PathBuf;

use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::io::Io;
use perform::Stage;
use step::Chapter;

/// Show the whole life cycle: each step is a command that really runs, in a temporary folder, and is checked
///
/// From the registration of an app to its retirement: secret, key, request, certificate, encrypted display, six ways to sign, an
/// install callback, keys that rotate, a secret that two services share. Everything is made for this run and protects nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool demo
  $ credtool demo --keep demo
  $ cd demo && credtool app list --store registry.db

The commands that it prints can be pasted in the folder of --keep.

Exit status: 0 every step held; 1 one or more did not, and what was expected is said; 2 could not be done.")]
pub(crate) struct Demo {
    /// Leave the files in this folder, which is new or empty
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

impl Demo {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let folder = io.playground(self.keep.as_deref())?;
        for (name, content) in files::THERE_ALREADY {
            folder.write(name, content)?;
        }
        let chapters = story();
        let started = io.timer();
        let mut stage = Stage::new(&folder, io.at());
        let mut told = Vec::new();
        let of: usize = chapters.iter().map(|chapter| chapter.steps.len()).sum();
        let mut held = 0;
        tell(io, &report::opening(self.keep.as_deref()))?;
        for chapter in &chapters {
            tell(io, &report::title(chapter.title))?;
            for step in &chapter.steps {
                let result = stage.perform(step)?;
                held += usize::from(result.wrong.is_empty());
                if !tell(io, &report::step(step, &result))? {
                    return Ok(Answer::Yes); // nobody reads any more
                }
                told.push(report::json(chapter.title, step, &result));
            }
        }
        let seconds = started.elapsed().as_secs_f64();
        tell(
            io,
            &report::closing(held, of, seconds, self.keep.as_deref()),
        )?;
        if io.out.wants_json() {
            let folder = self.keep.map(|path| path.display().to_string());
            let answer = json!({ "held": held, "of": of, "seconds": (seconds * 1e3).round() / 1e3, "folder": folder, "steps": told });
            io.out.answer(&answer, "")?;
        }
        Ok(if held == of { Answer::Yes } else { Answer::No })
    }
}

/// The chapters in their order.
fn story() -> Vec<Chapter> {
    vec![
        birth::chapter(),
        requests::chapter(),
        marketplace::chapter(),
        flow::chapter(),
        services::chapter(),
        record::chapter(),
    ]
}

/// Prints a piece for people. Returns whether somebody still reads.
fn tell(io: &Io, text: &str) -> Result<bool, Failure> {
    if io.out.wants_json() {
        return Ok(true);
    }
    io.out.piece(text.as_bytes())
}
