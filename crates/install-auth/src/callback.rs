//! The install callback, parsed from a URL as it arrived and never re-encoded.

use crate::{Freshness, Reason, Refusal, Unauthenticated, query};

/// What the platform sent to the install URL. Nothing of it is proven: [`verify`](crate::verify()) does that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallCallback {
    pub(crate) a: String,
    pub(crate) t: String,
    pub(crate) d: String,
    pub(crate) h: String,
    b: Option<String>,
    e: Option<String>,
    extras: Vec<String>,
}

impl InstallCallback {
    /// Parses a URL, a path with query, or a bare query (what stands before any `?`, `/` or `:` is the name of a
    /// parameter). A fragment is left away, as no server ever sees one.
    ///
    /// Values are decoded as ASP.NET does: `+` is a space, `%XX` a byte, the bytes are UTF-8; ASP.NET's old `%uXXXX` is not
    /// known. Names are told without regard to case, as ASP.NET does, so `A` is a second `a`, and a second one of `a`, `t`,
    /// `d`, `h`, `b` or `e` is refused: another program on the way might take the other one. Parameters of any other name
    /// are let through and listed by [`unsigned`](Self::unsigned).
    ///
    /// Not checked: the shape of the values, which is [`verify`](crate::verify())'s. At most [`MAX_LEN`](Self::MAX_LEN)
    /// bytes are read, in linear time.
    ///
    /// # Errors
    /// [`Reason::MissingParameter`] naming each of `a`, `t`, `d`, `h` that is absent, [`Reason::DuplicateParameter`],
    /// [`Reason::TooLong`] and [`Reason::ControlCharacter`].
    ///
    /// ```
    /// use credtool_install_auth::{InstallCallback, Reason};
    /// let refusal = InstallCallback::parse("http://myapp.com/Install?a=1&t=2&A=3").unwrap_err();
    /// assert_eq!(refusal.reason, Reason::DuplicateParameter { name: "a" });
    /// let refusal = InstallCallback::parse("a=1&t=2").unwrap_err();
    /// assert_eq!(refusal.to_string(), "d and h are missing");
    /// ```
    pub fn parse(url_or_query: &str) -> Result<Self, Refusal> {
        let found = url_or_query.len();
        if found > Self::MAX_LEN {
            return Err(Reason::TooLong { found }.into());
        }
        // Without an early end, so that the compiler takes many bytes at a time.
        if url_or_query
            .bytes()
            .fold(false, |any, byte| any | byte.is_ascii_control())
        {
            let at = url_or_query
                .bytes()
                .position(|byte| byte.is_ascii_control());
            return Err(Reason::ControlCharacter {
                at: at.unwrap_or_default(),
            }
            .into());
        }
        let (known, extras) = collect(query::of(url_or_query))?;
        match known {
            [Some(a), Some(t), Some(d), Some(h), b, e] => Ok(Self {
                a,
                t,
                d,
                h,
                b,
                e,
                extras,
            }),
            [a, t, d, h, ..] => Err(missing([a, t, d, h])),
        }
    }

    /// The longest URL that is read, in bytes; servers refuse longer ones on their own.
    pub const MAX_LEN: usize = 8192;

    /// Returns `b`, the subdomain of the account that installs the app, as the URL claims it.
    #[must_use]
    pub fn subdomain(&self) -> Option<Unauthenticated<&str>> {
        self.b.as_deref().map(Unauthenticated::new)
    }

    /// Returns `e`, the email address of the person who installs the app, as the URL claims it.
    #[must_use]
    pub fn email(&self) -> Option<Unauthenticated<&str>> {
        self.e.as_deref().map(Unauthenticated::new)
    }

    /// Returns the names of the parameters that are there and that the hash does not cover: `b`, `e`, and whatever else
    /// was sent.
    pub fn unsigned(&self) -> impl Iterator<Item = &str> {
        let known = [self.b.as_ref().map(|_| "b"), self.e.as_ref().map(|_| "e")];
        known
            .into_iter()
            .flatten()
            .chain(self.extras.iter().map(String::as_str))
    }
}

