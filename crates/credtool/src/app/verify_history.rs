//! `app verify-history`: is the history of the store whole.

use serde_json::{Value, json};

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions, UnlockOptions, Verified};

/// Check that the history of the store is whole: no event altered, dropped (the last one too) or put in another place
///
/// Each event carries the hash of the one before, and the end is signed by a key of the keyring. Checked along: that the list follows
/// from the history, and that every secret that is accepted is there and opens. Not found: that the whole file was replaced by an
/// older one of its own.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app verify-history
  1734 events, signed by registry-1

Exit status: 0 it is whole; 1 it is not, and the first bad event is named; 2 could not be done.
The codes of the reasons are listed in docs/verdict-codes.md.")]
pub(crate) struct VerifyHistory {
    #[command(flatten)]
    store: StoreOptions,
    #[command(flatten)]
    unlock: UnlockOptions,
}

impl VerifyHistory {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (code, message, event) = match store::verify_history(io, &self.store, &self.unlock)? {
            Verified::Whole { events, kid } => {
                let shown =
                    json!({ "verified": true, "events": events, "key": kid, "reason": null });
                io.out
                    .answer(&shown, format!("{events} events, signed by {kid}\n"))?;
                return Ok(Answer::Yes);
            }
            Verified::Fault(fault) => (fault.kind.code(), fault.to_string(), Some(fault.number)),
            Verified::ListDiffers(app_id) => {
                let message = format!("the list does not show {app_id} as its events have it");
                ("list-differs", message, None)
            }
            Verified::SecretLost(failure) => ("secret-lost", failure.sentence(), None),
        };
        let verdict = json!({ "verified": false, "event": event });
        self.no(io, code, &message, verdict)
    }

    fn no(&self, io: &Io, code: &str, message: &str, verdict: Value) -> Result<Answer, Failure> {
        let hint = "restore the store from a backup, and find out who can write the file";
        io.out.no(code, message, hint, verdict)?;
        Ok(Answer::No)
    }
}

#[cfg(test)]
mod tests {
    use credtool_app_registry::{HeadFault, HistoryFaultKind as Kind};

    #[test]
    fn the_documentation_lists_every_reason() {
        let documentation = include_str!("../../docs/verdict-codes.md");
        let (_, section) = documentation.split_once("`app verify-history`").unwrap();
        let (found, expected) = (String::new(), String::new());
        let (signed, number) = (2, 1);
        let head = [
            HeadFault::OtherKey { found, expected },
            HeadFault::Forged,
            HeadFault::Missing { signed, found: 1 },
            HeadFault::Unsigned { signed, found: 3 },
            HeadFault::OtherEvent { number },
        ];
        let kinds = [
            Kind::Altered,
            Kind::Missing { found: 3 },
            Kind::Reordered { found: 1 },
            Kind::Unlinked,
            Kind::TimeBackwards,
        ];
        let codes = kinds.into_iter().chain(head.map(Kind::Head));
        let codes = codes.map(|kind| kind.code());
        for code in codes.chain(["not-ours", "list-differs", "secret-lost"]) {
            assert!(section.contains(&format!("\n| `{code}` |")), "{code}");
        }
    }
}
