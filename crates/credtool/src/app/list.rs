//! `app list`: every version of every app, in the order of registration, without unlocking anything.

use serde_json::{Value, json};

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;
use crate::store::{self, Listed, StoreOptions};

/// List the apps, a line for each version; secrets are masked, and nothing is unlocked
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool app list
  f36292c02d9c438d98d8c9eb34897c90                     1     in use   ExcelMatic
  $ credtool app list --json
  [{\"Name\":\"ExcelMatic\",\"ApplicationKey\":\"f36292c02d9c438d98d8c9eb34897c90\",\"SecretKey\":\"b5d8....d8dc\",\"Version\":\"1\",…}]

With --json it is a list in the marketplace's form, which app import-list takes back.

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct List {
    #[command(flatten)]
    store: StoreOptions,
}

impl List {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let mut opened = store::look(io, &self.store)?;
        let json = io.out.wants_json();
        let mut first = true;
        opened.list(&mut |row| {
            let text = match (json, first) {
                (true, true) => format!("[{}", member(&row)),
                (true, false) => format!(",\n{}", member(&row)),
                (false, _) => line(&row),
            };
            first = false;
            io.out.piece(text.as_bytes())
        })?;
        if json {
            let end = if first { "[]\n" } else { "]\n" };
            io.out.piece(end.as_bytes())?;
        }
        Ok(Answer::Yes)
    }
}

fn member(row: &Listed) -> Value {
    json!({
        "Name": row.name,
        "ApplicationKey": row.app_id,
        "SecretKey": row.mask,
        "Version": row.version,
        "App": row.app,
        "Certificate": row.not_after.map(end),
        "Retired": row.retired,
    })
}

fn line(row: &Listed) -> String {
    let state = if row.retired { "retired" } else { "in use" };
    format!(
        "{:<51}  {:<4}  {state:<7}  {}\n",
        row.app_id,
        row.version,
        printable(&row.name)
    )
}

/// Returns when a certificate ends.
fn end(seconds: i64) -> String {
    credtool_pki::Time::from_unix_seconds(seconds).to_string()
}
