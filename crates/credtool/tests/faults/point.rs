//! A point: the n-th call of a kind, and what happens to it.

use std::collections::HashMap;
use std::fmt;

#[derive(Debug, Clone)]
pub(crate) struct Point {
    call: String,
    number: usize,
    fault: Fault,
    usual: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The process dies before the call is carried out.
    Kill,
    /// The call is not carried out and answers this.
    Error(&'static str),
}

const ERRORS: [&str; 3] = ["ENOSPC", "EIO", "EACCES"];

impl Point {
    /// Returns the faults of each call. A call is its name and how many of that name the process had made with it.
    pub(crate) fn all(calls: &[(String, usize)]) -> Vec<Self> {
        let mut of_a_kind = HashMap::new();
        let mut points = Vec::new();
        for (call, number) in calls {
            let turn = of_a_kind.entry(call).or_insert(0);
            let errors = ERRORS
                .iter()
                .enumerate()
                .map(|(index, error)| (Fault::Error(error), index == *turn % ERRORS.len()));
            for (fault, usual) in [(Fault::Kill, true)].into_iter().chain(errors) {
                let (call, number) = (call.clone(), *number);
                points.push(Self {
                    call,
                    number,
                    fault,
                    usual,
                });
            }
            *turn += 1;
        }
        points
    }

    /// Whether it is tried when not all are.
    pub(crate) fn is_usual(&self) -> bool {
        self.usual
    }

    pub(crate) fn kills(&self) -> bool {
        self.fault == Fault::Kill
    }

    pub(crate) fn call(&self) -> &str {
        &self.call
    }

    /// Returns the point in strace's words.
    pub(crate) fn injection(&self) -> String {
        let Self { call, number, .. } = self;
        match self.fault {
            Fault::Kill => format!("inject={call}:signal=KILL:when={number}"),
            Fault::Error(error) => format!("inject={call}:error={error}:when={number}"),
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.injection())
    }
}
