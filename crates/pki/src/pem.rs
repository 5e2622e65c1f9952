//! PEM: binary structures as text (RFC 7468, with the headers of RFC 1421), read as tolerantly as the world writes it.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, PAD};
use zeroize::Zeroizing;

use crate::{Error, PemProblem};

mod lines; // lines and boundaries

use lines::{Boundary, Lines, find};

/// One block: a label, perhaps headers, and the bytes between the boundary lines.
///
/// The bytes may be a private key, so they are erased on drop and `Debug` does not show them.
pub struct Pem {
    label: String,
    headers: Vec<(String, String)>,
    contents: Zeroizing<Vec<u8>>,
    line: usize,
}

impl Pem {
    /// Returns every block of a text, in order; at least one.
    ///
    /// Tolerated: lines of any width and any line ends, a byte order mark (UTF-16 text included), indentation, white
    /// space and blank lines anywhere, text before, between and after the blocks, headers, both boundaries on one line
    /// with the base64, missing `=` at the end. The labels mean nothing here.
    ///
    /// ```
    /// use credtool_pki::Pem;
    ///
    /// let blocks = Pem::parse_all(b"a comment\n-----BEGIN PUBLIC KEY-----\n  MAUG\n\n  AypwAQ==\n-----END PUBLIC KEY-----")?;
    /// assert_eq!(blocks[0].label(), "PUBLIC KEY");
    /// assert_eq!(blocks[0].contents(), [0x30, 0x05, 0x06, 0x03, 0x2a, 0x70, 0x01]);
    ///
    /// let error = Pem::parse_all(b"-----BEGIN PUBLIC KEY-----\nMAUG\n-----END CERTIFICATE-----").unwrap_err();
    /// assert_eq!(error.to_string(), "line 3: the block PUBLIC KEY ends as CERTIFICATE");
    /// # Ok::<(), credtool_pki::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Pem`] with the line and what is wrong with it.
    pub fn parse_all(text: &[u8]) -> Result<Vec<Self>, Error> {
        let utf8 = utf16_as_ascii(text);
        let text = utf8.as_ref().map_or(text, |ascii| ascii);
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);

        let mut blocks = Vec::new();
        let mut open: Option<OpenBlock> = None;
        let mut last_line = 1;
        for (number, line, after) in Lines::new(text) {
            last_line = number;
            let mut line = line.trim_ascii();
            loop {
                open = match (open.take(), Boundary::read(line)) {
                    (None, Boundary::Begin(label, rest)) => {
                        line = rest;
                        Some(OpenBlock::new(label, number, rest.len() + body_len(after)))
                    }
                    (Some(block), Boundary::End(label, rest)) => {
                        line = rest;
                        blocks.push(block.close(label, number)?);
                        None
                    }
                    (Some(mut block), Boundary::No) => {
                        // The END line may stand behind the base64, on the same line.
                        let length = find(line, b"-----END ").unwrap_or(line.len());
                        block.body_line(&line[..length], number)?;
                        line = &line[length..];
                        Some(block)
                    }
                    (None, Boundary::No) => break,
                    (None, Boundary::End(label, _)) => {
                        return Err(at(number, PemProblem::EndWithoutBegin { label }));
                    }
                    (Some(block), Boundary::Begin(..)) => {
                        return Err(at(number, PemProblem::BeginInside { label: block.label }));
                    }
                    (_, Boundary::Misspelt) => return Err(at(number, PemProblem::Boundary)),
                };
                if line.is_empty() {
                    break;
                }
            }
        }
        match open {
            Some(block) => Err(at(last_line, PemProblem::NoEnd { label: block.label })),
            None if blocks.is_empty() => Err(at(last_line, PemProblem::NoBegin)),
            None => Ok(blocks),
        }
    }

    /// Returns the label, such as `CERTIFICATE`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Returns the value of a header of RFC 1421, such as `DEK-Info`; names are compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns the bytes between the boundary lines. They may be secret.
    pub fn contents(&self) -> &[u8] {
        &self.contents
    }

    /// Returns the number of the line on which the block begins, counted from one.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl std::fmt::Debug for Pem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pem")
            .field("label", &self.label)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// Returns the strict text form of RFC 7468: 64 columns, a line feed at each end.
