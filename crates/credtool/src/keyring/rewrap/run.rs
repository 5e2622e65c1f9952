//! One stream through the workers.

use std::io::Read;
use std::path::Path;

use credtool_keyring::{Census, FieldPath, Report, Rewrapper, TokenKeys, border};

use crate::failure::{Code, Failure};
use crate::io::{Block, Cut, Flow, Io, Progress, unreadable};
use crate::keyring::tokens;

/// The keys, the members, and the processors that work.
pub(super) struct Run<'k> {
    keys: &'k TokenKeys,
    fields: &'k [FieldPath],
    threads: usize,
    progress: Progress,
}

/// Takes what each block became; `false` stops.
pub(super) type Sink<'s> = &'s mut dyn FnMut(&Block, &Report) -> Result<bool, Failure>;

impl<'k> Run<'k> {
    pub(super) fn new(
        keys: &'k TokenKeys,
        fields: &'k [FieldPath],
        threads: Option<usize>,
        io: &Io,
    ) -> Self {
        // Lines of JSON are taken in one piece after the other: where a line that is too long ends is known only then.
        let threads = match fields {
            [] => threads.unwrap_or_else(|| io.processors()),
            _ => 1,
        };
        Self {
            keys,
            fields,
            threads,
            progress: Progress::new(),
        }
    }

    /// Reads a file or standard input.
    pub(super) fn stream(
        &mut self,
        io: &mut Io,
        path: &Path,
        sink: Sink<'_>,
    ) -> Result<Report, Failure> {
        let mut reader = io.stream(path, "what is rewrapped")?;
        self.through(&mut reader, path, sink)
    }

    /// Reads, and writes nothing.
    pub(super) fn discard(&mut self, io: &mut Io, path: &Path) -> Result<Report, Failure> {
        self.stream(io, path, &mut |_, _| Ok(true))
    }

    /// Rewraps what the reader gives, to its end.
    pub(super) fn through(
        &mut self,
        reader: &mut dyn Read,
        path: &Path,
        sink: Sink<'_>,
    ) -> Result<Report, Failure> {
        let mut workers = Vec::new();
        for _ in 0..self.threads {
            let mut rewrapper = Rewrapper::new(self.keys, self.fields)
                .map_err(|error| tokens::failure(&error, "could not rewrap"))?;
            let mut rng = Io::new_rng()?;
            workers.push(move |block: &mut Block| {
                let (bytes, at_end, out) = block.parts();
                rewrapper.window(bytes, at_end, &mut rng, out)
            });
        }
        let mut all = Report::default();
        let progress = &mut self.progress;
        let flow = Flow {
            reader,
            cut: Cut {
                border,
                decided: |bytes| Census::new().window(bytes, false),
            },
            sink: &mut |block, report: Report| {
                progress.add(block.bytes().len());
                let go_on = sink(block, &report)?;
                all.append(report);
                Ok(go_on)
            },
            unreadable: &|error| unreadable(path, error),
        };
        flow.run(workers)?;
        Ok(all)
    }

    /// Reads the new bytes as the next rewrap would: everything that was rewrapped is there and decrypts under the active key, and what failed
    /// is there as it was.
    pub(super) fn check(
        &mut self,
        reader: &mut dyn Read,
        path: &Path,
        expected: &Report,
    ) -> Result<(), Failure> {
        let found = self.through(reader, path, &mut |_, _| Ok(true))?;
        let holds = found.rewrapped == 0
            && found.unchanged == expected.rewrapped + expected.unchanged
            && (found.failed, found.foreign, found.lines)
                == (expected.failed, expected.foreign, expected.lines);
        if holds {
            return Ok(());
        }
        Err(Failure::new(
            Code::WriteFailed,
            format!("could not write {}", path.display()),
        )
        .because("other tokens came back"))
    }
}
