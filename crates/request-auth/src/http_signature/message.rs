//! The values of a request's components (RFC 9421 §2.1, §2.2), each looked up without going through the request again.

mod line; // one line of a field
mod query; // the parameters of a query

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::HashMap;

use super::component::{Component, Derived, Name, Parameter};
use super::structured::{self, Member};
use crate::{Error, Request, SignedUrl};

use line::unfolded;
use query::query;

/// Why a component has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoValue {
    /// The request does not have it.
    Absent,
    /// It has it, and it cannot be signed.
    Unfit(&'static str),
}

/// A request whose components can be looked up.
pub(crate) struct Message<'a> {
    request: &'a Request<'a>,
    url: SignedUrl<'a>,
    /// Path and query as they are written, the question mark included where there is one.
    target: &'a str,
    /// The places of the fields, sorted by name; made when first needed.
    fields: OnceCell<Vec<usize>>,
    /// The parameters of the query, encoded again; `None` for a name that is there twice.
    query: OnceCell<HashMap<String, Option<String>>>,
}

impl<'a> Message<'a> {
    pub(crate) fn new(request: &'a Request<'a>) -> Result<Self, Error> {
        let url = SignedUrl::parse(request.url())?;
        let whole = request.url().split('#').next().unwrap_or_default();
        let behind_scheme = url.scheme.len() + "://".len();
        let behind = whole.get(behind_scheme..).unwrap_or_default();
        let start = behind.find(['/', '?']).unwrap_or(behind.len());
        Ok(Self {
            request,
            url,
            target: &behind[start..],
            fields: OnceCell::new(),
            query: OnceCell::new(),
        })
    }

    pub(crate) fn request(&self) -> &'a Request<'a> {
        self.request
    }

    /// Writes the value of a component: printable ASCII, so that no value can look like two lines.
    pub(crate) fn write(&self, out: &mut Vec<u8>, component: &Component) -> Result<(), NoValue> {
        let start = out.len();
        match &component.name {
            Name::Derived(derived) => self.write_derived(out, *derived, component)?,
            Name::Field(name) => self.write_field(out, name, &component.parameters)?,
        }
        let fit = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t');
        match out[start..].iter().all(fit) {
            true => Ok(()),
            false => Err(NoValue::Unfit("has a byte that is not printable ASCII")),
        }
    }

