//! `app import-list`: a marketplace's list of applications, taken over as a whole or not at all.

use std::collections::HashMap;
use std::path::PathBuf;

use credtool_app_registry::{
    AppId, AppName, Command, NewAppId, NewSecret, SharedSecret, VersionLabel,
};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::change::ChangeOptions;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Limit};
use crate::output::printable;

/// Register every application of a marketplace's list: all of them, or none
///
/// The list is JSON: [{"Name": …, "ApplicationKey": …, "SecretKey": …}, …], as the marketplace answers and app list --json prints.
/// Other members are left aside. A secret that is masked (a few dots in the middle) is not known, so the app is registered without one.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool app import-list applications.json --comment 'taken over from the marketplace'
  f36292c02d9c438d98d8c9eb34897c90  ExcelMatic
  $ credtool app set-secret f36292c02d9c438d98d8c9eb34897c90 --secret prompt --comment 'as the marketplace shows it'

Exit status: 0 done; 2 could not be done, and nothing was registered (an App ID is taken, an entry lacks a member).")]
pub(crate) struct ImportList {
    /// The list, - for stdin
    file: PathBuf,
    #[command(flatten)]
    change: ChangeOptions,
}

/// One entry.
struct Entry {
    name: AppName,
    app_id: AppId,
    version: VersionLabel,
    /// What ties the versions of one app together in our own list.
    app: Option<String>,
    secret: Option<SharedSecret>,
    /// In our own list: its time is over, so it is not taken over.
    retired: bool,
}

impl ImportList {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let input = io.read(&self.file, LIST)?;
        let (retired, entries): (Vec<_>, Vec<_>) = entries(&input.bytes, &input.name)?
            .into_iter()
            .partition(|entry| entry.retired);
        for entry in &retired {
            io.out
                .note(format!("{} is retired, and is left out", entry.app_id));
        }
        if entries.is_empty() {
            io.out.note("the list has nothing to be registered");
            io.out
                .answer(&json!({ "registered": [], "changed": false }), "")?;
            return Ok(Answer::Yes);
        }
        let mut first_of: HashMap<&str, &AppId> = HashMap::new();
        let mut commands = Vec::with_capacity(entries.len());
        for entry in &entries {
            let app_id = NewAppId::Given(entry.app_id.clone());
            let secret = match &entry.secret {
                Some(secret) => NewSecret::Given(secret.clone()),
                None => NewSecret::None,
            };
            let before = entry.app.as_deref().and_then(|app| first_of.get(app));
            commands.push(match before {
                Some(app) => Command::AddVersion {
                    app: (*app).clone(),
                    version: entry.version.clone(),
                    app_id,
                    secret,
                },
                None => Command::Register {
                    name: entry.name.clone(),
                    version: entry.version.clone(),
                    app_id,
                    secret,
                },
            });
            if let Some(app) = &entry.app {
                first_of.entry(app).or_insert(&entry.app_id);
            }
        }
        let unknown = entries
            .iter()
            .filter(|entry| entry.secret.is_none())
            .count();
        let what = format!("could not take over {}", input.name);
        self.change.make_all(io, &what, &commands, |io, _| {
            if unknown > 0 {
                io.out.warn(format!(
                    "{unknown} of {} secrets are masked or absent: those apps were registered without one; credtool app set-secret gives it",
                    entries.len()
                ));
            }
            let members = entries.iter().map(|entry| {
                json!({
                    "app_id": entry.app_id.as_str(),
                    "name": entry.name.as_str(),
                    "version": entry.version.as_str(),
                    "secret": if entry.secret.is_some() { "given" } else { "none" },
                })
            });
            let shown = json!({ "registered": members.collect::<Vec<_>>() });
            let line = |entry: &Entry| format!("{}  {}\n", entry.app_id, printable(entry.name.as_str()));
            Ok((shown, entries.iter().map(line).collect()))
        })
    }
}

/// Reads the list.
fn entries(bytes: &[u8], name: &str) -> Result<Vec<Entry>, Failure> {
    let list: Value = serde_json::from_slice(bytes).map_err(|error| {
        Failure::new(Code::Malformed, format!("{name} is no JSON")).because(format!(
            "line {}, column {}",
            error.line(),
            error.column()
        ))
    })?;
    let Value::Array(members) = list else {
        return Err(Failure::new(
            Code::Unrecognised,
            format!("{name} is no list of applications"),
        )
        .because("it is JSON, and no list"));
    };
    let mut entries = Vec::with_capacity(members.len());
    for (index, member) in members.into_iter().enumerate() {
        let entry = match member {
            Value::Object(members) => entry(members),
            _ => Err("it is no JSON object".to_owned()),
        };
        entries.push(entry.map_err(|problem| {
            Failure::new(
                Code::Malformed,
                format!("could not read entry {} of {name}", index + 1),
            )
            .because(problem)
        })?);
    }
    Ok(entries)
}

fn entry(mut members: Map<String, Value>) -> Result<Entry, String> {
    let retired = members.get("Retired") == Some(&Value::Bool(true));
    let mut text = |name: &str| match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("{name} is no text")),
    };
    let name = text("Name")?.ok_or("it has no Name")?;
    let app_id = text("ApplicationKey")?.ok_or("it has no ApplicationKey")?;
    let (secret, version, app) = (text("SecretKey")?, text("Version")?, text("App")?);
    let version = match version {
        Some(label) => label.parse().map_err(|error| format!("Version: {error}"))?,
        None => VersionLabel::default(),
    };
    let secret = match secret.map(Zeroizing::new) {
        Some(secret) if is_known(&secret) => Some(
            SharedSecret::new(secret.as_bytes()).map_err(|error| format!("SecretKey: {error}"))?,
        ),
        _ => None,
    };
    Ok(Entry {
        name: name.parse().map_err(|error| format!("Name: {error}"))?,
        app_id: app_id
            .parse()
            .map_err(|error| format!("ApplicationKey: {error}"))?,
        version,
        app,
        secret,
        retired,
    })
}

/// Whether a secret is all there: masked ones have a row of dots or stars in them.
fn is_known(secret: &str) -> bool {
    !secret.is_empty()
        && !["...", "…", "***", "•••"]
            .iter()
            .any(|mask| secret.contains(mask))
}

const LIST: Limit = Limit {
    what: "the list of applications",
    bytes: 64 << 20,
};
