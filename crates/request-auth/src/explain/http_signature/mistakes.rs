//! Everything that the other side may have signed instead of our base, one mistake each, the usual ones first.

mod components; // lines that are missing, moved or spelled otherwise
mod layout; // how the lines are put together
mod parameters; // the parameters of the signature
mod url; // scheme, authority, path, query, method

use std::borrow::Cow;

use super::lines::Lines;
use crate::Request;
use crate::explain::Cause;
use crate::explain::mistake::Mistake;

/// A mistake, and what it changes in the base.
pub(super) struct Variant<'a> {
    pub(super) mistake: Mistake,
    change: Box<dyn Fn(&mut Lines) + 'a>,
}

impl Variant<'_> {
    /// Returns the base that is signed with this mistake.
    pub(super) fn write(&self, lines: &Lines) -> Vec<u8> {
        let mut lines = lines.clone();
        (self.change)(&mut lines);
        lines.write()
    }
}

/// Returns all of them. Where two mistakes make the same change, the one that comes first gives it its name.
pub(super) fn all<'a>(request: &'a Request<'a>, label: &str, lines: &Lines) -> Vec<Variant<'a>> {
    let mut variants = Variants { list: Vec::new() };
    layout::all(&mut variants, label);
    url::authorities(&mut variants, request);
    url::methods(&mut variants, request);
    url::targets(&mut variants, request);
    parameters::times(&mut variants);
    components::whole(&mut variants, request);
    components::orders(&mut variants, lines);
    components::missing(&mut variants, lines);
    parameters::missing(&mut variants, lines);
    parameters::orders(&mut variants, lines);
    variants.list
}

struct Variants<'a> {
    list: Vec<Variant<'a>>,
}

impl<'a> Variants<'a> {
    fn add(
        &mut self,
        cause: Cause,
        detail: impl Into<Cow<'static, str>>,
        change: impl Fn(&mut Lines) + 'a,
    ) {
        self.list.push(Variant {
            mistake: Mistake::new(cause, detail),
            change: Box::new(change),
        });
    }
}

/// Returns the other orders of so many things, ours first left out: all of them where they are few, else the usual two.
fn other_orders(count: usize) -> Vec<Vec<usize>> {
    let ours: Vec<usize> = (0..count).collect();
    if count > MOST_PERMUTED {
        return vec![ours.into_iter().rev().collect()];
    }
    let mut orders = vec![Vec::new()];
    for next in ours.iter().copied() {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, next);
                    order
                })
            })
            .collect();
    }
    orders.retain(|order| *order != ours);
    orders
}

/// Five have 120 orders.
const MOST_PERMUTED: usize = 5;

/// Returns somebody else's text for a sentence.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}
