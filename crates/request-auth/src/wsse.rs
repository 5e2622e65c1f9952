//! WS-Security UsernameToken with `PasswordDigest`, as an XML element and as the header `X-WSSE`.
//!
//! `Base64(SHA-1(nonce ‖ created ‖ password))`, where created and password are the UTF-8 octets of the text exactly as sent
//! (OASIS WSS UsernameToken Profile 1.1.1 §3.1). The nonce is the octets *behind* its base64 in XML and the text itself in
//! `X-WSSE`, which is the one difference between the two beside their looks.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_request_auth::wsse::{self, Created, Credentials, Form, Options, Policy};
//! use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let password = SharedSecret::new("verySecret")?;
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_058_318_672);
//!
//! // The client makes the element …
//! let call = Request::new("POST", "https://api.com/soap");
//! let credentials = Credentials::new("mark", &password);
//! let created = Created::at(now)?;
//! let signed = wsse::sign(&call, &credentials, &Options::new(Form::Xml), "WScqanjCEAC4mQoBE07sAQ==", &created)?;
//! assert!(signed.text().contains("wA/wIG0oKnlI6rjkbqV+JPygnPg="));
//!
//! // … and the server finds it in the message.
//! let body = format!(
//!     "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header>{}</e:Header><e:Body/></e:Envelope>",
//!     signed.text(),
//! );
//! let known = AppCredentials::new("mark").secret(password);
//! let received = call.body(body.as_bytes());
//! let verified = wsse::verify(&received, |_| Some(&known), &Policy::new([Form::Xml]), now, |_, _| Replay::New)?;
//! assert_eq!(verified.identity(), Some("mark"));
//! # Ok(())
//! # }
//! ```
//!
//! # What it does not protect
//! Anything of the request: whoever sees a token can send another message with it, as long as it is fresh and the guard has
//! not seen it. And the password must be kept in clear on both sides, because the hash is made of it.

mod created; // the timestamp, as text and as an instant
mod digest; // the digest of nonce, created and password
mod sign; // the client's side
mod token; // what a request says, wherever it says it
mod verify; // the server's side
mod xml; // the element, found in a document that anybody may have written

use std::time::Duration;

pub(crate) use digest::shown;
pub(crate) use token::{Password, Token};

pub use created::Created;
pub use sign::{Credentials, Signed, sign};
pub use verify::verify;

/// The name of the scheme here.
pub const NAME: &str = "wsse";

/// How the token travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// As the XML element `wsse:UsernameToken` in the `wsse:Security` header of a SOAP message; the nonce is hashed as the
    /// octets that its base64 stands for.
    Xml,
    /// In the HTTP header `X-WSSE`, as the Atom API had it in 2003; the nonce is hashed as the text that is sent.
    XWsse,
}

impl Form {
    /// Returns its name here: `xml` or `x-wsse`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::XWsse => "x-wsse",
        }
    }
}

/// How a client signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How the token travels.
    pub form: Form,
}

impl Options {
    /// Returns the usual choices for a form.
    ///
    /// `mustUnderstand` and `wsu:Id` are left out of the element: the one is an attribute in the namespace of the envelope,
    /// which is not made here, and the other names what a signature would cover, and there is none.
    #[must_use]
    pub fn new(form: Form) -> Self {
        Self { form }
    }
}

/// What a server accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The forms; a request that uses another is refused.
    pub forms: Vec<Form>,
    /// How far `Created` may lie from now, in either direction; five minutes.
    pub tolerance: Duration,
    /// Whether a token without a nonce is refused, as it should be: without one it is no different from its replay.
    pub require_nonce: bool,
    /// Whether a token without `Created` is refused, as it should be. Where it is not, whoever has seen one token can make
    /// one without a time of it: the hash does not see where the nonce ends.
    pub require_created: bool,
}

impl Policy {
    /// Accepts these forms, with a tolerance of five minutes; nonce and `Created` are required.
    #[must_use]
    pub fn new(forms: impl Into<Vec<Form>>) -> Self {
        Self {
            forms: forms.into(),
            tolerance: Duration::from_secs(300),
            require_nonce: true,
            require_created: true,
        }
    }
}
