//! Structured fields written in the one way that each has (RFC 9651 §4.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{BareItem, Item, Member, Parameters};

/// Writes a member (RFC 9651 §4.1): the one way to write it.
pub(crate) fn write_member(out: &mut Vec<u8>, member: &Member<'_>) {
    match member {
        Member::Item(item) => write_item(out, item),
        Member::InnerList(items, parameters) => {
            out.push(b'(');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b' ');
                }
                write_item(out, item);
            }
            out.push(b')');
            write_parameters(out, parameters);
        }
    }
}

/// Writes a dictionary (RFC 9651 §4.1.2).
pub(crate) fn write_dictionary(out: &mut Vec<u8>, members: &[(&str, Member<'_>)]) {
    for (place, (key, member)) in members.iter().enumerate() {
        if place > 0 {
            out.extend_from_slice(b", ");
        }
        out.extend_from_slice(key.as_bytes());
        match member {
            Member::Item(Item {
                value: BareItem::Boolean(true),
                parameters,
            }) => write_parameters(out, parameters),
            _ => {
                out.push(b'=');
                write_member(out, member);
            }
        }
    }
}

fn write_item(out: &mut Vec<u8>, item: &Item<'_>) {
    write_bare_item(out, &item.value);
    write_parameters(out, &item.parameters);
}

fn write_parameters(out: &mut Vec<u8>, parameters: &Parameters<'_>) {
    for (name, value) in parameters {
        out.push(b';');
        out.extend_from_slice(name.as_bytes());
        if *value != BareItem::Boolean(true) {
            out.push(b'=');
            write_bare_item(out, value);
        }
    }
}

fn write_bare_item(out: &mut Vec<u8>, value: &BareItem<'_>) {
    match value {
        BareItem::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
        BareItem::Decimal(thousandths) => {
            let sign = if *thousandths < 0 { "-" } else { "" };
            let (whole, rest) = (thousandths.abs() / 1000, thousandths.abs() % 1000);
            let fraction = format!("{rest:03}");
            let fraction = match fraction.trim_end_matches('0') {
                "" => "0",
                fraction => fraction,
            };
            out.extend_from_slice(format!("{sign}{whole}.{fraction}").as_bytes());
        }
        BareItem::String(text) => write_string(out, text),
        BareItem::Token(text) => out.extend_from_slice(text.as_bytes()),
        BareItem::Bytes(bytes) => write_bytes(out, bytes),
        BareItem::Boolean(value) => out.extend_from_slice(if *value { b"?1" } else { b"?0" }),
        BareItem::Date(seconds) => out.extend_from_slice(format!("@{seconds}").as_bytes()),
    }
}

/// Writes a string (RFC 9651 §4.1.6), which the caller knows to be printable ASCII.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Writes a byte sequence (RFC 9651 §4.1.8).
pub(crate) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b':');
    out.extend_from_slice(STANDARD.encode(bytes).as_bytes());
    out.push(b':');
}
