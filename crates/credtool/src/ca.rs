//! `credtool ca`: an internal certification authority in a folder.

mod create; // ca create
mod crl; // ca crl
mod decisions; // requested → issued → why
mod event; // one thing that happened, as a line of the log
mod folder; // the three files of an authority: opened, changed
mod import; // ca import
mod issue; // ca issue
mod line; // lines of the log that show when one was altered
mod list; // ca list
mod log; // the log as a fold: what was issued, and how it stands
mod made_key; // a key that is made for a certificate
mod new_folder; // a folder that becomes an authority
mod order; // a certificate that another noun asks for
mod rekey; // ca rekey
mod renew; // ca renew
mod revoke; // ca revoke
mod serial; // serial numbers as people write them
mod show; // ca show
mod sign; // what issue, renew and rekey have in common

pub(crate) use order::{OrderOptions, absolute, issuers};

use clap::Subcommand;
use serde_json::Value;

use crate::failure::{Answer, Failure};
use crate::io::Io;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Create(create::Create),
    Import(import::Import),
    Issue(issue::Issue),
    Renew(renew::Renew),
    Rekey(rekey::Rekey),
    List(list::List),
    Show(show::Show),
    Revoke(revoke::Revoke),
    Crl(crl::Crl),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Create(verb) => verb.run(io),
            Self::Import(verb) => verb.run(io),
            Self::Issue(verb) => verb.run(io),
            Self::Renew(verb) => verb.run(io),
            Self::Rekey(verb) => verb.run(io),
            Self::List(verb) => verb.run(io),
            Self::Show(verb) => verb.run(io),
            Self::Revoke(verb) => verb.run(io),
            Self::Crl(verb) => verb.run(io),
        }
    }
}

/// Adds the members of one object to another.
fn join(object: &mut Value, more: Value) {
    if let (Value::Object(members), Value::Object(more)) = (object, more) {
        members.extend(more);
    }
}
