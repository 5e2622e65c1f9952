//! What is known when a signature does not match, and what is made of it.

use super::Attempt;
use super::mistakes::Variant;
use super::recipe::Recipe;
use crate::akana::Token;
use crate::explain::effort::Effort;
use crate::explain::explanation::first_difference;
use crate::explain::mistake::Mistake;
use crate::explain::{Cause, Explanation};

/// One mismatch, and how much may still be tried.
pub(super) struct Search<'s, 'a> {
    pub(super) attempt: &'s Attempt<'a, crate::akana::Policy>,
    pub(super) token: &'s Token<'a>,
    /// The string that is signed here.
    pub(super) ours: &'s [u8],
    /// The string that the other side says it signed.
    pub(super) theirs: Option<&'s [u8]>,
    pub(super) recipe: Recipe<'s>,
    pub(super) variants: Vec<Variant<'s>>,
    pub(super) effort: Effort,
}

/// The mistakes that make the signature match, and the string that was signed then where it is not ours.
pub(super) struct Found {
    pub(super) mistakes: Vec<Mistake>,
    pub(super) theirs: Option<Vec<u8>>,
}

impl Search<'_, '_> {
    /// Returns the first mistake whose string passes, with that string; `keys` is how often a string is hashed.
    pub(super) fn string(
        &mut self,
        keys: usize,
        mut passes: impl FnMut(&[u8]) -> bool,
    ) -> Option<Found> {
        for variant in &self.variants {
            // About as long as ours, and asked before the work of writing it.
            if !self.effort.allows(self.ours.len(), keys) {
                return None;
            }
            let text = variant.write(&self.recipe);
            self.effort.note(variant.mistake.cause);
            if text != self.ours && passes(&text) {
                return Some(Found {
                    mistakes: vec![variant.mistake.clone()],
                    theirs: Some(text),
                });
            }
        }
        None
    }

    /// Ends with what was found.
    pub(super) fn conclude(self, found: Found) -> Explanation {
        self.finish(Explanation::of(&found.mistakes), found.theirs.as_deref())
    }

    /// Ends with a conclusion from everything that did not match.
    pub(super) fn conclude_with(self, cause: Cause, detail: impl Into<String>) -> Explanation {
        let theirs = self.theirs;
        self.finish(Explanation::new(cause, detail), theirs)
    }

    fn finish(self, explanation: Explanation, theirs: Option<&[u8]>) -> Explanation {
        let mut explanation = explanation.strings(self.ours, theirs, &self.attempt.secrets());
        explanation.tried = self.effort.into_tried();
        explanation
    }

    /// Names the mistake that turns our string into the one that the other side gave, or into the one that agrees with it
    /// furthest; `None` where nothing comes nearer than ours.
    pub(super) fn likeness(&mut self, theirs: &[u8]) -> Option<Mistake> {
        let mut best = (first_difference(self.ours, theirs), None);
        for variant in &self.variants {
            if !self.effort.allows(self.ours.len(), 1) {
                break;
            }
            let text = variant.write(&self.recipe);
            if text == theirs {
                return Some(variant.mistake.clone());
            }
            let agreed = first_difference(&text, theirs);
            if agreed > best.0 {
                let mut mistake = variant.mistake.clone();
                mistake.detail = format!("{}, and more differs behind that", mistake.detail).into();
                best = (agreed, Some(mistake));
            }
        }
        best.1
    }
}
