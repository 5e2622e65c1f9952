//! `--from SRC` or `--generate STYLE`: the new secret.

use credtool_secret_gen::Style;
use zeroize::Zeroizing;

use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::secret::style;
use crate::source;

/// Where the new secret comes from; one of the two.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Origin {
    #[arg(long, value_name = "SRC", help = format!("Take the new secret from here: {}", source::GRAMMAR))]
    from: Option<String>,
    #[arg(long, value_name = "STYLE", help = format!("Make a new secret: {}", style::grammar()))]
    generate: Option<String>,
}

/// A secret that is about to be written.
pub(super) struct NewSecret {
    value: Zeroizing<String>,
    /// The style and its bits of entropy, where it was made here.
    pub(super) style: Option<(String, f64)>,
}

impl NewSecret {
    pub(super) fn expose(&self) -> &str {
        &self.value
    }
}

/// What is known of the new secret before it is read or made: a style that is not understood is refused before any question.
pub(super) enum Planned<'a> {
    From(&'a str),
    Generate(&'a str, Style),
}

impl Origin {
    pub(super) fn plan(&self, io: &mut Io) -> Result<Planned<'_>, Failure> {
        match (&self.from, &self.generate) {
            (Some(source), _) => Ok(Planned::From(source)),
            (None, Some(text)) => Ok(Planned::Generate(text, style::parse(io, text)?)),
            // The group requires one of them.
            (None, None) => Err(Failure::new(
                Code::Usage,
                "neither --from nor --generate is given",
            )),
        }
    }
}

impl Planned<'_> {
    /// Reads or makes the secret. No characters at all are refused: no service is safer with them.
    pub(super) fn obtain(self, io: &mut Io) -> Result<NewSecret, Failure> {
        let secret = match self {
            Self::From(source) => NewSecret {
                value: source::read_text(io, source, "--from")?,
                style: None,
            },
            Self::Generate(text, style) => NewSecret {
                value: Zeroizing::new(style.generate(&mut io.rng()?).expose().to_owned()),
                style: Some((text.to_owned(), style.entropy_bits())),
            },
        };
        if secret.value.is_empty() {
            return Err(Failure::new(Code::EmptySecret, "the new secret is empty"));
        }
        if secret.value.trim() != secret.value.as_str() {
            io.out
                .warn("the new secret begins or ends with white space, which is written as it is");
        }
        Ok(secret)
    }
}
