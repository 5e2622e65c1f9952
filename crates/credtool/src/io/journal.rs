//! The journal of a change of several files: which files, what stood in them and what shall. Pure: text in, text out.
//!
//! ```text
//! credtool change v1
//! replace <SHA-256 of the old bytes> <SHA-256 of the new bytes> /srv/one/config.json
//! create - <SHA-256> /srv/one/config.json.bak
//! remove <SHA-256> - /srv/keys.dec
//! end
//! ```
//!
//! The hashes tell our own bytes from what somebody else wrote there since. The same text lies in each folder of the change, so that
//! whoever comes to any of them finds it. What files of ours are called beside a target is here too: `.credtool-<16 hex>-<n>.new`.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a file.
pub(super) type Digest = [u8; 32];

/// Returns the SHA-256 of the bytes.
pub(super) fn digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The file itself, absolute and with no symbolic link in it.
    pub(super) target: PathBuf,
    /// What happens to it.
    pub(super) action: Action,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Replace { old: Digest, new: Digest },
    Create { new: Digest },
    Remove { old: Digest },
}

impl Entry {
    /// Returns the folder of the target.
    pub(super) fn folder(&self) -> &Path {
        self.target.parent().unwrap_or(Path::new("/"))
    }
}

/// A file of ours beside a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The new bytes, before they are in their place.
    New(usize),
    /// The old bytes, until the change is done.
    Old(usize),
    /// A folder that another tool works in.
    Folder(usize),
    /// The journal; in the folder of the first entry it says: undo.
    Journal,
    /// The journal of the first folder under its second name, which says: all is in place, only tidy up.
    Done,
}

/// Returns the name of a file of ours.
pub(super) fn name(id: &str, kind: Kind) -> String {
    match kind {
        Kind::New(n) => format!(".credtool-{id}-{n}.new"),
        Kind::Old(n) => format!(".credtool-{id}-{n}.old"),
        Kind::Folder(n) => format!(".credtool-{id}-{n}.dir"),
        Kind::Journal => format!(".credtool-{id}.journal"),
        Kind::Done => format!(".credtool-{id}.done"),
    }
}

/// Returns the change and the kind that a name of ours stands for, `None` for every other name.
pub(super) fn parse_name(text: &str) -> Option<(&str, Kind)> {
    let rest = text.strip_prefix(".credtool-")?;
    let (id, rest) = rest.split_at_checked(ID_LENGTH)?;
    let kind = match rest {
        ".journal" => Kind::Journal,
        ".done" => Kind::Done,
        _ => {
            let (number, ending) = rest.strip_prefix('-')?.split_once('.')?;
            let number: usize = number.parse().ok()?;
            match ending {
                "new" => Kind::New(number),
                "old" => Kind::Old(number),
                "dir" => Kind::Folder(number),
                _ => return None,
            }
        }
    };
    // Only the exact spelling is ours: `+1`, `01` and capital letters are somebody else's.
    (id.bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
        && name(id, kind) == text)
        .then_some((id, kind))
}

/// Returns the text of a journal.
pub(super) fn render(entries: &[Entry]) -> Vec<u8> {
    let mut text = String::from(HEADER);
    for entry in entries {
        let (verb, old, new) = match entry.action {
            Action::Replace { old, new } => ("replace", Some(old), Some(new)),
            Action::Create { new } => ("create", None, Some(new)),
            Action::Remove { old } => ("remove", Some(old), None),
        };
        let hex = |digest: Option<Digest>| {
            digest.map_or("-".to_owned(), |digest| {
                base16ct::lower::encode_string(&digest)
            })
        };
        text.push_str(&format!("{verb} {} {} ", hex(old), hex(new)));
        for byte in entry.target.as_os_str().as_encoded_bytes() {
            match byte {
                b' '..=b'~' if *byte != b'%' => text.push(char::from(*byte)),
                _ => text.push_str(&format!("%{byte:02x}")),
            }
        }
        text.push('\n');
    }
    text.push_str(FOOTER);
    text.into_bytes()
}

/// Reads a journal. `None`: it is torn, or not one, or names what no journal of ours would.
pub(super) fn parse(bytes: &[u8]) -> Option<Vec<Entry>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines = text.strip_prefix(HEADER)?.strip_suffix(FOOTER)?;
    let entries: Vec<Entry> = lines
        .split_terminator('\n')
        .map(parse_line)
        .collect::<Option<_>>()?;
    let mut seen = HashSet::new();
    let sound = !entries.is_empty() && entries.iter().all(|entry| seen.insert(&entry.target));
    // What is read is what would have been written, so nothing can hide in a second spelling.
    (sound && render(&entries) == bytes).then_some(entries)
}

fn parse_line(line: &str) -> Option<Entry> {
    let mut words = line.splitn(4, ' ');
    let verb = words.next()?;
    let (old, new) = (parse_digest(words.next()?)?, parse_digest(words.next()?)?);
    let action = match (verb, old, new) {
        ("replace", Some(old), Some(new)) => Action::Replace { old, new },
        ("create", None, Some(new)) => Action::Create { new },
        ("remove", Some(old), None) => Action::Remove { old },
        _ => return None,
    };
    let target = parse_path(words.next()?)?;
    Some(Entry { target, action })
}

