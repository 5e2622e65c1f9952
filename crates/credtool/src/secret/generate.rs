//! `secret generate`: new secrets of any style.

use clap::builder::RangedU64ValueParser;
use credtool_secret_gen::{KeyFormat, Secret, Style};
use serde_json::json;
use zeroize::Zeroizing;

use super::style;
use crate::destination::Destination;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Make new secrets
#[derive(clap::Args)]
#[command(after_help = after_help())]
pub(crate) struct Generate {
    #[arg(long, value_name = "STYLE", default_value = "hex40", help = style::grammar())]
    style: String,
    /// How many
    #[arg(long, value_name = "N", default_value = "1", value_parser = RangedU64ValueParser::<usize>::new().range(1..=MOST))]
    count: usize,
    /// Make a recognisable key: P, an underscore, then the secret
    #[arg(long, value_name = "P")]
    prefix: Option<String>,
    /// End a recognisable key with the CRC-32 of its body, as GitHub's tokens do
    #[arg(long, requires = "prefix")]
    checksum: bool,
    #[command(flatten)]
    destination: Destination,
    /// Put the secret on the terminal's clipboard (OSC 52) and print nothing
    #[arg(long, conflicts_with = "output")]
    copy: bool,
}

impl Generate {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let style = style::parse(io, &self.style)?;
        let format = style::key_format(self.prefix.as_deref(), self.checksum)?;
        if self.copy && self.count > 1 {
            return Err(Failure::new(
                Code::Usage,
                "--copy takes one secret, not --count several",
            ));
        }
        self.destination.permit()?;
        let secrets = draw(io, &style, format.as_ref(), self.count)?;
        let mut shown =
            json!({ "secrets": null, "style": self.style, "entropy_bits": style.entropy_bits() });
        if self.copy {
            io.copy(secrets[0].expose())?;
            io.out.note(format!(
                "a secret of {:.0} bits of entropy is on the terminal's clipboard",
                style.entropy_bits()
            ));
            shown["copied"] = true.into();
            io.out.answer(&shown, "")?;
        } else {
            shown["secrets"] = secrets.iter().map(Secret::expose).collect();
            self.destination.deliver(
                io,
                shown,
                &["secrets"],
                lines(&secrets).as_bytes(),
                &|_| Ok(()),
            )?;
        }
        Ok(Answer::Yes)
    }
}

fn draw(
    io: &Io,
    style: &Style,
    format: Option<&KeyFormat>,
    count: usize,
) -> Result<Vec<Secret>, Failure> {
    let mut rng = io.rng()?;
    let draw = |_| match format {
        Some(format) => format.generate(style, &mut rng),
        None => style.generate(&mut rng),
    };
    Ok((0..count).map(draw).collect())
}

fn lines(secrets: &[Secret]) -> Zeroizing<String> {
    // Full capacity at once: a growing string would leave copies behind.
    let length = secrets.iter().map(|secret| secret.expose().len() + 1).sum();
    let mut lines = Zeroizing::new(String::with_capacity(length));
    for secret in secrets {
        lines.push_str(secret.expose());
        lines.push('\n');
    }
    lines
}

/// More at once is a mistake and not a wish.
const MOST: u64 = 100_000;

fn after_help() -> String {
    format!(
        "\
Examples:
  $ credtool secret generate
  1008877afabf32efb31f9c974dbeaa688bed0769
  $ credtool secret generate --style base64url:32 --prefix app --checksum
  $ credtool secret generate --style policy:old-portal.policy --count 5 -o secrets.txt

{}

Exit status: 0 done; 2 could not be done (an impossible policy is refused before anything is drawn).",
        style::POLICY
    )
}
