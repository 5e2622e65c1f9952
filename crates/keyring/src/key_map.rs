//! The map of names and secrets, `keys.dec`: a JSON object in which everything that is no key survives untouched.

use std::collections::HashMap;
use std::fmt;

use zeroize::Zeroizing;

use crate::json_object::{self, LastComma, Problem};
use crate::key_name::RESERVED;
use crate::{Error, KeyMaterial, KeyName, OwnFile};

/// A JSON object whose members are keys or something else that is kept as it stands. Erased on drop, never printed.
///
/// A member is a key when its value is a string whose length in bytes is a multiple of 16 and not zero, and its name is not
/// `credtool`. ThingWorx 8.x keeps connections to RabbitMQ and Postgres in the same object; a password among them that
/// happens to have such a length counts as a key, which loses nothing.
#[derive(Clone, Default)]
pub struct KeyMap {
    members: Vec<Member>,
    /// Where each name stands, so that forty thousand of them cost no more than reading them.
    places: HashMap<KeyName, usize>,
}

#[derive(Clone)]
struct Member {
    name: KeyName,
    raw_name: String,
    raw_value: Zeroizing<String>,
    material: Option<KeyMaterial>,
}

impl KeyMap {
    /// The longest map that is read, in bytes: more than five thousand keys.
    pub const LONGEST: usize = 1 << 20;

    /// Returns an empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a map. A byte order mark and a comma behind the last member, as editors and people leave them, are accepted.
    ///
    /// # Errors
    /// [`Error::Map`] with line and column when it is no JSON object or has a member twice; [`Error::TooLong`].
    ///
    /// ```
    /// use credtool_keyring::{Error, KeyMap};
    ///
    /// let map = KeyMap::parse(r#"{"mykey":"ASDFGHJKL1234567", "port": 0.10,}"#)?;
    /// assert_eq!(map.keys().count(), 1);
    /// assert_eq!(*map.render_compact(), r#"{"mykey":"ASDFGHJKL1234567","port":0.10}"#);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > Self::LONGEST {
            return Err(Error::TooLong {
                file: OwnFile::Map,
                maximum: Self::LONGEST,
                found: text.len(),
            });
        }
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let members = json_object::members(body, LastComma::Accepted)
            .map_err(|problem| located(body, problem))?;
        let members = members.into_iter().map(|member| Member {
            material: material(&member.name, member.raw_value),
            name: KeyName::found(&member.name),
            raw_name: member.raw_name.to_owned(),
            raw_value: Zeroizing::new(member.raw_value.to_owned()),
        });
        let mut map = Self {
            members: members.collect(),
            places: HashMap::new(),
        };
        map.find_places();
        Ok(map)
    }

    /// Returns the map as JSON, one member a line, indented by two spaces, with a line feed at its end. Values are not
    /// reformatted.
    #[must_use]
    pub fn render(&self) -> Zeroizing<String> {
        match self.members.is_empty() {
            true => Zeroizing::new("{}\n".to_owned()),
            false => self.written("{\n  ", ": ", ",\n  ", "\n}\n"),
        }
    }

    /// Returns the map as JSON without white space between the members. Values are not reformatted.
    #[must_use]
    pub fn render_compact(&self) -> Zeroizing<String> {
        self.written("{", ":", ",", "}")
    }

    /// Returns the keys in their order.
    pub fn keys(&self) -> impl Iterator<Item = (&KeyName, &KeyMaterial)> {
        let key = |member: &'_ Member| member.material.is_some();
        let keys = self.members.iter().filter(move |member| key(member));
        keys.filter_map(|member| Some((&member.name, member.material.as_ref()?)))
    }

    /// Returns the secret of a key.
    #[must_use]
    pub fn material(&self, name: &str) -> Option<&KeyMaterial> {
        self.member(name)?.material.as_ref()
    }

    /// Returns the names of the members that are no keys, in their order, without the one that holds the states.
    pub fn not_keys(&self) -> impl Iterator<Item = &str> {
        let members = self.members.iter();
        let others = members.filter(|member| member.material.is_none());
        let names = others.map(|member| member.name.as_str());
        names.filter(|name| *name != RESERVED)
    }

    /// Returns the text of a member's value.
    pub(crate) fn raw_value(&self, name: &str) -> Option<&str> {
        Some(&self.member(name)?.raw_value)
    }

    /// Appends a key. The caller has looked that no member has the name.
    pub(crate) fn append(&mut self, name: KeyName, material: KeyMaterial) {
        self.places.insert(name.clone(), self.members.len());
        self.members.push(Member {
            raw_name: quoted(name.as_str()).to_string(),
            raw_value: quoted(material.expose()),
            name,
            material: Some(material),
        });
    }

    /// Removes a member.
    pub(crate) fn remove(&mut self, name: &str) {
        self.members.retain(|member| member.name.as_str() != name);
        self.find_places();
    }

    /// Returns whether a member, key or not, has this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    /// Gives a member a value that is no key, in its place or at the end.
    pub(crate) fn set_raw(&mut self, name: &str, raw_value: Zeroizing<String>) {
        let name = KeyName::found(name);
        match self.places.get(&name) {
            Some(place) => self.members[*place].raw_value = raw_value,
            None => {
                self.places.insert(name.clone(), self.members.len());
                self.members.push(Member {
                    raw_name: quoted(name.as_str()).to_string(),
                    name,
                    raw_value,
                    material: None,
                });
            }
        }
    }

    fn find_places(&mut self) {
        let members = self.members.iter().enumerate();
        self.places = members
            .map(|(place, member)| (member.name.clone(), place))
            .collect();
    }

    fn member(&self, name: &str) -> Option<&Member> {
        Some(&self.members[*self.places.get(name)?])
    }

    fn written(&self, begin: &str, colon: &str, comma: &str, end: &str) -> Zeroizing<String> {
        // The capacity at once: a text that grows leaves copies of the secrets behind.
        let length = |member: &Member| {
            member.raw_name.len() + colon.len() + member.raw_value.len() + comma.len()
        };
        let length = self.members.iter().map(length).sum::<usize>() + begin.len() + end.len();
        let mut text = Zeroizing::new(String::with_capacity(length));
        text.push_str(begin);
        for (index, member) in self.members.iter().enumerate() {
            if index > 0 {
                text.push_str(comma);
            }
            text.push_str(&member.raw_name);
            text.push_str(colon);
            text.push_str(&member.raw_value);
        }
        text.push_str(end);
        text
    }
}