/// Reads 64 hex digits, or the hyphen that stands for none.
fn parse_digest(text: &str) -> Option<Option<Digest>> {
    if text == "-" {
        return Some(None);
    }
    let mut digest = Digest::default();
    let exact = base16ct::lower::decode(text, &mut digest).ok()?.len() == digest.len();
    exact.then_some(Some(digest))
}

/// Reads an absolute path with no detours, whose last part is no file of ours.
fn parse_path(text: &str) -> Option<PathBuf> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        if *byte == b'%' {
            let (digits, tail) = rest.split_at_checked(2)?;
            let mut decoded = [0];
            base16ct::lower::decode(digits, &mut decoded).ok()?;
            bytes.push(decoded[0]);
            rest = tail;
        } else {
            bytes.push(*byte);
        }
    }
    let path = PathBuf::from(os_string(bytes)?);
    let plain = path.is_absolute()
        && path.components().all(|part| part != Component::ParentDir)
        && path.components().collect::<PathBuf>().as_os_str() == path.as_os_str()
        && !path.as_os_str().as_encoded_bytes().contains(&0);
    let name = path.file_name()?;
    let ours = name.to_str().and_then(parse_name).is_some();
    (plain && !ours).then_some(path)
}

#[cfg(unix)]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt as _;
    Some(OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}

const HEADER: &str = "credtool change v1\n";
const FOOTER: &str = "end\n";

/// The length of the random name of a change, in hex digits.
pub(super) const ID_LENGTH: usize = 16;

/// The longest journal that is read: thousands of files with long names.
pub(super) const LARGEST: usize = 1 << 20;

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        let entry = |target: &str, action| Entry {
            target: target.into(),
            action,
        };
        vec![
            entry(
                "/srv/one/config.json",
                Action::Replace {
                    old: [1; 32],
                    new: [2; 32],
                },
            ),
            entry("/srv/a b/100%\n\u{e9}", Action::Create { new: [3; 32] }),
            entry("/keys.dec", Action::Remove { old: [4; 32] }),
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(parse(&render(&entries())).unwrap(), entries());
        let strange = Entry {
            target: os_string(vec![b'/', 0xff, b'%', 1]).unwrap().into(),
            action: Action::Create { new: [0; 32] },
        };
        assert_eq!(
            parse(&render(std::slice::from_ref(&strange))).unwrap(),
            [strange]
        );
    }

    #[test]
    fn a_torn_journal_is_none_at_every_byte() {
        let whole = render(&entries());
        for length in 0..whole.len() {
            assert_eq!(parse(&whole[..length]), None, "{length}");
        }
        let zeros = vec![0; whole.len()];
        assert_eq!(parse(&zeros), None);
    }

    #[test]
    fn a_second_spelling_is_refused() {
        let hash = "00".repeat(32);
        let journal = |line: String| parse(format!("{HEADER}{line}\n{FOOTER}").as_bytes());
        assert!(journal(format!("create - {hash} /a/b")).is_some());
        for line in [
            format!("create - {hash} a/b"),
            format!("create - {hash} /a/../b"),
            format!("create - {hash} /a/./b"),
            format!("create - {hash} /a/%2e%2e/b"),
            format!("create - {hash} /a//b/.."),
            format!("create - {hash} /a/%41"),
            format!("create - {hash} /a%00b"),
            format!("create - {hash} /"),
            format!("create - {hash} /a/.credtool-0123456789abcdef-0.old"),
            format!("create {hash} {hash} /a/b"),
            format!("replace - {hash} /a/b"),
            format!("remove {hash} {hash} /a/b"),
            format!("create - {} /a/b", &hash[2..]),
            format!("create - {hash}"),
            format!("create - {hash} /a/b\ncreate - {hash} /a/b"),
            String::new(),
        ] {
            assert_eq!(journal(line.clone()), None, "{line}");
        }
    }

    #[test]
    fn names_of_ours_and_no_others() {
        let id = "0123456789abcdef";
        for kind in [
            Kind::New(0),
            Kind::Old(12),
            Kind::Folder(3),
            Kind::Journal,
            Kind::Done,
        ] {
            assert_eq!(parse_name(&name(id, kind)), Some((id, kind)));
        }
        for other in [
            ".credtool-0123456789abcdef-01.new",
            ".credtool-0123456789abcdef-+1.new",
            ".credtool-0123456789abcdef-1.new~",
            ".credtool-0123456789ABCDEF-1.new",
            ".credtool-0123456789abcde-1.new",
            ".credtool-0123456789abcde\u{e9}-1.new",
            ".credtool-0123456789abcdef",
            ".credtool-0123456789abcdef-.new",
            "credtool-0123456789abcdef-1.new",
            ".credtool-hK3s2x",
        ] {
            assert_eq!(parse_name(other), None, "{other}");
        }
    }
}
