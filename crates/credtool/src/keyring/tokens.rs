//! What the verbs for tokens share: the keys, contexts, and what is wrong with a token.

use credtool_keyring::{Context, TokenError, TokenKeys};

use super::open;
use super::options::KeyringOptions;
use crate::failure::{Code, Failure};
use crate::io::{Io, Limit};
use crate::source;

/// What a token is bound to.
#[derive(clap::Args)]
pub(super) struct ContextOption {
    /// Where the token belongs, such as users/17/password: it decrypts only with the same text. No secret
    #[arg(long, value_name = "TEXT", conflicts_with = "context_from")]
    context: Option<String>,
    #[arg(long, value_name = "SRC", help = CONTEXT_FROM)]
    context_from: Option<String>,
}

impl ContextOption {
    pub(super) fn read(&self, io: &mut Io) -> Result<Option<Context>, Failure> {
        let text = match (&self.context, &self.context_from) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(text)) => source::read(io, text, "--context-from")?.bytes.to_vec(),
            (None, None) => return Ok(None),
        };
        if text.is_empty() {
            let failure = Failure::new(Code::Usage, "the context is empty");
            return Err(failure.hint("an empty variable, perhaps; leave --context away for a token that may stand anywhere"));
        }
        Ok(Some(Context::new(text)))
    }
}

/// The help of `--context-from`.
const CONTEXT_FROM: &str = "The same from a SRC: env:NAME, file:PATH, fd:N, - (stdin, claimed once), prompt or pm2:SERVICE";

/// Opens the keyring and derives its keys.
pub(super) fn keys(io: &mut Io, options: &KeyringOptions) -> Result<TokenKeys, Failure> {
    Ok(open::open(io, options)?.keyring.token_keys())
}

/// Returns a failure with the code of what is wrong.
pub(crate) fn failure(error: &TokenError, message: impl Into<String>) -> Failure {
    Failure::new(code(error), message).because(error)
}

fn code(error: &TokenError) -> Code {
    match error {
        TokenError::NotAToken(_) => Code::NotAToken,
        TokenError::UnknownKey(_) => Code::UnknownKey,
        TokenError::Purged(_) => Code::PurgedKey,
        TokenError::Altered => Code::Altered,
        TokenError::ContextNeeded => Code::ContextNeeded,
        TokenError::OtherContext => Code::OtherContext,
        TokenError::NotBound => Code::NotBound,
        TokenError::NoActiveKey => Code::NoActiveKey,
        TokenError::ValueTooLong => Code::ValueTooLong,
        TokenError::TooLong => Code::TooLarge,
        _ => Code::MalformedToken,
    }
}

/// A value that is encrypted: somewhat more than fits into a token, so that the refusal can say so.
pub(super) const VALUE: Limit = Limit {
    what: "the value",
    bytes: 1 << 20,
};

/// A token with the line break behind it.
pub(super) const TOKEN: Limit = Limit {
    what: "the token",
    bytes: (1 << 20) + 2,
};