/// Sorts the parameters of a query into the six that have a meaning and the names of the others.
fn collect(query: &str) -> Result<([Option<String>; 6], Vec<String>), Refusal> {
    let mut known = [const { None }; 6];
    let mut extras = Vec::new();
    for (name, value) in query::decoded(query) {
        let place = NAMES
            .iter()
            .position(|known| known.eq_ignore_ascii_case(&name));
        match place {
            None => extras.push(name.into_owned()),
            Some(place) if known[place].is_some() => {
                return Err(Reason::DuplicateParameter { name: NAMES[place] }.into());
            }
            Some(place) => known[place] = Some(value.into_owned()),
        }
    }
    Ok((known, extras))
}

fn missing(signed: [Option<String>; 4]) -> Refusal {
    let absent = signed
        .iter()
        .zip(NAMES)
        .filter(|(value, _)| value.is_none());
    let names: Vec<_> = absent.map(|(_, name)| name).collect();
    let freshness = names.contains(&"d").then_some(Freshness::Absent);
    Refusal {
        reason: Reason::MissingParameter { names },
        matched: None,
        freshness,
    }
}

/// The parameters that have a meaning, in the order of the platform's page. The first three and the hash are required.
pub(crate) const NAMES: [&str; 6] = ["a", "t", "d", "h", "b", "e"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_and_the_unsigned_ones() {
        let callback = InstallCallback::parse("?x=1&a=A&T=T&d=D&h=H&e=u%40v&b=s+d&x=2").unwrap();
        assert_eq!(
            [&callback.a, &callback.t, &callback.d, &callback.h],
            ["A", "T", "D", "H"]
        );
        assert_eq!(
            callback.subdomain().unwrap().accept_unauthenticated(),
            "s d"
        );
        assert_eq!(callback.email().unwrap().accept_unauthenticated(), "u@v");
        assert_eq!(
            callback.unsigned().collect::<Vec<_>>(),
            ["b", "e", "x", "x"]
        );
        let bare = InstallCallback::parse("a&t&d&h").unwrap();
        assert_eq!((bare.a.as_str(), bare.subdomain().is_none()), ("", true));
    }

    #[test]
    fn each_missing_parameter_is_named() {
        for (query, message, freshness) in [
            ("t=&d=&h=", "a is missing", None),
            ("a=&d=&h=", "t is missing", None),
            ("a=&t=&h=", "d is missing", Some(Freshness::Absent)),
            ("a=&t=&d=", "h is missing", None),
            ("", "a, t, d and h are missing", Some(Freshness::Absent)),
        ] {
            let refusal = InstallCallback::parse(query).unwrap_err();
            assert_eq!(
                (refusal.to_string().as_str(), refusal.freshness),
                (message, freshness)
            );
        }
    }

    #[test]
    fn each_second_one_is_refused() {
        for name in NAMES {
            let query = format!("a=&t=&d=&h=&b=&e=&{}=", name.to_uppercase());
            let refusal = InstallCallback::parse(&query).unwrap_err();
            assert_eq!(refusal.reason, Reason::DuplicateParameter { name });
            let hidden = format!("a=&t=&d=&h=&b=&e=&%{:02x}=", name.as_bytes()[0]);
            assert_eq!(
                InstallCallback::parse(&hidden).unwrap_err().reason,
                Reason::DuplicateParameter { name }
            );
        }
    }

    #[test]
    fn length_and_control_characters() {
        let long = format!(
            "a=&t=&d=&h=&x={}",
            "x".repeat(InstallCallback::MAX_LEN - 14)
        );
        assert!(InstallCallback::parse(&long).is_ok());
        let longer = long + "x";
        assert_eq!(
            InstallCallback::parse(&longer).unwrap_err().reason,
            Reason::TooLong { found: 8193 }
        );
        assert_eq!(
            InstallCallback::parse("/i?\na=1").unwrap_err().reason,
            Reason::ControlCharacter { at: 3 }
        );
    }
}
