//! Length, classes with minimum counts, excluded characters: a rule that a secret must satisfy.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Class, Error, Secret, class::characters, draw::Draws, ways::Ways};

/// A rule for secrets that can be satisfied, with the exact number of secrets that do.
///
/// The alphabet is the union of the classes without the excluded characters. The text form is one `key = value` a line;
/// empty lines and lines that begin with `#` are skipped:
///
/// ```text
/// # What the old portal takes. A comment stands on a line of its own, since # may be a character.
/// length  = 16
/// lower   = 1
/// upper   = 1
/// digit   = 2
/// custom  = 1 -_.~
/// exclude = 0O1lI
/// ```
///
/// | key | value |
/// |---|---|
/// | `length` | characters of the secret, 1 to 128; required |
/// | `lower`, `upper`, `digit` | allows `a-z`, `A-Z`, `0-9`; the value is the least number of them, 0 for none required |
/// | `symbol` | the same for the 32 printable ASCII characters that are neither letters nor digits |
/// | `custom` | the least number and then the characters, as in `custom = 1 -_.~`; may be given again |
/// | `exclude` | characters that no secret has, whatever class they are in |
///
/// There are at most 12 classes, and no two may share a character, excluded or not: `custom` is for the sets that `symbol`
/// is too much for.
///
/// ```
/// use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
/// use credtool_secret_gen::{Error, Policy};
///
/// let policy: Policy = "length = 16\nlower = 1\nupper = 1\ndigit = 2\ncustom = 1 -_.~\nexclude = 0O1lI\n".parse()?;
/// let secret = policy.generate(&mut ChaCha20Rng::from_seed([7; 32])); // for a test; seed from the operating system otherwise
/// assert_eq!(secret.expose(), "~fh.NAM6ApeAK3cc");
/// assert!(policy.is_satisfied_by(secret.expose()));
/// assert_eq!((policy.entropy_bits() * 100.0).round(), 9361.0);
///
/// let impossible = "length = 4\nlower = 3\ndigit = 2".parse::<Policy>();
/// assert_eq!(impossible, Err(Error::PolicyMinimums { minimums: 5, length: 4 }));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Policy {
    length: usize,
    classes: Vec<Class>,
    ways: Ways,
}

impl Policy {
    /// Returns the policy, if any secret can satisfy it.
    ///
    /// `length` counts characters; `exclude` may be empty.
    ///
    /// # Errors
    /// Names what makes the policy impossible or unclear: its length, two classes that share a character, a class that is
    /// demanded and excluded, minimum counts beyond the length, no characters at all.
    pub fn new(length: usize, classes: Vec<Class>, exclude: &str) -> Result<Policy, Error> {
        if !(1..=MAXIMUM_LENGTH).contains(&length) {
            return Err(Error::PolicyLength {
                minimum: 1,
                maximum: MAXIMUM_LENGTH,
                found: length,
            });
        }
        if classes.len() > MAXIMUM_CLASSES {
            return Err(Error::PolicyTooManyClasses {
                maximum: MAXIMUM_CLASSES,
                found: classes.len(),
            });
        }
        if let Some((first, second)) = overlap(&classes) {
            return Err(Error::PolicyOverlap {
                first: first.name.clone(),
                second: second.name.clone(),
            });
        }
        let excluded = if exclude.is_empty() {
            Vec::new()
        } else {
            characters(exclude, "`exclude`")?
        };
        let mut kept = Vec::with_capacity(classes.len());
        for mut class in classes {
            class
                .characters
                .retain(|character| !excluded.contains(character));
            if !class.characters.is_empty() {
                kept.push(class);
            } else if class.minimum > 0 {
                return Err(Error::PolicyEmptyClass {
                    class: class.name,
                    minimum: class.minimum,
                });
            }
        }
        if kept.is_empty() {
            return Err(Error::PolicyWithoutCharacters);
        }
        let minimums = kept
            .iter()
            .fold(0, |sum: usize, class| sum.saturating_add(class.minimum));
        if minimums > length {
            return Err(Error::PolicyMinimums { minimums, length });
        }
        let ways = Ways::new(
            kept.iter()
                .map(|class| (class.characters.len(), class.minimum))
                .collect(),
            length,
        );
        Ok(Policy {
            length,
            classes: kept,
            ways,
        })
    }

