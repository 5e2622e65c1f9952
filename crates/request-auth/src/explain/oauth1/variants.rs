//! Strings that the other side may have signed instead of ours: each is ours with one usual mistake.

use std::borrow::Cow;

use super::recipe::{Empty, Encoding, Recipe, Sorted};
use crate::explain::Cause;
use crate::explain::mistake::Mistake;
use crate::parameters::{self, Parameter};
use crate::{Request, SignedUrl};

/// A mistake, and the string that it makes.
pub(super) type Variant<'a> = (Mistake, Recipe<'a>);

/// Returns the variants, the usual ones first.
pub(super) fn all<'a>(
    request: &Request<'a>,
    url: &SignedUrl<'a>,
    right: &Recipe<'a>,
) -> Vec<Variant<'a>> {
    let mut list = Vec::new();
    let mut add =
        |cause, detail: &'static str, recipe| list.push((Mistake::new(cause, detail), recipe));
    of_the_url(url, right, &mut add);
    of_the_parameters(request, url, right, &mut add);
    of_the_writing(request, url, right, &mut add);
    list
}

fn of_the_url<'a>(
    url: &SignedUrl<'a>,
    right: &Recipe<'a>,
    add: &mut impl FnMut(Cause, &'static str, Recipe<'a>),
) {
    let secure = url.scheme.eq_ignore_ascii_case("https");
    let (scheme, other) = if secure {
        ("https", "http")
    } else {
        ("http", "https")
    };
    let (own, of_other) = if secure { ("443", "80") } else { ("80", "443") };
    let host = url.host.to_ascii_lowercase();
    let mut signed = |detail, uri: String| {
        add(
            Cause::DefaultPort,
            detail,
            right.with(|recipe| recipe.uri = uri),
        );
    };
    let port = url.port.filter(|port| *port != own);
    let shown = port.map_or_else(String::new, |port| format!(":{port}"));
    let path = url.path;
    signed(
        "the other side signed the port that belongs to the scheme anyway",
        format!("{scheme}://{host}:{}{path}", url.port.unwrap_or(own)),
    );
    signed(
        "the other side signed http for https, or https for http",
        format!("{other}://{host}{shown}{path}"),
    );
    signed(
        "the other side signed http for https, or https for http, with its port",
        format!("{other}://{host}:{}{path}", port.unwrap_or(of_other)),
    );
    signed(
        "the other side left the port out of the signed URL",
        format!("{scheme}://{host}{path}"),
    );
    signed(
        "the other side signed scheme and host in the letters of the URL",
        format!("{}://{}{shown}{path}", url.scheme, url.host),
    );
    signed(
        "the other side signed the URL without the slash at its end",
        format!(
            "{scheme}://{host}{shown}{}",
            path.strip_suffix('/').unwrap_or(path)
        ),
    );
    signed(
        "the other side signed the URL with a slash at its end",
        format!("{scheme}://{host}{shown}{path}/"),
    );
}

fn of_the_parameters<'a>(
    request: &Request<'a>,
    url: &SignedUrl<'a>,
    right: &Recipe<'a>,
    add: &mut impl FnMut(Cause, &'static str, Recipe<'a>),
) {
    let missing = Cause::MissingParameter;
    add(
        Cause::FormBodyIgnored,
        "the other side did not sign the form",
        right.with(|recipe| recipe.form.clear()),
    );
    if !request.has_form() {
        add(
            Cause::FormBodyIgnored,
            "the other side signed a form, and the body's Content-Type is not that of one",
            right.with(|recipe| recipe.form = parameters::parse(request.content()).collect()),
        );
    }
    add(
        missing,
        "the other side did not sign the query",
        right.with(|recipe| recipe.query.clear()),
    );
    add(
        missing,
        "the other side signed neither query nor form",
        right.with(|recipe| {
            recipe.query.clear();
            recipe.form.clear();
        }),
    );
    add(
        missing,
        "the other side signed the query as a part of the URL",
        right.with(|recipe| {
            recipe.uri = format!("{}?{}", recipe.uri, url.query);
            recipe.query.clear();
        }),
    );
    for (name, detail) in LEFT_OUT {
        add(
            missing,
            detail,
            right.with(|recipe| recipe.oauth.retain(|(found, _)| **found != *name)),
        );
    }
    add(
        missing,
        "the other side did not sign the parameters of the header that are not OAuth's",
        right.with(|recipe| recipe.oauth.retain(|(name, _)| name.starts_with(b"oauth_"))),
    );
    let with = |name: &'static [u8], value: &'static [u8]| {
        right.with(|recipe| {
            recipe
                .oauth
                .push((Cow::Borrowed(name), Cow::Borrowed(value)))
        })
    };
    add(
        missing,
        "the other side signed oauth_version and did not send it",
        with(b"oauth_version", b"1.0"),
    );
    add(
        missing,
        "the other side signed an empty oauth_token and did not send it",
        with(b"oauth_token", b""),
    );
    add(
        Cause::TimestampUnit,
        "the other side signed milliseconds and sent seconds",
        right.with(|recipe| {
            let stamp = recipe
                .oauth
                .iter_mut()
                .find(|(name, _)| **name == *b"oauth_timestamp");
            if let Some((_, value)) = stamp {
                value.to_mut().extend_from_slice(b"000");
            }
        }),
    );
}

