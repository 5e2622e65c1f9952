//! `keyring census`: which keys still have tokens.

use std::path::{Path, PathBuf};

use credtool_keyring::{Census, Counts, Keyring, State, border};
use serde_json::{Map, Value, json};

use super::open;
use super::options::KeyringOptions;
use crate::failure::{Answer, Failure};
use crate::io::{Block, Cut, Flow, Io, Progress, unreadable};
use crate::output::printable;

/// Count the tokens in files and folders by the name of their key
///
/// No key and no secret is needed: the name stands in each token. Nothing is decrypted, so altered tokens count too. With
/// --states the keyring is opened: it is told where each key stands, and names that it does not have count as unknown.
#[derive(clap::Args)]
#[command(after_help = "\
From 2^31 tokens of one key on its rotation is due (SP 800-38D, 8.3). Folders are read with the folders in them; symbolic links in them are
not followed, and the folders of version control systems are passed over.

Example:
  $ credtool keyring census dump.jsonl backups/
  mykey   12
  newkey  840

Exit status: 0 done; 1 done, and the rotation of a key is due; 2 could not be done.")]
pub(crate) struct CensusVerb {
    /// Files, folders, or - for stdin
    #[arg(value_name = "FILE|DIR|-", required = true)]
    paths: Vec<PathBuf>,
    /// Open the keyring and say where each key stands
    #[arg(long)]
    states: bool,
    #[command(flatten)]
    options: KeyringOptions,
}

impl CensusVerb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let keyring = match self.states {
            true => Some(open::open(io, &self.options)?.keyring),
            false => None,
        };
        let counts = count(io, &self.paths)?;
        let due: Vec<&str> = counts.rotation_due().collect();
        io.out.answer(
            &shown(&counts, keyring.as_ref(), &due),
            lines(&counts, keyring.as_ref()),
        )?;
        for name in &due {
            io.out.warn(format!(
                "the rotation of the key {name} is due: it has 2^31 tokens or more"
            ));
        }
        if counts.malformed > 0 {
            io.out
                .warn(format!("cut or damaged tokens: {}", counts.malformed));
        }
        Ok(if due.is_empty() {
            Answer::Yes
        } else {
            Answer::No
        })
    }
}

/// Counts the tokens in files, folders and standard input (`-`). What was passed over is said on stderr.
pub(super) fn count(io: &mut Io, paths: &[PathBuf]) -> Result<Counts, Failure> {
    let mut all = Counts::default();
    let mut progress = Progress::new();
    for path in files(io, paths)? {
        let mut reader = io.stream(&path, "what is counted")?;
        // Most files are small, and counted before a second worker has begun.
        let workers = if io.is_large(&path) {
            io.processors()
        } else {
            1
        };
        let work = || {
            let mut census = Census::new();
            move |block: &mut Block| {
                let (bytes, at_end, _) = block.parts();
                (census.window(bytes, at_end), census.take())
            }
        };
        let flow = Flow {
            reader: &mut reader,
            cut: Cut {
                border,
                decided: |bytes| Census::new().window(bytes, false),
            },
            sink: &mut |block, counts| {
                progress.add(block.bytes().len());
                all.add(&counts);
                Ok(true)
            },
            unreadable: &|error| unreadable(&path, error),
        };
        flow.run((0..workers).map(|_| work()).collect())?;
    }
    Ok(all)
}

/// Returns the files that the paths stand for, each once.
pub(super) fn files(io: &mut Io, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path != Path::new("-") && io.is_directory(path) {
            let walk = io.walk(path)?;
            for (path, why) in walk.skipped {
                io.out
                    .note(format!("passed over {}: {why}", path.display()));
            }
            files.extend(walk.files);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn shown(counts: &Counts, keyring: Option<&Keyring>, due: &[&str]) -> Value {
    let keys: Map<String, Value> = counts
        .keys
        .iter()
        .map(|(name, n)| (name.clone(), (*n).into()))
        .collect();
    let states: Option<Map<String, Value>> = keyring.map(|keyring| {
        let keys = keyring.keys();
        keys.map(|key| (key.name().to_string(), key.state().as_str().into()))
            .collect()
    });
    let unknown = keyring.map(|keyring| {
        let unknown = counts
            .keys
            .iter()
            .filter(|(name, _)| keyring.key(name).is_none());
        unknown.map(|(_, n)| n).sum::<u64>() + counts.other_names
    });
    json!({
        "items": counts.items(),
        "keys": keys,
        "states": states,
        "unknown": unknown,
        "malformed": counts.malformed,
        "foreign": counts.foreign,
        "other_names": counts.other_names,
        "rotation_due": due,
    })
}

fn lines(counts: &Counts, keyring: Option<&Keyring>) -> String {
    let state = |name: &str| match keyring {
        Some(keyring) => keyring
            .key(name)
            .map_or("  unknown", |key| in_a_column(key.state())),
        None => "",
    };
    let keys = counts.keys.iter();
    let mut rows: Vec<_> = keys
        .map(|(name, n)| (printable(name), *n, state(name)))
        .collect();
    for (what, n) in [
        ("(further names)", counts.other_names),
        ("(cut or damaged)", counts.malformed),
        ("(of other programs)", counts.foreign),
    ] {
        if n > 0 {
            rows.push((what.to_owned(), n, ""));
        }
    }
    let width = |text: &str| text.chars().count();
    let names = rows.iter().map(|(name, ..)| width(name)).max().unwrap_or(0);
    let numbers = rows
        .iter()
        .map(|(_, n, _)| width(&n.to_string()))
        .max()
        .unwrap_or(0);
    let line =
        |(name, n, state): &(String, u64, &str)| format!("{name:names$}  {n:numbers$}{state}\n");
    rows.iter().map(line).collect()
}

fn in_a_column(state: State) -> &'static str {
    match state {
        State::Pending => "  pending",
        State::Active => "  active",
        State::DecryptOnly => "  decrypt-only",
        State::Retired => "  retired",
        State::Purged => "  purged",
    }
}
