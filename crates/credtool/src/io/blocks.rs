//! Streams of any length in constant memory: read in blocks, worked on side by side, written in their order.
//!
//! The blocks are large enough that handing them over costs nothing, and small enough to stay in the processor's caches.

use std::io::{ErrorKind, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::failure::Failure;

/// A stretch of the stream.
#[derive(Default)]
pub(crate) struct Block {
    /// Room for what is read, which is used again and again.
    room: Vec<u8>,
    /// How much of it was read.
    len: usize,
    at_end: bool,
    /// What the work made of it.
    pub(crate) out: Vec<u8>,
}

impl Block {
    /// Returns what was read.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.room[..self.len]
    }

    /// Returns what was read, whether nothing that belongs together goes on behind it, and where to put what is made of it.
    pub(crate) fn parts(&mut self) -> (&[u8], bool, &mut Vec<u8>) {
        (&self.room[..self.len], self.at_end, &mut self.out)
    }

    /// Appends to what was read.
    fn extend(&mut self, bytes: &[u8]) {
        self.grow(bytes.len());
        self.room[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// Appends one block of the stream, or what is left. Returns whether the stream is over.
    fn fill(&mut self, reader: &mut dyn Read) -> std::io::Result<bool> {
        self.grow(BLOCK);
        let full = self.len + BLOCK;
        while self.len < full {
            match reader.read(&mut self.room[self.len..full]) {
                Ok(0) => return Ok(true),
                Ok(count) => self.len += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    fn grow(&mut self, more: usize) {
        if self.room.len() < self.len + more {
            self.room.resize(self.len + more, 0);
        }
    }
}

/// Works on one block: returns how many of its bytes are done with, and what there is to say about them.
pub(crate) trait Work<T>: FnMut(&mut Block) -> (usize, T) + Send {}
impl<T, F: FnMut(&mut Block) -> (usize, T) + Send> Work<T> for F {}

/// Where a stream may be cut so that each piece can be worked on apart.
pub(crate) struct Cut {
    /// The last such place; `None` when there is none.
    pub(crate) border: fn(&[u8]) -> Option<usize>,
    /// How many bytes can be decided without what follows, where there is no border far and wide.
    pub(crate) decided: fn(&[u8]) -> usize,
}

/// The way to one worker and back.
struct Lane<T> {
    to_worker: SyncSender<Block>,
    from_worker: Receiver<(Block, T)>,
}

/// What is done with one stream.
pub(crate) struct Flow<'f, T> {
    /// Where the bytes come from.
    pub(crate) reader: &'f mut dyn Read,
    pub(crate) cut: Cut,
    /// Takes what each block became, in the order of the stream; `false` stops.
    pub(crate) sink: &'f mut dyn FnMut(&Block, T) -> Result<bool, Failure>,
    /// What is said when the stream cannot be read.
    pub(crate) unreadable: &'f dyn Fn(&std::io::Error) -> Failure,
}

impl<T: Send> Flow<'_, T> {
    /// Runs the stream through the workers to its end, or to where the sink stops it. One worker works in this thread.
    pub(crate) fn run(mut self, mut workers: Vec<impl Work<T>>) -> Result<(), Failure> {
        match workers.as_mut_slice() {
            [] => Ok(()),
            [one] => self.alone(one),
            _ => self.side_by_side(workers),
        }
    }

    fn alone(&mut self, work: &mut impl Work<T>) -> Result<(), Failure> {
        let mut block = Block::default();
        while !block.at_end {
            block.at_end = block.fill(self.reader).map_err(|e| (self.unreadable)(&e))?;
            let (done, said) = work(&mut block);
            if !(self.sink)(&block, said)? {
                break;
            }
            block.room.copy_within(done..block.len, 0);
            block.len -= done;
            block.out.clear();
        }
        Ok(())
    }

    /// The workers take turns, so the order of the blocks is the order of the turns.
    fn side_by_side(&mut self, workers: Vec<impl Work<T>>) -> Result<(), Failure> {
        std::thread::scope(|scope| {
            let mut lanes = Vec::new();
            for mut work in workers {
                let (to_worker, blocks) = sync_channel::<Block>(WAITING);
                let (results, from_worker) = sync_channel(WAITING);
                lanes.push(Lane {
                    to_worker,
                    from_worker,
                });
                scope.spawn(move || {
                    for mut block in blocks {
                        let (_, said) = work(&mut block);
                        if results.send((block, said)).is_err() {
                            break;
                        }
                    }
                });
            }
            // Dropping the lanes, at the end or on an error, ends the workers.
            self.take_turns(&lanes)
        })
    }

    fn take_turns(&mut self, lanes: &[Lane<T>]) -> Result<(), Failure> {
        let (mut sent, mut taken, mut at_end) = (0, 0, false);
        let mut next = Vec::new();
        let mut spare: Vec<Block> = Vec::new();
        loop {
            while !at_end && sent - taken < lanes.len() * WAITING {
                let mut block = spare.pop().unwrap_or_default();
                block.len = 0;
                block.out.clear();
                block.extend(&next);
                next.clear();
                at_end = self.read(&mut block, &mut next)?;
                if lanes[sent % lanes.len()].to_worker.send(block).is_err() {
                    return Ok(()); // a worker that is gone has panicked, which ends the process
                }
                sent += 1;
            }
            if taken == sent {
                return Ok(());
            }
            let Ok((block, said)) = lanes[taken % lanes.len()].from_worker.recv() else {
                return Ok(());
            };
            taken += 1;
            if !(self.sink)(&block, said)? {
                return Ok(());
            }
            spare.push(block);
        }
    }

    /// Reads until there is a block, and puts what is behind its border into `next`. Returns whether the stream is over.
    fn read(&mut self, block: &mut Block, next: &mut Vec<u8>) -> Result<bool, Failure> {
        loop {
            let over = block.fill(self.reader).map_err(|e| (self.unreadable)(&e))?;
            let border = (self.cut.border)(block.bytes()).filter(|_| !over);
            block.at_end = over || border.is_some();
            let decided = match border {
                Some(border) => border,
                None if over => block.len,
                None if block.len < FAR_AND_WIDE => continue,
                None => (self.cut.decided)(block.bytes()),
            };
            next.extend_from_slice(&block.bytes()[decided..]);
            if block.at_end {
                block.len = decided;
            } // else the worker needs to see what follows, and decides the same
            return Ok(over);
        }
    }
}

const BLOCK: usize = 256 << 10;

/// How many blocks wait in each direction between here and one worker.
const WAITING: usize = 2;

/// More than twice the longest token: then where tokens begin and end has to be found out.
const FAR_AND_WIDE: usize = 4 << 20;