    /// Returns the value of a field, its lines joined; `None` where there is none.
    pub(crate) fn field(&self, name: &str) -> Option<Cow<'a, [u8]>> {
        let mut lines = self.lines(name);
        let first = unfolded(lines.next()?);
        let mut joined: Option<Vec<u8>> = None;
        for line in lines {
            let joined = joined.get_or_insert_with(|| first.to_vec());
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(&unfolded(line));
        }
        Some(joined.map_or(first, Cow::Owned))
    }

    fn write_derived(
        &self,
        out: &mut Vec<u8>,
        derived: Derived,
        component: &Component,
    ) -> Result<(), NoValue> {
        match derived {
            Derived::Method => out.extend_from_slice(self.request.method().as_bytes()),
            Derived::Scheme => lower(out, self.url.scheme),
            Derived::Authority => self.authority(out),
            Derived::Path => out.extend_from_slice(self.url.path.as_bytes()),
            Derived::Query => {
                out.push(b'?');
                out.extend_from_slice(self.url.query.as_bytes());
            }
            Derived::TargetUri => {
                lower(out, self.url.scheme);
                out.extend_from_slice(b"://");
                self.authority(out);
                self.target(out);
            }
            Derived::RequestTarget if self.request.method() == "CONNECT" => {
                return Err(NoValue::Unfit("of CONNECT is not supported"));
            }
            Derived::RequestTarget => self.target(out),
            Derived::QueryParam => {
                let Some(Parameter::Name(name)) = component.parameters.first() else {
                    return Err(NoValue::Absent);
                };
                match self.query.get_or_init(|| query(self.url.query)).get(name) {
                    Some(Some(value)) => out.extend_from_slice(value.as_bytes()),
                    Some(None) => return Err(NoValue::Unfit("is there twice, or is not UTF-8")),
                    None => return Err(NoValue::Absent),
                }
            }
        }
        Ok(())
    }

    /// Host and port (RFC 9110 §4.2.3): lower case, the scheme's own port left out.
    fn authority(&self, out: &mut Vec<u8>) {
        lower(out, self.url.host);
        let own = if self.url.scheme.eq_ignore_ascii_case("https") {
            "443"
        } else {
            "80"
        };
        if let Some(port) = self.url.port.filter(|port| *port != own) {
            out.push(b':');
            out.extend_from_slice(port.as_bytes());
        }
    }

    fn target(&self, out: &mut Vec<u8>) {
        if !self.target.starts_with('/') {
            out.push(b'/');
        }
        out.extend_from_slice(self.target.as_bytes());
    }

    fn write_field(
        &self,
        out: &mut Vec<u8>,
        name: &str,
        parameters: &[Parameter],
    ) -> Result<(), NoValue> {
        if parameters == [Parameter::Bs] {
            let mut lines = self.lines(name).peekable();
            lines.peek().ok_or(NoValue::Absent)?;
            for (place, line) in lines.enumerate() {
                if place > 0 {
                    out.extend_from_slice(b", ");
                }
                structured::write_bytes(out, &unfolded(line));
            }
            return Ok(());
        }
        let value = self.field(name).ok_or(NoValue::Absent)?;
        if parameters.is_empty() {
            out.extend_from_slice(&value);
            return Ok(());
        }
        let key = parameters.iter().find_map(|parameter| match parameter {
            Parameter::Key(key) => Some(key.as_str()),
            _ => None,
        });
        if key.is_none() && !DICTIONARIES.contains(&name) {
            return Err(NoValue::Unfit(
                "is not known here as a structured field, so sf cannot be applied",
            ));
        }
        let text = std::str::from_utf8(&value).ok();
        let members = text.and_then(|text| structured::dictionary(text).ok());
        let members = members.ok_or(NoValue::Unfit(
            "is no dictionary of structured fields with each key once",
        ))?;
        match key {
            None => structured::write_dictionary(out, &members),
            Some(key) => {
                let member = members.iter().find(|(name, _)| *name == key);
                let member: &Member<'_> =
                    member.map(|(_, member)| member).ok_or(NoValue::Absent)?;
                structured::write_member(out, member);
            }
        }
        Ok(())
    }

    /// Returns the lines of a field, in their order.
    fn lines<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'a [u8]> + 'm {
        let headers = self.request.headers();
        let order = |place: &usize| {
            headers
                .get(*place)
                .map_or(Ordering::Greater, |(found, _)| compare(found, name))
        };
        let places = self.fields.get_or_init(|| {
            let mut places: Vec<usize> = (0..headers.len()).collect();
            places.sort_by(|a, b| compare(headers[*a].0, headers[*b].0));
            places
        });
        let start = places.partition_point(|place| order(place) == Ordering::Less);
        let named = places[start..]
            .iter()
            .take_while(move |place| order(place) == Ordering::Equal);
        named.map(|place| headers[*place].1)
    }
}

/// The fields known here that are dictionaries: RFC 9421 §4, RFC 9530, RFC 9218.
const DICTIONARIES: [&str; 8] = [
    "signature",
    "signature-input",
    "accept-signature",
    "content-digest",
    "repr-digest",
    "want-content-digest",
    "want-repr-digest",
    "priority",
];

fn lower(out: &mut Vec<u8>, text: &str) {
    out.extend(text.bytes().map(|byte| byte.to_ascii_lowercase()));
}

