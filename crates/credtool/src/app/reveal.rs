//! `app reveal`: the shared secret, as the settings allow it: plain, encrypted to the app's certificate, or not at all.

use credtool_app_registry::{AppId, RevealPolicy, Revealed, SharedSecret, UNAVAILABLE};
use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_pki::PublicKey;
use credtool_shared_secret_crypto::{Padding, encrypt};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::allowed::AllowOption;
use super::trusted::Trust;
use super::{change, refused};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions, UnlockOptions};
use crate::{describe, refusal, secret};

/// Show the shared secret of an app, as the settings allow it
///
/// plain: the secret itself. encrypted: base64 on one line, encrypted to the app's certificate (RSA-OAEP with SHA-1, the platform's own),
/// which is verified again now; without a certificate that holds, the secret is not shown.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool app reveal hermosa-7kkCMrRcgpdh
  1008877afabf32efb31f9c974dbeaa688bed0769
  $ credtool app settings set reveal encrypted --comment 'secrets leave encrypted only'
  $ credtool app reveal hermosa-7kkCMrRcgpdh | credtool secret decrypt --key app.pem -

Exit status: 0 done; 1 it may not be shown, or there is none; 2 could not be done.")]
pub(crate) struct Reveal {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// The pending secret in place of the current one
    #[arg(long)]
    pending: bool,
    /// Put it on the terminal's clipboard (OSC 52) and print nothing
    #[arg(long)]
    copy: bool,
    #[command(flatten)]
    allow: AllowOption,
    #[command(flatten)]
    store: StoreOptions,
    #[command(flatten)]
    unlock: UnlockOptions,
}

impl Reveal {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        if self.copy {
            io.terminal_for_copy()?;
        }
        let message = format!("could not show the secret of {}", self.id);
        let mut opened = store::look(io, &self.store)?;
        let registry = opened.registry_of(std::slice::from_ref(&self.id))?;
        let (_, version) = match change::usable(&registry, &self.id) {
            Ok(found) => found,
            Err(refusal) => return refused::answer(io, &refusal, message),
        };
        let policy = registry.settings().reveal();
        // Looked at before anything is unlocked: what may not be shown is not opened.
        let chain = match version.credential() {
            Some(credential) if policy == RevealPolicy::Encrypted => {
                let trust = Trust::of(io, registry.settings(), self.allow.allowed());
                match trust.verify(io, credential.certificate(), credential.chain(), &[]) {
                    Ok(chain) => Some(chain),
                    Err(verdict) => {
                        verdict.note(io);
                        return self.unavailable(io, policy, Some(verdict.shown));
                    }
                }
            }
            _ => None,
        };
        if policy == RevealPolicy::Encrypted && chain.is_none() {
            return self.unavailable(io, policy, None);
        }
        let wanted = if self.pending { "pending" } else { "current" };
        let secrets = store::open_secrets(io, &self.store, &self.unlock, &self.id)?;
        let found = secrets
            .into_iter()
            .find(|one| one.standing.as_str() == wanted);
        let Some(found) = found else {
            let message = format!("{} has no {wanted} secret", self.id);
            let code = if self.pending {
                "no-pending-secret"
            } else {
                "no-secret"
            };
            let verdict = json!({ "app_id": self.id.as_str(), "standing": wanted });
            io.out.no(
                code,
                &message,
                "credtool app show tells how its secrets stand",
                verdict,
            )?;
            return Ok(Answer::No);
        };
        let shown = json!({
            "app_id": self.id.as_str(),
            "standing": wanted,
            "number": found.number,
            "policy": policy.as_str(),
        });
        match version.reveal(policy, found.secret, chain.as_ref()) {
            Revealed::Plain(secret) => self.plain(io, shown, &secret),
            Revealed::Encrypt { to, secret } => self.encrypted(io, shown, &to, &secret),
            Revealed::Unavailable(_) => self.unavailable(io, policy, None),
        }
    }

    fn plain(&self, io: &Io, mut shown: Value, secret: &SharedSecret) -> Result<Answer, Failure> {
        let text = std::str::from_utf8(secret.expose()).ok();
        if self.copy {
            let text = text.ok_or_else(|| {
                Failure::new(Code::NotText, "the secret cannot be put on the clipboard")
                    .because("it is not UTF-8")
            })?;
            return self.copied(io, shown, text);
        }
        match text {
            Some(text) => shown["secret"] = text.into(),
            None => {
                shown["secret"] = Value::Null;
                shown["secret_hex"] = base16ct::lower::encode_string(secret.expose()).into();
            }
        }
        let mut line = Zeroizing::new(Vec::with_capacity(secret.expose().len() + 1));
        line.extend_from_slice(secret.expose());
        line.push(b'\n');
        io.out.answer(&shown, line.as_slice())?;
        Ok(Answer::Yes)
    }

    fn encrypted(
        &self,
        io: &Io,
        mut shown: Value,
        spki_der: &[u8],
        secret: &SharedSecret,
    ) -> Result<Answer, Failure> {
        let message = format!("could not encrypt to the certificate of {}", self.id);
        let key = PublicKey::from_spki_der(spki_der).and_then(|key| key.engine_key());
        let key = key.map_err(|error| refusal::of(&error, message.as_str()))?;
        let padding = Padding::default();
        // Below 2048 bits the verification of the certificate decided, which --allow rsa-1024 lets through.
        let sizes = match self.allow.allowed().rsa_1024 {
            true => KeySizes::Legacy,
            false => KeySizes::Current,
        };
        let text = encrypt(secret.expose(), &key, padding, sizes, Randomness::System);
        let text = text.map_err(|error| {
            Failure::new(secret::padding_code(error.cause()), message)
                .because(&error)
                .hint(error.next_step())
        })?;
        shown["padding"] = padding.name().into();
        shown["key"] = describe::key(spki_der);
        if self.copy {
            return self.copied(io, shown, &text);
        }
        shown["encrypted_secret"] = text.as_str().into();
        io.out
            .note("encrypted to the app's certificate: credtool secret decrypt --key KEY opens it");
        io.out.answer(&shown, format!("{text}\n"))?;
        Ok(Answer::Yes)
    }

    fn copied(&self, io: &Io, mut shown: Value, text: &str) -> Result<Answer, Failure> {
        io.copy(text)?;
        io.out.note("it is on the terminal's clipboard");
        shown["copied"] = true.into();
        io.out.answer(&shown, "")?;
        Ok(Answer::Yes)
    }

    /// Answers no in the words of the platform; with what is wrong with the certificate where there is one.
    fn unavailable(
        &self,
        io: &Io,
        policy: RevealPolicy,
        certificate: Option<Value>,
    ) -> Result<Answer, Failure> {
        let hint = match &certificate {
            Some(_) => "give the app a certificate that holds: credtool app import-credential",
            None => "give the app a certificate: credtool app import-credential",
        };
        let verdict = json!({
            "app_id": self.id.as_str(),
            "policy": policy.as_str(),
            "certificate": certificate,
        });
        io.out
            .no("reveal-unavailable", UNAVAILABLE, hint, verdict)?;
        Ok(Answer::No)
    }
}
