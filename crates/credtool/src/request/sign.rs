//! `request sign`: the header lines to send, or where the parameters travel otherwise, the URL or the form.

use clap::Args;
use credtool_request_auth::oauth1::SignatureMethod;
use serde_json::{Value, json};

use super::credentials::{Signer, SignerOptions};
use super::curl;
use super::http_signature::HttpSignOptions;
use super::message::MessageOptions;
use super::options::FamilyOptions;
use super::scheme::{self, Scheme};
use super::{does_not_fit, wsse};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Sign a request: prints the header lines to send
///
/// The URL is the one that is called, whole and as it is sent: nothing in it is re-encoded.
#[derive(Args)]
#[command(after_help = "\
Examples:
  $ credtool request sign --scheme hmac-sha256 --app-id hermosa-7kkCMrRcgpdh --secret env:SECRET POST 'https://api.example.com/funds?id=123'
  $ credtool request sign --scheme rsa-sha256 --app-id hermosa-7kkCMrRcgpdh --key hermosa.p12 --store-password prompt --curl GET https://api.example.com/funds
  $ credtool request sign --scheme http-ed25519 --app-id nexus --key nexus.pem --cover @method --cover @target-uri --cover content-type --header 'Content-Type: application/json' --body ticket.json POST https://api.example.com/tickets

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Sign {
    /// GET, POST and so on
    method: String,
    /// The whole URL: https://host/path?query
    url: String,
    /// How the app says who it is
    #[arg(long, value_name = "SCHEME", value_parser = scheme::parser())]
    scheme: Scheme,
    #[command(flatten)]
    signer: SignerOptions,
    #[command(flatten)]
    message: MessageOptions,
    /// Print the string that was signed to stderr
    #[arg(long)]
    show_base: bool,
    /// Print a curl command instead
    #[arg(long)]
    curl: bool,
    #[command(flatten)]
    options: FamilyOptions,
    #[command(flatten)]
    http_signature: HttpSignOptions,
}

/// What a scheme adds to a request.
pub(crate) struct Sent {
    /// The headers to add.
    pub(crate) headers: Vec<(String, String)>,
    /// The URL to call.
    pub(crate) url: String,
    /// The body to send, where the parameters travel in it; the element, for an envelope.
    pub(crate) body: Option<Vec<u8>>,
    /// The string that was signed, without secrets.
    pub(crate) base_string: Option<Vec<u8>>,
    /// The nonce that was sent.
    pub(crate) nonce: Option<String>,
    /// The time that was sent, in the scheme's unit.
    pub(crate) timestamp: Option<String>,
}

impl Sign {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (scheme, options) = (self.scheme, &self.options);
        options.permit(scheme.family(), scheme.name())?;
        if self.curl && scheme == Scheme::Oauth1(SignatureMethod::Plaintext) {
            let why = "every process can read it on a command line: give the header to curl with -H @FILE";
            let what = "--curl would print the secret, which is what PLAINTEXT sends";
            return Err(Failure::new(Code::Usage, what).hint(why));
        }
        self.http_signature.permit(scheme.family(), scheme.name())?;
        let signer = self.signer.open(io, scheme.name(), scheme.needs())?;
        let message = self.message.read(io, &self.method, &self.url)?;
        let request = message.request();
        let shared = &options.shared;
        let sent = match scheme {
            Scheme::Akana(scheme) => options.akana.sign(io, shared, scheme, &request, &signer)?,
            Scheme::Wsse => wsse::sign(io, shared, &request, &signer)?,
            Scheme::Oauth1(method) => {
                let token_secret = options.oauth1.token_secret(io)?;
                let token_secret = token_secret.as_ref();
                options
                    .oauth1
                    .sign(io, shared, method, &request, &signer, token_secret)?
            }
            Scheme::Http(algorithm) => options.http.sign(
                io,
                shared,
                &self.http_signature,
                algorithm,
                &request,
                &signer,
            )?,
        };
        if self.show_base {
            match &sent.base_string {
                // Line by line, so that a string of several lines can be compared with the other side's.
                Some(base) => String::from_utf8_lossy(base)
                    .split('\n')
                    .for_each(|line| io.out.note(line)),
                None => io.out.note(format!("{} signs nothing", scheme.name())),
            }
        }
        if self.curl && matches!(scheme, Scheme::Wsse) && sent.body.is_some() {
            let why = "the element goes into the header of your SOAP message; as an HTTP header it is --carry x-wsse";
            return Err(does_not_fit("--curl", scheme.name(), why));
        }
        if self.curl {
            let command = curl::command(&self.method, &message, &sent)?;
            io.out
                .answer(&json!({ "curl": command }), format!("{command}\n"))?;
        } else {
            io.out
                .answer(&self.shown(&signer, &sent), text(io, &self.url, &sent))?;
        }
        Ok(Answer::Yes)
    }

    fn shown(&self, signer: &Signer, sent: &Sent) -> Value {
        let headers = sent
            .headers
            .iter()
            .map(|(name, value)| json!({ "name": name, "value": value }));
        let mut shown = json!({
            "headers": headers.collect::<Vec<_>>(),
            "url": sent.url,
            "scheme": self.scheme.name(),
            "app_id": signer.app_id,
            "nonce": sent.nonce,
            "timestamp": sent.timestamp,
            "base_string": sent.base_string.as_deref().map(String::from_utf8_lossy),
        });
        if let Some(form) = &sent.body {
            shown["body"] = match std::str::from_utf8(form) {
                Ok(text) => text.into(),
                Err(_) => {
                    shown["body_hex"] = base16ct::lower::encode_string(form).into();
                    Value::Null
                }
            };
        }
        shown
    }
}

/// Returns what is to be sent: exactly the form, or the URL that became another, or the header lines.
fn text(io: &Io, url: &str, sent: &Sent) -> Vec<u8> {
    if let Some(form) = &sent.body {
        let newline: &[u8] = if io.out.is_terminal() { b"\n" } else { b"" };
        return [form, newline].concat();
    }
    if sent.url != url {
        return format!("{}\n", sent.url).into_bytes();
    }
    let lines = sent
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"));
    lines.collect::<String>().into_bytes()
}
