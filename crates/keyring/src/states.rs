//! The states of the keys, as the member `credtool` of the map holds them:
//! `{"v":1,"active":NAME,"keys":{NAME:{"state":STATE,"since":RFC 3339}}}`.
//!
//! `active` is there exactly when a key is active. The members of `keys` stand in the order of the changes, so that of two
//! changes within one second the later one is known.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::json_object::{self, LastComma, RawMember};
use crate::{Error, KeyName, State, key_map::quoted};

/// Where each key stands, the latest change last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct States(Vec<Entry>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: KeyName,
    pub(crate) state: State,
    /// `None` for a key that was found in the map and is not recorded yet.
    pub(crate) since: Option<Timestamp>,
}

impl States {
    /// Reads the value of the member.
    pub(crate) fn parse(raw: &str) -> Result<Self, Error> {
        let top = Object::read(raw, "credtool", &["v", "active", "keys"])?;
        let version = top.required("v")?;
        if version != "1" {
            return Err(invalid(format!(
                "its v is {}, and this program knows 1",
                shown(version)
            )));
        }
        let keys = top.required("keys")?;
        let keys = json_object::members(keys, LastComma::Refused)
            .map_err(|problem| invalid(format!("keys: {}", problem.what)))?;
        let entries = keys.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        let active = match top.member("active") {
            None | Some("null") => None,
            Some(raw) => Some(text(raw, "active")?),
        };
        let states = Self(entries);
        let mut found = states.0.iter().filter(|entry| entry.state == State::Active);
        let first = found.next().map(|entry| entry.name.as_str());
        if let Some(second) = found.next() {
            return Err(invalid(format!("{} is active too", second.name)));
        }
        if first != active.as_deref() {
            let words = |name: Option<&str>| name.map_or("no key".to_owned(), shown);
            return Err(invalid(format!(
                "active says {} and keys says {}",
                words(active.as_deref()),
                words(first)
            )));
        }
        Ok(states)
    }

    /// Returns the value of the member.
    pub(crate) fn render(&self) -> String {
        let mut json = String::from("{\"v\":1");
        if let Some(active) = self.active() {
            json += ",\"active\":";
            json += &quoted(active.name.as_str());
        }
        json += ",\"keys\":{";
        let recorded = self
            .0
            .iter()
            .filter_map(|entry| Some((entry, entry.since?)));
        for (index, (entry, since)) in recorded.enumerate() {
            if index > 0 {
                json.push(',');
            }
            json += &quoted(entry.name.as_str());
            json += &format!(":{{\"state\":\"{}\",\"since\":\"{since}\"}}", entry.state);
        }
        json += "}}";
        json
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.0
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.name.as_str() == name)
    }

    pub(crate) fn active(&self) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.state == State::Active)
    }

    /// Records changes: their entries move to the end, in this order.
    pub(crate) fn set(&mut self, changed: impl IntoIterator<Item = Entry>) {
        let changed: Vec<Entry> = changed.into_iter().collect();
        let names: HashSet<&KeyName> = changed.iter().map(|entry| &entry.name).collect();
        self.0.retain(|entry| !names.contains(&entry.name));
        self.0.extend(changed);
    }

    /// Returns the entry that changed last: the latest time, and of equal times the last in order.
    pub(crate) fn last_changed(&self) -> Option<(usize, &Entry)> {
        let recorded = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.since.is_some());
        recorded.max_by_key(|(index, entry)| (entry.since, *index))
    }
}

/// Cuts a time to whole seconds, as the map holds it.
pub(crate) fn whole_seconds(now: std::time::SystemTime) -> Result<Timestamp, Error> {
    let now = Timestamp::try_from(now).map_err(|_| Error::Time)?;
    let seconds = now.as_nanosecond().div_euclid(1_000_000_000);
    let seconds = i64::try_from(seconds).map_err(|_| Error::Time)?;
    let cut = Timestamp::from_second(seconds).map_err(|_| Error::Time)?;
    // A year before 0 has a form that RFC 3339 does not know.
    match cut.to_string().starts_with('-') {
        true => Err(Error::Time),
        false => Ok(cut),
    }
}

fn entry(member: &RawMember<'_>) -> Result<Entry, Error> {
    let object = Object::read(member.raw_value, &member.name, &["state", "since"])?;
    let state = text(object.required("state")?, &member.name)?;
    let known = State::ALL.into_iter().find(|known| known.as_str() == state);
    let Some(state) = known else {
        return Err(invalid(format!(
            "{} has the state {}, which is none",
            shown(&member.name),
            shown(&state)
        )));
    };
    let since = text(object.required("since")?, &member.name)?;
    let parsed = since.parse::<Timestamp>().ok();
    // One text for one time: whole seconds, UTC, Z.
    let Some(since) = parsed.filter(|parsed| parsed.to_string() == since && since.len() == 20)
    else {
        return Err(invalid(format!(
            "the since of {} is no time as in 2026-01-31T09:00:00Z",
            shown(&member.name)
        )));
    };
    Ok(Entry {
        name: KeyName::found(&member.name),
        state,
        since: Some(since),
    })
}

