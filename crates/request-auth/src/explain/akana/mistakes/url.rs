//! Method, scheme, host, port and path.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::Variants;
use crate::explain::Cause;
use crate::explain::akana::recipe::Recipe;
use crate::explain::akana::style::{Style, set_hex_case};
use crate::{Request, SignedUrl};

/// Scheme, host and port: as they are written, as they are by default, and as a proxy knows them.
pub(super) fn ports<'a>(
    variants: &mut Variants<'a>,
    request: &'a Request<'a>,
    recipe: &Recipe<'a>,
) {
    let default = if recipe.scheme == "https" {
        "443"
    } else {
        "80"
    };
    for port in [default, "443", "80"] {
        let detail = format!("the signed URL has the default port {port}");
        variants.add(Cause::DefaultPort, detail, move |recipe| {
            recipe.port = Some(port.into())
        });
    }
    variants.add(
        Cause::DefaultPort,
        "the signed URL does not have the port",
        |recipe| recipe.port = None,
    );
    let other = if recipe.scheme == "https" {
        "http"
    } else {
        "https"
    };
    let detail = format!("the signed URL starts with {other}: a proxy in between ends TLS");
    variants.add(Cause::DefaultPort, detail.clone(), move |recipe| {
        recipe.scheme = other.into()
    });
    let other_default = if other == "https" { "443" } else { "80" };
    variants.add(Cause::DefaultPort, detail, move |recipe| {
        recipe.scheme = other.into();
        recipe.port = Some(other_default.into());
    });
    for name in ["host", "x-forwarded-host", "x-original-host"] {
        let values = request
            .values(name)
            .filter_map(|value| std::str::from_utf8(value).ok());
        for value in values.take(4) {
            let (host, port) = match value.trim().rsplit_once(':') {
                Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                    (host, Some(port))
                }
                _ => (value.trim(), None),
            };
            let port = port.filter(|port| !matches!(*port, "80" | "443"));
            let detail = format!(
                "the signed URL has the host of the header {name}, and the request's another"
            );
            variants.add(Cause::DefaultPort, detail, move |recipe| {
                recipe.host = Cow::Owned(host.to_ascii_lowercase());
                recipe.port = port.map(Cow::Borrowed);
            });
        }
    }
}

pub(super) fn methods<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    let sent = request.method().as_bytes();
    variants.add(
        Cause::MethodCase,
        "the method is signed as it is sent, and it is to be in upper case",
        |recipe| recipe.method = Cow::Borrowed(sent),
    );
    variants.add(
        Cause::MethodCase,
        "the method is signed in lower case",
        |recipe| recipe.method = Cow::Owned(sent.to_ascii_lowercase()),
    );
    variants.add(
        Cause::MethodCase,
        "the method is signed with a capital letter and small ones",
        |recipe| {
            let mut method = sent.to_ascii_lowercase();
            if let Some(first) = method.first_mut() {
                first.make_ascii_uppercase();
            }
            recipe.method = Cow::Owned(method);
        },
    );
}

/// The path, decoded or encoded once more, or rewritten on the way.
pub(super) fn paths<'a>(
    variants: &mut Variants<'a>,
    request: &'a Request<'a>,
    recipe: &Recipe<'a>,
) {
    let path = recipe.path.to_vec();
    let mut forms: Vec<(&'static str, Vec<u8>)> = vec![
        (
            "the path is signed decoded",
            percent_decode(&path).collect(),
        ),
        (
            "the percent signs of the path are signed encoded once more",
            join(&path, b'%', b"%25"),
        ),
    ];
    for style in [Style::Unreserved, Style::Component] {
        let segments = path.split(|byte| *byte == b'/');
        let decoded =
            segments.map(|segment| style.encode(&percent_decode(segment).collect::<Vec<u8>>()));
        forms.push((
            "the path is signed with more of its characters percent-encoded",
            decoded.collect::<Vec<_>>().join(&b'/'),
        ));
    }
    for change in [<[u8]>::make_ascii_lowercase, <[u8]>::make_ascii_uppercase] {
        let mut form = path.clone();
        set_hex_case(&mut form, change);
        forms.push((
            "the path is signed with its percent-encoding in the other case",
            form,
        ));
    }
    forms.push((
        "the path is signed with a slash at its end",
        [&path, &b"/"[..]].concat(),
    ));
    let shorter = path.strip_suffix(b"/").unwrap_or(&path).to_vec();
    forms.push(("the path is signed without the slash at its end", shorter));
    forms.push((
        "the path is signed in lower case",
        path.to_ascii_lowercase(),
    ));
    for (detail, form) in forms.into_iter().filter(|(_, form)| *form != path) {
        variants.add(Cause::PercentEncoding, detail, move |recipe| {
            recipe.path = Cow::Owned(form.clone());
        });
    }
    let plus = String::from_utf8_lossy(&path)
        .replace("%20", "+")
        .into_bytes();
    if plus != path {
        let detail = "the %20 of the path is signed as a +";
        variants.add(Cause::PlusOrSpace, detail, move |recipe| {
            recipe.path = Cow::Owned(plus.clone())
        });
    }
    if let Ok(url) = SignedUrl::parse(request.url()) {
        variants.add(
            Cause::PercentEncoding,
            "scheme and host are signed as they are written, and they are to be in lower case",
            move |recipe| {
                recipe.scheme = Cow::Borrowed(url.scheme);
                recipe.host = Cow::Borrowed(url.host);
            },
        );
    }
}

fn join(text: &[u8], separator: u8, with: &[u8]) -> Vec<u8> {
    let pieces = text.split(|byte| *byte == separator);
    pieces.collect::<Vec<_>>().join(with)
}