pub(crate) fn encode(label: &str, contents: &[u8]) -> Zeroizing<String> {
    let mut base64 = Zeroizing::new(String::with_capacity(contents.len().div_ceil(3) * 4));
    BASE64.encode_string(contents, &mut base64);
    let lines = base64.len().div_ceil(64);
    let mut text = Zeroizing::new(String::with_capacity(
        base64.len() + lines + 2 * label.len() + 32,
    ));
    text.push_str("-----BEGIN ");
    text.push_str(label);
    text.push_str("-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

/// Whether bytes look like a text that holds at least one block, however badly spelt.
pub(crate) fn is_pem(bytes: &[u8]) -> bool {
    let utf8 = utf16_as_ascii(bytes);
    let text = utf8.as_ref().map_or(bytes, |ascii| ascii);
    ["--BEGIN ", "--END ", "-- BEGIN "]
        .iter()
        .any(|mark| find(text, mark.as_bytes()).is_some())
}

/// A block whose END line has not come yet.
struct OpenBlock {
    label: String,
    headers: Vec<(String, String)>,
    in_headers: bool,
    base64: Zeroizing<Vec<u8>>,
    line: usize,
}

impl OpenBlock {
    fn new(label: String, line: usize, capacity: usize) -> Self {
        let base64 = Zeroizing::new(Vec::with_capacity(capacity));
        Self {
            label,
            headers: Vec::new(),
            in_headers: true,
            base64,
            line,
        }
    }

    fn body_line(&mut self, line: &[u8], number: usize) -> Result<(), Error> {
        if self.in_headers
            && let Some(colon) = line.iter().position(|&octet| octet == b':')
        {
            let text = |octets: &[u8]| String::from_utf8_lossy(octets).trim().to_owned();
            self.headers
                .push((text(&line[..colon]), text(&line[colon + 1..])));
            return Ok(());
        }
        // A blank line ends the headers; some files forget it.
        self.in_headers = self.in_headers && line.is_empty() && self.headers.is_empty();
        for (column, &octet) in line.iter().enumerate() {
            match octet {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => {
                    self.base64.push(octet)
                }
                _ if octet.is_ascii_whitespace() => {}
                _ => return Err(at(number, PemProblem::Character { column: column + 1 })),
            }
        }
        Ok(())
    }

    fn close(self, end: String, number: usize) -> Result<Pem, Error> {
        if end != self.label {
            return Err(at(
                number,
                PemProblem::LabelMismatch {
                    begin: self.label,
                    end,
                },
            ));
        }
        if self.base64.is_empty() {
            return Err(at(number, PemProblem::Empty { label: self.label }));
        }
        let mut contents = Zeroizing::new(vec![0; self.base64.len().div_ceil(4) * 3]);
        match BASE64.decode_slice(&self.base64, &mut contents) {
            Ok(length) => contents.truncate(length),
            Err(_) => return Err(at(self.line, PemProblem::Base64 { label: self.label })),
        }
        Ok(Pem {
            label: self.label,
            headers: self.headers,
            contents,
            line: self.line,
        })
    }
}

/// Returns how many bytes follow before the next boundary line: room for them at once leaves no copies of a key behind.
fn body_len(after: &[u8]) -> usize {
    find(after, b"-----").unwrap_or(0)
}

/// Returns a text in UTF-16 with a byte order mark (what Windows PowerShell's `>` writes) as ASCII, other characters as `?`.
fn utf16_as_ascii(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let ascii = |pair: &[u8]| {
        u8::try_from(unit([pair[0], pair[1]]))
            .ok()
            .filter(u8::is_ascii)
            .unwrap_or(b'?')
    };
    Some(Zeroizing::new(
        bytes[2..].chunks_exact(2).map(ascii).collect(),
    ))
}

fn at(line: usize, problem: PemProblem) -> Error {
    Error::Pem { line, problem }
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    PAD.with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "MAUGAypwAQ==";
    const DER: [u8; 7] = [0x30, 0x05, 0x06, 0x03, 0x2a, 0x70, 0x01];

    fn one(text: impl AsRef<[u8]>) -> Pem {
        let mut blocks = Pem::parse_all(text.as_ref()).unwrap();
        assert_eq!(blocks.len(), 1);
        blocks.remove(0)
    }

    fn problem(text: impl AsRef<[u8]>) -> (usize, PemProblem) {
        match Pem::parse_all(text.as_ref()) {
            Err(Error::Pem { line, problem }) => (line, problem),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_tolerated() {
        let utf16: Vec<u8> = format!("\u{feff}-----BEGIN X-----\r\n{BODY}\r\n-----END X-----\r\n")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for text in [
            format!("-----BEGIN X-----\n{BODY}\n-----END X-----\n").as_bytes(),
            format!("-----BEGIN X-----\n{BODY}\n-----END X-----").as_bytes(),
            format!("-----BEGIN X-----\r\n{BODY}\r\n-----END X-----\r\n").as_bytes(),
            format!("-----BEGIN X-----\r{BODY}\r-----END X-----\r").as_bytes(),
            format!("\u{feff}-----BEGIN X-----\n{BODY}\n-----END X-----\n").as_bytes(),
            format!("   -----BEGIN X-----\n   {BODY}\n   -----END X-----\n").as_bytes(),
            format!("-----BEGIN X-----  \n{BODY}\t \n-----END X----- \n").as_bytes(),
            format!("\n\n-----BEGIN X-----\n\n{BODY}\n\n-----END X-----\n\n").as_bytes(),
            format!("-----BEGIN X----- {BODY} -----END X-----").as_bytes(),
            b"-----BEGIN X-----\nM\nAU\nGAyp wAQ\n==\n-----END X-----\n",
            b"-----BEGIN X-----\nMAUGAypwAQ\n-----END X-----\n",
            b"Bag Attributes: \xe4\n---\n-----BEGIN X-----\nMAUGAypwAQ==\n-----END X-----\ntrailing -----\n",
            &utf16,
        ] {
            let block = one(text);
            assert_eq!((block.label(), block.contents()), ("X", &DER[..]), "{}", String::from_utf8_lossy(text));
            assert!(is_pem(text));
        }
    }

    #[test]
    fn everything_on_one_line() {
        let block = format!("-----BEGIN X----- {BODY} -----END X-----");
        let blocks = Pem::parse_all(format!("see {block}: {block} and {block}").as_bytes());
        assert!(
            blocks.is_err(),
            "a block begins at the start of a line, or after a block"
        );
        let blocks = Pem::parse_all(format!("{block} {block} {block}").as_bytes()).unwrap();
        assert_eq!(blocks.len(), 3);
    }

    #[test]
    fn several_blocks_and_headers() {
        let text = format!(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\n{BODY}\n\
             -----END RSA PRIVATE KEY-----\nbetween\n-----BEGIN CERTIFICATE-----\n{BODY}\n-----END CERTIFICATE-----\n"
        );
        let blocks = Pem::parse_all(text.as_bytes()).unwrap();
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].header("dek-info"), Some("AES-128-CBC,00FF"));
        assert_eq!(blocks[0].header("Proc-Type"), Some("4,ENCRYPTED"));
        assert_eq!(
            (
                blocks[1].label(),
                blocks[1].line(),
                blocks[1].header("DEK-Info")
            ),
            ("CERTIFICATE", 8, None)
        );
    }

    #[test]
    fn refusals_name_the_line() {
        use PemProblem::*;
        let x = || "X".to_owned();
        let cases = [
            (String::new(), 1, NoBegin),
            ("text\nmore".to_owned(), 2, NoBegin),
            (
                format!("-----BEGIN X-----\n{BODY}\n"),
                2,
                NoEnd { label: x() },
            ),
            (
                format!("{BODY}\n-----END X-----\n"),
                2,
                EndWithoutBegin { label: x() },
            ),
            (
                format!("-----BEGIN X-----\n{BODY}\n-----BEGIN X-----\n"),
                3,
                BeginInside { label: x() },
            ),
            (
                format!("-----BEGIN X-----\n{BODY}\n-----END Y-----\n"),
                3,
                LabelMismatch {
                    begin: x(),
                    end: "Y".into(),
                },
            ),
            (
                format!("----BEGIN PRIVATE KEY----\n{BODY}\n----END PRIVATE KEY----\n"),
                1,
                Boundary,
            ),
            (
                format!("\n-----BEGIN X----\n{BODY}\n-----END X-----\n"),
                2,
                Boundary,
            ),
            (
                format!("-----BEGIN -----\n{BODY}\n-----END -----\n"),
                1,
                Boundary,
            ),
            (format!("-----BEGIN {}-----\n", "X".repeat(65)), 1, Boundary),
            (
                "-----BEGIN X-----\n\n-----END X-----\n".to_owned(),
                3,
                Empty { label: x() },
            ),
            (
                format!("-----BEGIN X-----\n{BODY}\nMA@A\n-----END X-----\n"),
                3,
                Character { column: 3 },
            ),
            (
                "-----BEGIN X-----\nMAUGA\n-----END X-----\n".to_owned(),
                1,
                Base64 { label: x() },
            ),
            (
                "-----BEGIN X-----\nMA==AAAA\n-----END X-----\n".to_owned(),
                1,
                Base64 { label: x() },
            ),
            (
                format!("-----BEGIN X-----\n{BODY}=\n-----END X-----\n"),
                1,
                Base64 { label: x() },
            ),
        ];
        for (text, line, wanted) in cases {
            assert_eq!(problem(&text), (line, wanted), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for length in [1, 47, 48, 49, 1000] {
            let contents = vec![0xa5; length];
            let text = encode("CERTIFICATE", &contents);
            assert!(text.lines().all(|line| line.len() <= 64));
            assert_eq!(one(text.as_bytes()).contents(), contents);
        }
        assert_eq!(
            *encode("X", &DER),
            format!("-----BEGIN X-----\n{BODY}\n-----END X-----\n")
        );
    }

    #[test]
    fn debug_shows_no_contents() {
        let block = one(format!("-----BEGIN X-----\n{BODY}\n-----END X-----\n"));
        assert_eq!(format!("{block:?}"), "Pem { label: \"X\", line: 1, .. }");
    }
}