/// Compares names without regard to case.
fn compare(a: &str, b: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(lower).cmp(b.bytes().map(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(request: &Request<'_>, component: &str) -> Result<String, NoValue> {
        let mut out = Vec::new();
        let component = component.parse().unwrap();
        Message::new(request).unwrap().write(&mut out, &component)?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn of_url(url: &str, component: &str) -> String {
        value(&Request::new("GET", url), component).unwrap()
    }

    /// RFC 9421 §2.2.1 to §2.2.8.
    #[test]
    fn derived() {
        let url = "HTTPS://www.Example.com:443/path?param=value&param=another#f";
        for (component, expected) in [
            ("@method", "GET"),
            (
                "@target-uri",
                "https://www.example.com/path?param=value&param=another",
            ),
            ("@authority", "www.example.com"),
            ("@scheme", "https"),
            ("@request-target", "/path?param=value&param=another"),
            ("@path", "/path"),
            ("@query", "?param=value&param=another"),
        ] {
            assert_eq!(of_url(url, component), expected, "{component}");
        }
        for (url, target, path, query) in [
            ("http://a", "/", "/", "?"),
            ("http://a?", "/?", "/", "?"),
            ("http://a#x?y", "/", "/", "?"),
            ("http://a?b/c", "/?b/c", "/", "?b/c"),
            (
                "http://a/?queryString",
                "/?queryString",
                "/",
                "?queryString",
            ),
            (
                "http://a/%7e//../b%20",
                "/%7e//../b%20",
                "/%7e//../b%20",
                "?",
            ),
        ] {
            assert_eq!(of_url(url, "@request-target"), target, "{url}");
            assert_eq!(
                of_url(url, "@target-uri"),
                format!("http://a{target}"),
                "{url}"
            );
            assert_eq!(of_url(url, "@path"), path, "{url}");
            assert_eq!(of_url(url, "@query"), query, "{url}");
        }
        assert_eq!(of_url("http://A:443/", "@authority"), "a:443");
        assert_eq!(of_url("https://[::1]:80/", "@authority"), "[::1]:80");
        assert_eq!(of_url("http://a:80/", "@target-uri"), "http://a/");
        let connect = Request::new("CONNECT", "http://a/");
        assert!(matches!(
            value(&connect, "@request-target"),
            Err(NoValue::Unfit(_))
        ));
    }

    /// RFC 9421 §2.2.8, its examples first.
    #[test]
    fn query_parameters() {
        let url = "https://a/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace\
            &fa%C3%A7ade%22%3A%20=something&qux=&bare&%7E=%2a";
        for (name, expected) in [
            ("var", "this%20is%20a%20big%0Amultiline%20value"),
            ("bar", "with%20plus%20whitespace"),
            ("fa%C3%A7ade%22%3A%20", "something"),
            ("qux", ""),
            ("bare", ""),
            ("%7E", "*"),
        ] {
            assert_eq!(
                of_url(url, &format!("@query-param;name=\"{name}\"")),
                expected,
                "{name}"
            );
        }
        let of = |url: &str| value(&Request::new("GET", url), "@query-param;name=\"a\"");
        assert_eq!(of("https://a/?b=1"), Err(NoValue::Absent));
        assert_eq!(of("https://a/?A=1"), Err(NoValue::Absent));
        for twice in ["a=1&a=1", "a=1&%61=2", "a&a&a", "a=%ff"] {
            assert!(
                matches!(of(&format!("https://a/?{twice}")), Err(NoValue::Unfit(_))),
                "{twice}"
            );
        }
    }

    /// RFC 9421 §2.1 to §2.1.3.
    #[test]
    fn fields() {
        let request = Request::new("GET", "https://a/")
            .header("X-OWS-Header", b"  Leading and trailing whitespace.   ")
            .header("X-Obs-Fold", b"Obsolete\r\n    line folding.")
            .header("Cache-Control", b"max-age=60")
            .header("cache-control", b"\tmust-revalidate ")
            .header("Example-Dict", b" a=1,    b=2;x=1;y=2,   c=(a   b   c), d")
            .header("X-Empty", b"")
            .header("Priority", b"u=1,   i")
            .header("Latin", b"\xe9")
            .header("Split", b"a\nb");
        for (component, expected) in [
            ("x-ows-header", "Leading and trailing whitespace."),
            ("x-obs-fold", "Obsolete line folding."),
            ("cache-control", "max-age=60, must-revalidate"),
            ("example-dict", "a=1,    b=2;x=1;y=2,   c=(a   b   c), d"),
            ("example-dict;key=\"a\"", "1"),
            ("example-dict;key=\"b\"", "2;x=1;y=2"),
            ("example-dict;key=\"c\"", "(a b c)"),
            ("example-dict;key=\"d\"", "?1"),
            ("x-empty", ""),
            ("priority;sf", "u=1, i"),
            (
                "cache-control;bs",
                ":bWF4LWFnZT02MA==:, :bXVzdC1yZXZhbGlkYXRl:",
            ),
            ("latin;bs", ":6Q==:"),
        ] {
            assert_eq!(
                value(&request, component).as_deref(),
                Ok(expected),
                "{component}"
            );
        }
        for absent in ["x", "example-dict;key=\"e\"", "zz", "cache", "x;bs"] {
            assert_eq!(value(&request, absent), Err(NoValue::Absent), "{absent}");
        }
        for unfit in ["latin", "split", "cache-control;sf", "latin;key=\"a\""] {
            assert!(
                matches!(value(&request, unfit), Err(NoValue::Unfit(_))),
                "{unfit}"
            );
        }
    }
}
