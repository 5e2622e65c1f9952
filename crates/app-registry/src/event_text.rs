//! The text of an event: one line of JSON, its members in a fixed order.

mod read_change; // from text to a change
mod write_change; // and back

use crate::cursor::{Cursor, quote};
use crate::event::NewEvent;
use crate::{Error, Hash, time};

/// Returns the text up to the hash.
pub(crate) fn write(event: &NewEvent) -> String {
    let mut out = format!(
        "{{\"v\":1,\"number\":{},\"at\":{},\"actor\":",
        event.number, event.at
    );
    quote(&mut out, event.actor.as_str());
    out.push_str(",\"comment\":");
    quote(&mut out, event.comment.as_str());
    match event.app {
        Some(app) => out.push_str(&format!(",\"app\":\"{app}\"")),
        None => out.push_str(",\"app\":null"),
    }
    out.push_str(&format!(",\"event\":\"{}\"", event.change.kind()));
    write_change::write(&mut out, &event.change);
    out.push_str(&format!(",\"before\":\"{}\"", event.before));
    out
}

/// Ends a text with its hash.
pub(crate) fn finish(text: &mut String, hash: Hash) {
    text.push_str(&format!("{HASH}{hash}\"}}"));
}

/// Returns what a text says, where its hash begins, and the hash, which is not compared.
pub(crate) fn read(text: &str) -> Result<(NewEvent, usize, Hash), Error> {
    let mut cursor = Cursor::new("the event", text);
    cursor.literal("{\"v\":1,\"number\":")?;
    let number = cursor.number()?;
    if number == 0 {
        return cursor.refuse("a number from 1");
    }
    cursor.literal(",\"at\":")?;
    let at = cursor.number()?;
    if at > time::LATEST {
        return cursor.refuse("a time before the year 10000");
    }
    cursor.literal(",\"actor\":")?;
    let actor = cursor.value()?;
    cursor.literal(",\"comment\":")?;
    let comment = cursor.value()?;
    cursor.literal(",\"app\":")?;
    let app = cursor.optional(Cursor::value)?;
    cursor.literal(",\"event\":")?;
    let kind = cursor.string()?;
    let change = read_change::read(&mut cursor, &kind)?;
    if change.is_setting() != app.is_none() {
        return cursor.refuse("an app, or a setting");
    }
    cursor.literal(",\"before\":")?;
    let before = cursor.hash()?;
    let end = cursor.at();
    cursor.literal(",\"hash\":")?;
    let hash = cursor.hash()?;
    cursor.literal("}")?;
    cursor.end()?;
    let event = NewEvent {
        number,
        at,
        actor,
        comment,
        app,
        change,
        before,
    };
    Ok((event, end, hash))
}

const HASH: &str = ",\"hash\":\"";
