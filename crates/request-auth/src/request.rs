//! The request, as it is sent or was received: borrowed, and nothing in it is re-encoded.

/// A request to be signed or verified.
///
/// The URL is the one that the signer called, whole (`https://host/path?query`) and as raw text: behind a proxy that is the
/// public one, which may differ from what the server sees. A header may occur several times; names are compared without
/// regard to case. The body takes part in Akana's signatures when its `Content-Type` is
/// `application/x-www-form-urlencoded`.
///
/// ```
/// use credtool_request_auth::Request;
/// let request = Request::new("POST", "https://api.com/Payments/Funds?currency=EUR").form(b"amount=100&to=Ana+B");
/// assert!(request.has_form());
/// ```
#[derive(Clone)]
pub struct Request<'a> {
    method: &'a str,
    url: &'a str,
    headers: Vec<(&'a str, &'a [u8])>,
    body: &'a [u8],
    form: bool,
}

impl<'a> Request<'a> {
    /// Starts a request without headers and with an empty body.
    #[must_use]
    pub fn new(method: &'a str, url: &'a str) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body: &[],
            form: false,
        }
    }

    /// Adds a header, its value without the white space around it.
    #[must_use]
    pub fn header(mut self, name: &'a str, value: &'a [u8]) -> Self {
        if name.eq_ignore_ascii_case("content-type") {
            self.form = is_form(value);
        }
        self.headers.push((name, value));
        self
    }

    /// Replaces the body. Whether it is a form follows from the header `Content-Type`.
    #[must_use]
    pub fn body(mut self, body: &'a [u8]) -> Self {
        self.body = body;
        self
    }

    /// Replaces the body and says that it is `application/x-www-form-urlencoded`, without adding the header.
    #[must_use]
    pub fn form(mut self, body: &'a [u8]) -> Self {
        self.body = body;
        self.form = true;
        self
    }

    /// Returns the method as it was given.
    #[must_use]
    pub fn method(&self) -> &'a str {
        self.method
    }

    /// Returns the URL as it was given.
    #[must_use]
    pub fn url(&self) -> &'a str {
        self.url
    }

    /// Returns the headers in their order.
    #[must_use]
    pub fn headers(&self) -> &[(&'a str, &'a [u8])] {
        &self.headers
    }

    /// Returns the values of a header, in their order.
    pub fn values<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'a [u8]> + 'r {
        let named = self
            .headers
            .iter()
            .filter(move |(found, _)| found.eq_ignore_ascii_case(name));
        named.map(|(_, value)| *value)
    }

    /// Returns the body, empty when there is none.
    #[must_use]
    pub fn content(&self) -> &'a [u8] {
        self.body
    }

    /// Whether the body is `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn has_form(&self) -> bool {
        self.form
    }

    /// Returns the body where it is a form, else nothing.
    pub(crate) fn form_bytes(&self) -> &'a [u8] {
        if self.form { self.body } else { &[] }
    }
}

impl std::fmt::Debug for Request<'_> {
    /// Shows the names of headers only: their values, the query and the body can hold credentials.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &path)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Whether a `Content-Type` is that of a form, whatever its parameters.
fn is_form(content_type: &[u8]) -> bool {
    let essence = content_type.split(|byte| *byte == b';').next();
    essence.is_some_and(|essence| {
        essence
            .trim_ascii()
            .eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_known_by_their_type() {
        let typed = |value: &'static str| {
            Request::new("POST", "https://a/")
                .header("content-TYPE", value.as_bytes())
                .has_form()
        };
        assert!(typed("application/x-www-form-urlencoded"));
        assert!(typed("Application/X-WWW-Form-Urlencoded ; charset=UTF-8"));
        assert!(!typed("application/json"));
        assert!(!typed("application/x-www-form-urlencoded2"));
    }

    #[test]
    fn debug_shows_no_values() {
        let request = Request::new("GET", "https://a/b?secret=hunter2")
            .header("Authorization", b"hunter2")
            .form(b"hunter2");
        assert!(!format!("{request:?}").contains("hunter2"));
    }
}