fn of_the_writing<'a>(
    request: &Request<'a>,
    url: &SignedUrl<'a>,
    right: &Recipe<'a>,
    add: &mut impl FnMut(Cause, &'static str, Recipe<'a>),
) {
    let written = |inner| right.with(|recipe| recipe.inner = inner);
    let read = |query: &'a [u8], decode: fn(&[u8]) -> Vec<u8>| {
        let pairs = parameters::raw(query);
        let pairs = pairs.filter(|(name, _)| !name.starts_with(b"oauth_"));
        let owned = |text| Cow::Owned(decode(text));
        let pairs: Vec<Parameter<'a>> = pairs
            .map(|(name, value)| (owned(name), owned(value)))
            .collect();
        pairs
    };
    let reread = |decode: fn(&[u8]) -> Vec<u8>| {
        right.with(|recipe| {
            recipe.query = read(url.query.as_bytes(), decode);
            recipe.form = read(request.form_bytes(), decode);
        })
    };
    let (space, percent) = (Cause::PlusOrSpace, Cause::PercentEncoding);
    add(
        space,
        "the other side signed a + of query or form as a plus",
        reread(|text| percent_encoding::percent_decode(text).collect()),
    );
    add(
        space,
        "the other side encoded a space as + in the signed string",
        written(Encoding::Plus),
    );
    add(
        percent,
        "the other side encoded query and form once more without decoding them first",
        reread(<[u8]>::to_vec),
    );
    add(
        percent,
        "the other side did not encode names and values",
        written(Encoding::Raw),
    );
    add(
        percent,
        "the other side encoded names and values twice",
        written(Encoding::Twice),
    );
    add(
        percent,
        "the other side wrote escapes in lower-case hex digits",
        written(Encoding::LowerHex),
    );
    add(
        percent,
        "the other side wrote all escapes in lower-case hex digits",
        right.with(|recipe| {
            recipe.inner = Encoding::LowerHex;
            recipe.outer = Encoding::LowerHex;
            recipe.of_uri = Encoding::LowerHex;
        }),
    );
    add(
        percent,
        "the other side left ! * ' ( ) unencoded",
        written(Encoding::Component),
    );
    add(
        percent,
        "the other side did not encode the joined parameters",
        right.with(|recipe| recipe.outer = Encoding::Raw),
    );
    add(
        percent,
        "the other side did not encode the URL",
        right.with(|recipe| recipe.of_uri = Encoding::Raw),
    );
    add(
        percent,
        "the other side encoded neither the URL nor the joined parameters",
        right.with(|recipe| {
            recipe.of_uri = Encoding::Raw;
            recipe.outer = Encoding::Raw;
        }),
    );
    for empty in [Empty::Equals, Empty::Bare] {
        add(
            percent,
            "the other side encoded nothing at all, as Akana's schemes do",
            right.with(|recipe| {
                (recipe.inner, recipe.of_uri, recipe.outer) =
                    (Encoding::Raw, Encoding::Raw, Encoding::Raw);
                recipe.empty = empty;
            }),
        );
    }
    for (sorted, detail) in ORDERS {
        add(
            Cause::ParameterOrder,
            detail,
            right.with(|recipe| recipe.sorted = sorted),
        );
    }
    for (empty, detail) in EMPTY {
        add(
            Cause::EmptyValue,
            detail,
            right.with(|recipe| recipe.empty = empty),
        );
    }
    for method in [
        request.method().to_owned(),
        request.method().to_ascii_lowercase(),
    ] {
        add(
            Cause::MethodCase,
            "the other side signed the method in lower-case letters",
            right.with(|recipe| recipe.method = method),
        );
    }
}

const LEFT_OUT: [(&[u8], &str); 5] = [
    (
        b"oauth_version",
        "the other side did not sign oauth_version",
    ),
    (b"oauth_token", "the other side did not sign oauth_token"),
    (
        b"oauth_callback",
        "the other side did not sign oauth_callback",
    ),
    (
        b"oauth_verifier",
        "the other side did not sign oauth_verifier",
    ),
    (
        b"oauth_signature_method",
        "the other side did not sign oauth_signature_method",
    ),
];

const ORDERS: [(Sorted, &str); 4] = [
    (
        Sorted::ByDecoded,
        "the other side sorted the parameters before encoding them",
    ),
    (
        Sorted::ByNameOnly,
        "the other side left parameters of one name in the order in which they are sent",
    ),
    (
        Sorted::OauthFirst,
        "the other side did not sort the parameters, and put those of OAuth first",
    ),
    (
        Sorted::OauthLast,
        "the other side did not sort the parameters, and put those of OAuth last",
    ),
];

const EMPTY: [(Empty, &str); 2] = [
    (
        Empty::Bare,
        "the other side signed parameters without a value as bare names",
    ),
    (
        Empty::LeftOut,
        "the other side left parameters without a value out",
    ),
];
