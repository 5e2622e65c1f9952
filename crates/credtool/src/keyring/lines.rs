//! `--lines`: each line of a stream becomes another, in constant memory.

use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::{Code, Failure};
use crate::io::{Block, Cut, Flow, Io, unreadable};

/// Reads the lines of `path` (`-` is standard input), without their line ends, and prints what `change` appends for each, with a line feed
/// behind it. Stops when nobody reads any more.
pub(super) fn each(
    io: &mut Io,
    path: &Path,
    what: &str,
    mut change: impl FnMut(u64, &[u8], &mut Vec<u8>) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let keep_return = io.keeps_newline();
    let mut reader = io.stream(path, what)?;
    let mut number = 0;
    let work = |block: &mut Block| {
        let (bytes, at_end, out) = block.parts();
        let mut done = 0;
        while done < bytes.len() {
            let rest = &bytes[done..];
            let line = match rest.iter().position(|byte| *byte == b'\n') {
                Some(at) => &rest[..at],
                None if at_end => rest,
                None if rest.len() > LONGEST => {
                    let failure =
                        Failure::new(Code::TooLarge, format!("line {} is too long", number + 1));
                    return (done, Err(failure.because("a line has at most 1 MiB")));
                }
                None => break,
            };
            done += (line.len() + 1).min(rest.len());
            number += 1;
            let without_return = line.strip_suffix(b"\r").filter(|_| !keep_return);
            if let Err(failure) = change(number, without_return.unwrap_or(line), out) {
                return (done, Err(failure));
            }
            out.push(b'\n');
        }
        (done, Ok(()))
    };
    let out = &io.out;
    let flow = Flow {
        reader: &mut reader,
        cut: Cut {
            border: |_| None,
            decided: <[u8]>::len,
        },
        sink: &mut |block, worked: Result<(), Failure>| {
            let open = out.piece(&block.out)?;
            worked?;
            Ok(open)
        },
        unreadable: &|error| unreadable(path, error),
    };
    flow.run(vec![work])
}

/// Returns the path of a SRC that can be read as a stream.
pub(super) fn path(text: &str) -> Result<&Path, Failure> {
    match text.strip_prefix("file:") {
        _ if text == "-" => Ok(Path::new("-")),
        Some(path) => Ok(Path::new(path)),
        None => Err(Failure::new(
            Code::Usage,
            "--lines reads from - (stdin) or file:PATH",
        )),
    }
}

/// Refuses one JSON object for any number of lines.
pub(super) fn without_json(io: &Io) -> Result<(), Failure> {
    if io.out.wants_json() {
        let failure = Failure::new(
            Code::Usage,
            "--json prints one object, and --lines any number of lines",
        );
        return Err(failure.hint("leave one of the two away"));
    }
    Ok(())
}

/// Returns what stood on a line as text.
pub(super) fn text(line: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(String::from_utf8_lossy(line).into_owned())
}

const LONGEST: usize = 1 << 20;
