//! The string to sign: method, URL and parameters, decoded and sorted, joined with `&`.

use super::EmptyValue;
use crate::parameters::Parameter;
use crate::signed_url::SignedUrl;

/// Writes the string to sign. Sorts the parameters by name in byte order, ties by value.
pub(crate) fn write(
    method: &str,
    url: &SignedUrl<'_>,
    parameters: &mut [Parameter<'_>],
    empty: EmptyValue,
) -> Vec<u8> {
    parameters.sort_unstable();
    let length = |(name, value): &Parameter<'_>| name.len() + value.len() + 2;
    let room = parameters.iter().map(length).sum::<usize>();
    let around = method.len() + url.scheme.len() + url.host.len() + url.path.len() + 16;
    let mut text = Vec::with_capacity(room + around);
    text.extend_from_slice(method.as_bytes());
    text.make_ascii_uppercase();
    text.push(b'&');
    let origin = text.len();
    text.extend_from_slice(url.scheme.as_bytes());
    text.extend_from_slice(b"://");
    text.extend_from_slice(url.host.as_bytes());
    text[origin..].make_ascii_lowercase();
    if let Some(port) = url.port_unless_default() {
        text.push(b':');
        text.extend_from_slice(port.as_bytes());
    }
    text.extend_from_slice(url.path.as_bytes());
    for (name, value) in parameters {
        text.push(b'&');
        text.extend_from_slice(name);
        if !value.is_empty() || empty == EmptyValue::Equals {
            text.push(b'=');
            text.extend_from_slice(value);
        }
    }
    text
}
