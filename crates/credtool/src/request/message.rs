//! The request as the command line gives it: headers and a body beside METHOD and URL.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use credtool_request_auth::Request;
use zeroize::Zeroizing;

use crate::failure::{Code, Failure};
use crate::io::{Io, Limit};

/// What a request consists of beside its method and URL.
#[derive(clap::Args)]
pub(crate) struct MessageOptions {
    /// A header of the request; may be repeated
    #[arg(long = "header", value_name = "N: V")]
    headers: Vec<OsString>,
    /// The body, a urlencoded form, which is signed; - for stdin. A newline at its end is left out unless --raw
    #[arg(long, value_name = "FILE", conflicts_with = "body")]
    form: Option<PathBuf>,
    /// The body, byte for byte; it is signed only where a header Content-Type says that it is a form
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
}

/// A request that was read.
pub(crate) struct Message {
    method: String,
    url: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Option<Body>,
}

/// A body, and the file it came from.
pub(crate) struct Body {
    /// What is sent.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    /// The file as it was named.
    pub(crate) path: PathBuf,
    /// Whether it was given as a form.
    pub(crate) is_form: bool,
    /// Whether a newline at the end of the file is not part of it.
    pub(crate) stripped: bool,
}

impl MessageOptions {
    /// Reads the body and takes the headers apart.
    pub(crate) fn read(&self, io: &mut Io, method: &str, url: &str) -> Result<Message, Failure> {
        let headers = self.headers.iter().map(header).collect::<Result<_, _>>()?;
        let body = match (&self.form, &self.body) {
            (Some(path), _) => Some(read(io, path, true)?),
            (None, Some(path)) => Some(read(io, path, false)?),
            (None, None) => None,
        };
        Ok(Message {
            method: method.to_owned(),
            url: url.to_owned(),
            headers,
            body,
        })
    }
}

impl Message {
    /// Returns the request as the library takes it.
    pub(crate) fn request(&self) -> Request<'_> {
        let headers = self.headers.iter();
        let start = Request::new(&self.method, &self.url);
        let request = headers.fold(start, |request, (name, value)| request.header(name, value));
        match &self.body {
            Some(body) if body.is_form => request.form(&body.bytes),
            Some(body) => request.body(&body.bytes),
            None => request,
        }
    }

    /// Returns the headers in their order.
    pub(crate) fn headers(&self) -> &[(String, Vec<u8>)] {
        &self.headers
    }

    /// Returns the body.
    pub(crate) fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }
}

fn read(io: &mut Io, path: &Path, is_form: bool) -> Result<Body, Failure> {
    let limit = Limit {
        what: if is_form { "the form" } else { "the body" },
        bytes: LARGEST_BODY,
    };
    let mut bytes = io.read_maybe_empty(path, limit)?.bytes;
    let kept = if is_form && !io.keeps_newline() {
        crate::source::without_newline(&bytes).len()
    } else {
        bytes.len()
    };
    let stripped = kept < bytes.len();
    bytes.truncate(kept);
    Ok(Body {
        bytes,
        path: path.to_owned(),
        is_form,
        stripped,
    })
}

/// Takes `N: V` apart. The value may be any bytes.
fn header(text: &OsString) -> Result<(String, Vec<u8>), Failure> {
    let bytes = text.as_encoded_bytes();
    let colon = bytes
        .iter()
        .position(|byte| *byte == b':')
        .filter(|colon| *colon > 0);
    let name = colon.and_then(|colon| std::str::from_utf8(&bytes[..colon]).ok());
    match (name, colon) {
        (Some(name), Some(colon)) => Ok((
            name.trim().to_owned(),
            bytes[colon + 1..].trim_ascii().to_vec(),
        )),
        // It may be half a header with a token in it: it is not repeated.
        _ => Err(
            Failure::new(Code::Usage, "--header has no name before a colon")
                .hint("write it as 'Name: value'"),
        ),
    }
}

/// A form or body that is signed is read whole.
const LARGEST_BODY: usize = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_taken_apart_at_the_first_colon() {
        assert_eq!(
            header(&"A: b: c ".into()).unwrap(),
            ("A".to_owned(), b"b: c".to_vec())
        );
        assert_eq!(header(&"A:".into()).unwrap(), ("A".to_owned(), Vec::new()));
        for wrong in ["", "A", ": b", "A=b"] {
            assert_eq!(
                header(&wrong.into()).unwrap_err().code,
                Code::Usage,
                "{wrong}"
            );
        }
    }
}
