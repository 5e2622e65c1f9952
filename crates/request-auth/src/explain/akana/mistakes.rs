//! Everything that the other side may have signed instead of our string, one mistake each, the usual ones first.

mod encoding; // plus and space, percent-encoding
mod membership; // what is signed: order, missing parameters, empty values, form bodies
pub(super) mod security; // wire names, nonce and timestamp
mod url; // method, scheme, host, port, path

use std::borrow::Cow;

use super::recipe::Recipe;
use crate::Request;
use crate::explain::Cause;
use crate::explain::mistake::Mistake;

/// A mistake, and what it changes in the recipe.
pub(super) struct Variant<'a> {
    pub(super) mistake: Mistake,
    change: Box<dyn Fn(&mut Recipe<'a>) + 'a>,
}

impl<'a> Variant<'a> {
    /// Returns the string that is signed with this mistake.
    pub(super) fn write(&self, recipe: &Recipe<'a>) -> Vec<u8> {
        let mut recipe = recipe.clone();
        (self.change)(&mut recipe);
        recipe.write()
    }
}

/// Returns all of them. Where two mistakes make the same change, the one that comes first gives it its name: so a `+` stands
/// before percent-encoding, and what leaves a whole group out before the single parameters.
pub(super) fn all<'a>(
    request: &'a Request<'a>,
    recipe: &Recipe<'a>,
    realm: Option<String>,
) -> Vec<Variant<'a>> {
    let mut variants = Variants { list: Vec::new() };
    security::wire_names(&mut variants, recipe);
    security::timestamps(&mut variants, recipe);
    encoding::plus_or_space(&mut variants, recipe);
    encoding::whole(&mut variants);
    membership::orders(&mut variants, request);
    membership::form_bodies(&mut variants, request);
    membership::empty_values(&mut variants);
    url::ports(&mut variants, request, recipe);
    url::methods(&mut variants, request);
    security::nonces(&mut variants, recipe);
    encoding::values(&mut variants, recipe);
    encoding::some(&mut variants, recipe);
    url::paths(&mut variants, request, recipe);
    membership::missing(&mut variants, recipe, realm);
    membership::separators(&mut variants);
    membership::raw_bodies(&mut variants, request);
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
        change: impl Fn(&mut Recipe<'a>) + 'a,
    ) {
        self.list.push(Variant {
            mistake: Mistake::new(cause, detail),
            change: Box::new(change),
        });
    }
}

/// Returns the name of a parameter for a sentence: it is somebody else's text.
fn shown(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    name.chars().filter(|c| !c.is_control()).take(64).collect()
}