    /// Returns one of the secrets that satisfy the policy, all of them equally likely.
    pub fn generate(&self, rng: &mut (impl CryptoRng + ?Sized)) -> Secret {
        let mut draws = Draws::new(rng);
        let counts = self.ways.draw_counts(&mut draws);
        let mut places = Zeroizing::new(Vec::with_capacity(self.length));
        for (class, &count) in counts.iter().enumerate() {
            places.extend(std::iter::repeat_n(class, count));
        }
        draws.shuffle(&mut places);
        let mut text = String::with_capacity(self.length); // exact: growing would leave copies behind
        text.extend(
            places
                .iter()
                .map(|&class| draws.character(&self.classes[class].characters)),
        );
        Secret::new(text)
    }

    /// Returns log2 of the number of secrets that satisfy the policy, which is the entropy of [`generate`](Policy::generate).
    pub fn entropy_bits(&self) -> f64 {
        self.ways.total().log2()
    }

    /// Returns whether the text has the length, the alphabet and the minimum counts of the policy.
    pub fn is_satisfied_by(&self, text: &str) -> bool {
        text.chars().count() == self.length
            && text.chars().all(|c| self.allows(c))
            && self.unmet(text).next().is_none()
    }

    /// Returns the length of a secret in characters.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Returns whether the character is in the alphabet.
    pub(crate) fn allows(&self, character: char) -> bool {
        self.classes.iter().any(|class| class.has(character))
    }

    /// Returns the size of the alphabet.
    pub(crate) fn alphabet_len(&self) -> usize {
        self.classes
            .iter()
            .map(|class| class.characters.len())
            .sum()
    }

    /// Returns the classes that have too few characters in the text: name, minimum and found.
    pub(crate) fn unmet<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (&'a str, usize, usize)> {
        self.classes.iter().filter_map(|class| {
            let found = text.chars().filter(|&c| class.has(c)).count();
            (found < class.minimum).then_some((class.name.as_str(), class.minimum, found))
        })
    }
}

impl fmt::Debug for Policy {
    /// Shows the rule; the counts are many and long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("length", &self.length)
            .field("classes", &self.classes)
            .finish_non_exhaustive()
    }
}

fn overlap(classes: &[Class]) -> Option<(&Class, &Class)> {
    classes.iter().enumerate().find_map(|(at, second)| {
        let first = classes[..at].iter().find(|first| {
            first
                .characters
                .iter()
                .any(|c| second.characters.contains(c))
        })?;
        Some((first, second))
    })
}