impl fmt::Debug for KeyMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyMap([REDACTED])")
    }
}

fn material(name: &str, raw_value: &str) -> Option<KeyMaterial> {
    if name == RESERVED || !raw_value.starts_with('"') {
        return None;
    }
    // A string with half a surrogate pair is no text, so it is no key either.
    let text = serde_json::from_str::<String>(raw_value).ok()?;
    KeyMaterial::new(text).ok()
}

/// Returns a JSON string (RFC 8259 §7) in a buffer that does not grow.
pub(crate) fn quoted(text: &str) -> Zeroizing<String> {
    let mut json = Zeroizing::new(String::with_capacity(6 * text.len() + 2));
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\0'..='\x1f' => json.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => json.push(character),
        }
    }
    json.push('"');
    json
}

fn located(text: &str, problem: Problem) -> Error {
    let before = text.get(..problem.offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Error::Map {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        problem: problem.what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_stays_as_it_stands() {
        let text = "{\n  \"a\": \"0123456789abcdef\",\n  \"\\u0062\": {\"port\" :5672,\n\t\"x\": 1e400},\n  \"c\": 0.10,\n  \"short\": \"x\",\n  \"empty\": \"\"\n}\n";
        let map = KeyMap::parse(text).unwrap();
        assert_eq!(*map.render(), text);
        assert_eq!(
            map.not_keys().collect::<Vec<_>>(),
            ["b", "c", "short", "empty"]
        );
        let keys: Vec<_> = map.keys().map(|(name, _)| name.as_str()).collect();
        assert_eq!(keys, ["a"]);
        assert_eq!(*KeyMap::new().render(), "{}\n");
        assert_eq!(*KeyMap::new().render_compact(), "{}");
    }

    #[test]
    fn hand_edited() {
        // The platform's documentation shows the new line with a comma behind it.
        let map = KeyMap::parse(
            "\u{feff}{\r\n\"newkey\": \"0EE0D33AC67E4389AB2B46123729B875\",\r\n}\r\n",
        );
        assert_eq!(map.unwrap().keys().count(), 1);
        let Err(Error::Map { line, column, .. }) = KeyMap::parse("{\n  \"é\":1,\n  \"é\":2\n}")
        else {
            panic!("twins")
        };
        assert_eq!((line, column), (3, 3));
        let long = " ".repeat(KeyMap::LONGEST + 1);
        assert!(matches!(KeyMap::parse(&long), Err(Error::TooLong { .. })));
    }

    #[test]
    fn strings_are_quoted_as_serde_json_does() {
        for text in ["", "a\"b\\c\n\r\t\0\x1f\x7f é😀/"] {
            let back: String = serde_json::from_str(&quoted(text)).unwrap();
            assert_eq!(back, text);
        }
    }

    #[test]
    fn debug_is_redacted() {
        let map = KeyMap::parse(r#"{"a":"0123456789abcdef"}"#).unwrap();
        assert_eq!(format!("{map:?}"), "KeyMap([REDACTED])");
    }
}
