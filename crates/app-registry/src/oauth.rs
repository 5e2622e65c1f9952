//! What an authorization server has to know of an app.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// Where an authorization server may send a browser back to (RFC 6749 §3.1.2, RFC 8252 §7): absolute, ASCII, without a fragment.
///
/// `https` with a host; `http` to the machine itself alone; a scheme of the app's own with a dot in it, such as
/// `com.example.app:/cb`. Whether anybody answers there is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RedirectUrl(String);

impl RedirectUrl {
    /// The greatest number of characters.
    pub const MAXIMUM: usize = 2048;

    /// Returns the text, as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether a browser alone can go there: `https` or `http`.
    #[must_use]
    pub fn is_web(&self) -> bool {
        scheme(&self.0).is_some_and(|(scheme, _)| scheme == "https" || scheme == "http")
    }
}

impl FromStr for RedirectUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.len() > Self::MAXIMUM {
            return Err(Error::TooLong {
                what: "the redirect URL",
                found: text.len(),
                maximum: Self::MAXIMUM,
                unit: "bytes",
            });
        }
        match problem(text) {
            None => Ok(Self(text.to_owned())),
            Some(why) => Err(Error::RedirectUrl {
                url: text.to_owned(),
                why,
            }),
        }
    }
}

impl fmt::Display for RedirectUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn problem(text: &str) -> Option<&'static str> {
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some("has characters that a URL has not: percent-encode them");
    }
    if text.contains('#') {
        return Some("has a fragment, which RFC 6749 §3.1.2 forbids");
    }
    let Some((scheme, rest)) = scheme(text) else {
        return Some("has no scheme: it begins with https:// or with a scheme of the app's own");
    };
    match scheme.as_str() {
        "https" | "http" => {
            let Some(rest) = rest.strip_prefix("//") else {
                return Some("has no host");
            };
            let authority = rest.split(['/', '?', '\\']).next().unwrap_or_default();
            if authority.contains('@') {
                return Some("has a user name, which can pass for the host");
            }
            if rest.contains('\\') {
                return Some("has a backslash, which browsers read as a slash");
            }
            let Some(host) = host(authority) else {
                return Some("has no host, or a port that is no number");
            };
            let itself =
                ["localhost", "127.0.0.1", "[::1]"].contains(&host.to_ascii_lowercase().as_str());
            (scheme == "http" && !itself)
                .then_some("is http, which only the machine itself may have: use https")
        }
        // RFC 8252 §7.1: a domain name in reverse, so that two apps do not choose the same one.
        own if own.contains('.') => None,
        _ => Some("has a scheme that is neither https nor the app's own, with a dot in it"),
    }
}

/// Returns the scheme in lower case and what follows the colon.
fn scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let part = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let sound = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(part);
    (sound && !rest.is_empty()).then(|| (scheme.to_ascii_lowercase(), rest))
}

/// Returns the host of an authority, without its port, which is a number.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.find(']') {
        Some(end) => authority.split_at(end + 1),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let number = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let sound = port.is_empty() || port.strip_prefix(':').is_some_and(number);
    (sound && !host.is_empty()).then_some(host)
}

/// What kind of client an app is (RFC 6749 §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ApplicationType {
    /// It runs on a server and can keep a secret.
    Web,
    /// It runs in a browser and cannot.
    UserAgent,
    /// It is installed on the user's machine and cannot.
    Native,
}

impl ApplicationType {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::UserAgent => "user-agent",
            Self::Native => "native",
        }
    }
}

impl fmt::Display for ApplicationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ApplicationType {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let all = [Self::Web, Self::UserAgent, Self::Native];
        let found = all.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| Error::UnknownWord {
            what: "the application type",
            found: text.chars().take(40).collect(),
            choices: "web, user-agent or native",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_urls() {
        for url in [
            "https://app.example/cb",
            "https://app.example:8443/cb?x=1",
            "http://localhost:8080/cb",
            "http://127.0.0.1/cb",
            "http://[::1]:5/cb",
            "com.example.app:/cb",
        ] {
            assert_eq!(RedirectUrl::from_str(url).unwrap().as_str(), url);
        }
        for url in [
            "",
            "app.example/cb",
            "/cb",
            "http://app.example/cb",
            "http://localhost.evil.example/cb",
            "http://[::1].evil.example/cb",
            "https:///cb",
            "https:cb",
            "https://:443/",
            "https://app.example:80x/",
            "https://",
            "https://good.example@evil.example/",
            "https://good.example\\@evil.example/",
            "https://app.example/cb#x",
            "https://app.example/ü",
            "https://app.example/a b",
            "javascript:alert(1)",
            "data:text/html,x",
            "urn:x",
            "https://app.example/\n",
        ] {
            assert!(RedirectUrl::from_str(url).is_err(), "{url:?}");
        }
        let long = format!("https://app.example/{}", "x".repeat(2048));
        assert_eq!(RedirectUrl::from_str(&long).unwrap_err().code(), "too-long");
        assert!(!RedirectUrl::from_str("com.example:/cb").unwrap().is_web());
    }
}