/// Bounds the work of counting: 94^128 has 14 limbs.
pub(crate) const MAXIMUM_LENGTH: usize = 128;
/// The four of ASCII and eight custom ones.
const MAXIMUM_CLASSES: usize = 12;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::{Class, Policy};
    use crate::Error;

    /// Computed apart from this code, with Python's integers and OpenSSL's ChaCha20 (key 07…07, counter and nonce 0).
    #[test]
    fn exact_text_and_entropy_under_a_seeded_generator() {
        for (length, minimums, expected, bits) in DRAWN {
            let policy = Policy::new(*length, classes(*minimums), "").unwrap();
            let drawn = policy.generate(&mut ChaCha20Rng::from_seed([7; 32]));
            assert_eq!(drawn.expose(), *expected);
            assert!(policy.is_satisfied_by(drawn.expose()));
            assert!(
                (policy.entropy_bits() - bits).abs() < 1e-9,
                "{} bits",
                policy.entropy_bits()
            );
        }
    }

    /// With rejection alone this one would take 10^29 attempts.
    #[test]
    fn a_tight_policy_is_as_quick_as_any() {
        let policy = Policy::new(
            32,
            vec![Class::digit(32), Class::lower(0), Class::upper(0)],
            "",
        )
        .unwrap();
        let drawn = policy.generate(&mut ChaCha20Rng::from_seed([7; 32]));
        assert!(drawn.expose().bytes().all(|byte| byte.is_ascii_digit()));
        assert!((policy.entropy_bits() - 32.0 * 10f64.log2()).abs() < 1e-9);
    }

    /// Eighteen strings satisfy it.
    #[test]
    fn reaches_every_string_and_no_other() {
        let policy = Policy::new(
            3,
            vec![
                Class::custom("ab", 1, "ab").unwrap(),
                Class::custom("1", 1, "1").unwrap(),
            ],
            "",
        )
        .unwrap();
        let mut rng = ChaCha20Rng::from_seed([3; 32]);
        let drawn: BTreeSet<String> = (0..1000)
            .map(|_| policy.generate(&mut rng).expose().to_owned())
            .collect();
        let all: BTreeSet<String> = [
            "aa1", "ab1", "ba1", "bb1", "a1a", "a1b", "b1a", "b1b", "1aa", "1ab", "1ba", "1bb",
            "a11", "b11", "1a1", "1b1", "11a", "11b",
        ]
        .map(str::to_owned)
        .into();
        assert_eq!(drawn, all);
        assert_eq!(policy.entropy_bits(), (all.len() as f64).log2());
    }

    #[test]
    fn no_exclusion_means_the_whole_alphabet() {
        let policy = Policy::new(10, classes([0, 0, 0, 0]), "").unwrap();
        assert_eq!(policy.alphabet_len(), 94);
        assert!((policy.entropy_bits() - 10.0 * 94f64.log2()).abs() < 1e-9);
    }

    #[test]
    fn satisfied_or_not() {
        let policy = Policy::new(6, vec![Class::lower(2), Class::digit(1)], "l1").unwrap();
        assert!(policy.is_satisfied_by("abc234"));
        for text in [
            "abc23", "abc2345", "a23456", "abcdef", "abcl23", "abc123", "abC234", "abc23é", "",
        ] {
            assert!(!policy.is_satisfied_by(text), "{text}");
        }
    }

    #[test]
    fn impossible_or_unclear() {
        let custom = |set| Class::custom("mine", 1, set);
        let lower = |minimum| vec![Class::lower(minimum)];
        let letters = "abcdefghijklmnopqrstuvwxyz";
        for (policy, error) in [
            (
                Policy::new(0, lower(0), ""),
                Error::PolicyLength {
                    minimum: 1,
                    maximum: 128,
                    found: 0,
                },
            ),
            (
                Policy::new(129, lower(0), ""),
                Error::PolicyLength {
                    minimum: 1,
                    maximum: 128,
                    found: 129,
                },
            ),
            (Policy::new(8, vec![], ""), Error::PolicyWithoutCharacters),
            (
                Policy::new(8, lower(0), letters),
                Error::PolicyWithoutCharacters,
            ),
            (
                Policy::new(8, lower(1), letters),
                Error::PolicyEmptyClass {
                    class: "lower".into(),
                    minimum: 1,
                },
            ),
            (
                Policy::new(8, lower(9), ""),
                Error::PolicyMinimums {
                    minimums: 9,
                    length: 8,
                },
            ),
            (
                Policy::new(8, vec![Class::lower(usize::MAX), Class::digit(1)], ""),
                Error::PolicyMinimums {
                    minimums: usize::MAX,
                    length: 8,
                },
            ),
            (
                Policy::new(8, lower(0), "a b"),
                Error::PolicyCharacters {
                    what: "`exclude`".into(),
                },
            ),
            (
                Policy::new(8, vec![Class::symbol(0), custom("-").unwrap()], ""),
                Error::PolicyOverlap {
                    first: "symbol".into(),
                    second: "mine".into(),
                },
            ),
            (
                Policy::new(8, vec![Class::digit(0); 13], ""),
                Error::PolicyTooManyClasses {
                    maximum: 12,
                    found: 13,
                },
            ),
        ] {
            assert_eq!(policy, Err(error));
        }
        for set in ["", "a b", "é", "\u{7f}"] {
            assert_eq!(
                custom(set),
                Err(Error::PolicyCharacters {
                    what: "mine".into()
                })
            );
        }
    }

    #[test]
    fn debug_is_short() {
        assert!(format!("{:?}", Policy::new(128, vec![Class::digit(1)], "").unwrap()).len() < 200);
    }

    fn classes([lower, upper, digit, symbol]: [usize; 4]) -> Vec<Class> {
        vec![
            Class::lower(lower),
            Class::upper(upper),
            Class::digit(digit),
            Class::symbol(symbol),
        ]
    }

    /// Length; least number of lower, upper, digit and symbol; secret; bits.
    const DRAWN: &[(usize, [usize; 4], &str, f64)] = &[
        (
            24,
            [1, 1, 1, 1],
            r#"1B%tfzMio/M4><Ai8p=65!&P"#,
            157.20836178615136,
        ),
        (
            128,
            [20, 20, 20, 20],
            r#"Q,90oN"Z2oJmf56SaT4|1Y%2.maO+KcXUK2O8`5/anwsShxi5_/_vsoi~j7pspdM;oKc\KL+'=#+03q=\SuUfO{sQA0nPLbzFwOOz\6D2b'=pp_**~H[MmU<9w?YL-09"#,
            834.7029899792075,
        ),
    ];
}
