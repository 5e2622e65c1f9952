//! `config get`: the string at a path, masked.

use std::path::PathBuf;

use credtool_secret_gen::mask;
use serde_json::json;
use zeroize::Zeroizing;

use super::fingerprint::fingerprint;
use super::place;
use crate::document::{self, DOCUMENT};
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Show a secret of a configuration, masked
///
/// PATH is A:B (.NET's, letters in either case), a.b or /a/b (RFC 6901); a number names an item of an array. A file called .yaml
/// or .yml is YAML, .json is JSON with comments as ASP.NET reads it, another name is decided by the content.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool config get appsettings.Production.json SecretKey
  4cfa****fa6b
  $ credtool config get appsettings.Production.json SecretKey --fingerprint
  2be069076a230fd0

--fingerprint prints 16 hex digits that are equal on two machines where the values are equal. Anybody who has the digits can try \
values against them: the digits of a generated secret tell nothing, those of a password or a short value can give it away.

Exit status: 0 done; 2 could not be done: no such member, no string, or the file is not JSON or YAML.")]
pub(crate) struct Get {
    /// The configuration, JSON or YAML; - is stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which member
    #[arg(value_name = "PATH")]
    path: String,
    /// Print the whole value
    #[arg(long, conflicts_with = "fingerprint")]
    reveal: bool,
    /// Print 16 hex digits that tell whether two services hold the same value
    #[arg(long)]
    fingerprint: bool,
}

impl Get {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let path = document::path(&self.path)?;
        let input = io.read(&self.file, DOCUMENT)?;
        let document = document::parse(&input)?;
        let found = place::find(&document, &path, &input.name, false)?;
        let string = found.node.and_then(|node| Some((node, node.as_str()?)));
        let (node, value) =
            string.ok_or_else(|| place::refused(&document, found.part, &path, &input.name))?;
        let position = document.position(node);
        let (member, shown) = if self.reveal {
            ("value", Zeroizing::new(value.to_owned()))
        } else if self.fingerprint {
            ("fingerprint", Zeroizing::new(fingerprint(value)))
        } else {
            ("masked", Zeroizing::new(mask(value)))
        };
        if value.is_empty() {
            io.out.note(format!("the value of {path} is empty"));
        }
        let mut answer =
            json!({ "file": input.name, "path": path.to_string(), "line": position.line });
        answer[member] = shown.as_str().into();
        let line = Zeroizing::new(format!("{}\n", *shown));
        io.out.answer(&answer, line.as_bytes())?;
        Ok(Answer::Yes)
    }
}