/// An object all of whose members are known.
struct Object<'a> {
    place: String,
    members: Vec<RawMember<'a>>,
}

impl<'a> Object<'a> {
    fn read(raw: &'a str, place: &str, known: &[&str]) -> Result<Self, Error> {
        let place = shown(place);
        let members = json_object::members(raw, LastComma::Refused)
            .map_err(|problem| invalid(format!("{place}: {}", problem.what)))?;
        match members
            .iter()
            .find(|member| !known.contains(&member.name.as_str()))
        {
            // It may mean something to a later version, and would be lost.
            Some(member) => Err(invalid(format!(
                "{place} has the member {}, which this program does not know",
                shown(&member.name)
            ))),
            None => Ok(Self { place, members }),
        }
    }

    fn member(&self, name: &str) -> Option<&'a str> {
        let mut members = self.members.iter();
        members
            .find(|member| member.name == name)
            .map(|member| member.raw_value)
    }

    fn required(&self, name: &str) -> Result<&'a str, Error> {
        let missing = || invalid(format!("{} has no {name}", self.place));
        self.member(name).ok_or_else(missing)
    }
}

fn text(raw: &str, place: &str) -> Result<String, Error> {
    serde_json::from_str(raw).map_err(|_| invalid(format!("{}: a text is expected", shown(place))))
}

fn invalid(problem: String) -> Error {
    Error::States(problem)
}

/// A name as it is shown: quoted, and not endless.
fn shown(name: &str) -> String {
    let short: String = name.chars().take(40).collect();
    format!("{short:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    const VALID: &str = r#"{"v":1,"active":"b","keys":{"a":{"state":"decrypt-only","since":"2026-01-31T09:00:00Z"},"b":{"state":"active","since":"2026-01-31T09:00:00Z"}}}"#;

    #[test]
    fn read_and_written() {
        let states = States::parse(VALID).unwrap();
        assert_eq!(states.render(), VALID);
        assert_eq!(states.last_changed().unwrap().1.name.as_str(), "b");
        let empty = States::parse(r#" { "keys" : { } , "v" : 1, "active": null } "#).unwrap();
        assert_eq!(empty.render(), r#"{"v":1,"keys":{}}"#);
    }

    #[test]
    fn refused() {
        let entry = r#"{"state":"pending","since":"2026-01-31T09:00:00Z"}"#;
        for (from, to) in [
            ("\"v\":1", "\"v\":2"),
            ("\"v\":1", "\"v\":1.0"),
            ("\"v\":1,", ""),
            ("\"active\":\"b\",", ""),
            ("\"active\":\"b\"", "\"active\":\"a\""),
            ("\"active\":\"b\"", "\"active\":1"),
            ("decrypt-only", "active"),
            ("decrypt-only", "Retired"),
            ("\"state\":\"active\",", ""),
            (
                "\"since\":\"2026-01-31T09:00:00Z\"}}",
                "\"since\":\"2026-01-31T10:00:00+01:00\"}}",
            ),
            ("09:00:00Z\"}}", "09:00:00.5Z\"}}"),
            ("2026-01-31T09:00:00Z\"}}", "2026-13-31T09:00:00Z\"}}"),
            ("\"v\":1", "\"v\":1,\"next\":1"),
            ("\"keys\":{", &format!("\"keys\":{{\"b\":{entry},")),
            ("\"keys\":{", "\"keys\":[{"),
        ] {
            let text = VALID.replacen(from, to, 1);
            assert_ne!(text, VALID);
            assert!(
                matches!(States::parse(&text), Err(Error::States(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn times_that_rfc_3339_can_write() {
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_999);
        assert_eq!(
            whole_seconds(at).unwrap().to_string(),
            "1970-01-01T00:00:01Z"
        );
        let before = SystemTime::UNIX_EPOCH - Duration::from_millis(1);
        assert_eq!(
            whole_seconds(before).unwrap().to_string(),
            "1969-12-31T23:59:59Z"
        );
        let late = SystemTime::UNIX_EPOCH + Duration::from_secs(260_000_000_000);
        assert_eq!(whole_seconds(late), Err(Error::Time));
        let early = SystemTime::UNIX_EPOCH - Duration::from_secs(63_000_000_000);
        assert_eq!(whole_seconds(early), Err(Error::Time));
    }
}
