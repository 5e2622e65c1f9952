//! `secret app-id`: the public half of a credential, `MEMBER-RANDOM`.

use credtool_secret_gen::{AppId as Id, AppIdStyle, Error};
use serde_json::json;

use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Make an App ID, or take one apart
///
/// An App ID is public: it names the app and proves nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool secret app-id --member myplatform
  myplatform-7kkCMrRcgpdhKNBTF7tbcM7dTlieLwPRQo1E8Rb4
  $ credtool secret app-id --parse myplatform-eu-AS0iTmhoGaE6Y9sWhUkvcL6T
  member  myplatform-eu
  random  AS0iTmhoGaE6Y9sWhUkvcL6T

Exit status: 0 done; 2 could not be done.")]
#[command(group = clap::ArgGroup::new("what").required(true).args(["member", "parse"]))]
pub(crate) struct AppId {
    /// The federation member, the part before the last hyphen
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
    /// The random part: base62:40, base62:24 or hex:N
    #[arg(long, value_name = "STYLE", default_value = "base62:40")]
    style: String,
    /// Split this App ID at its last hyphen
    #[arg(long, value_name = "ID", conflicts_with = "style")]
    parse: Option<String>,
}

impl AppId {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let id = match (&self.parse, &self.member) {
            (Some(text), _) => text.parse().map_err(refused)?,
            (None, member) => {
                let style: AppIdStyle = self.style.parse().map_err(refused)?;
                Id::generate(member.as_deref().unwrap_or_default(), style, &mut io.rng()?)
                    .map_err(refused)?
            }
        };
        let parts = json!({ "app_id": id.to_string(), "member": id.member(), "random": id.random(), "version_id": id.version_id() });
        let text = if self.parse.is_some() {
            format!("member  {}\nrandom  {}\n", id.member(), id.random())
        } else {
            format!("{id}\n")
        };
        io.out.answer(&parts, text)?;
        Ok(Answer::Yes)
    }
}

fn refused(error: Error) -> Failure {
    let code = if matches!(error, Error::UnknownAppIdStyle { .. }) {
        Code::UnknownStyle
    } else {
        Code::AppId
    };
    Failure::new(code, error.to_string())
}
