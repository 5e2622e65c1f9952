//! How many strings satisfy a policy, and a uniform draw among them.
//!
//! Let class *j* have s(j) characters and the minimum m(j), the classes being disjoint. The strings of length *r* over the
//! classes from *j* on that meet their minimums are counted by how many characters *c* are of class *j*: those stand in
//! C(r, c) places and are chosen in s(j)^c ways, and the other r − c characters are such a string over the classes after *j*:
//!
//! > ways(j, r) = Σ C(r, c) · s(j)^c · ways(j + 1, r − c), over c from m(j) to r
//!
//! A draw chooses *c* for the first class with the exact weight of its term, then for the next class, and so on. Given these
//! counts every arrangement of the classes, and every choice of characters, is equally likely. A string's probability is
//! therefore its term's share times one over the term's number of strings: one over ways(0, length), for every string.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{draw::Draws, natural::Natural};

/// The exact numbers of strings for a list of classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ways {
    classes: Vec<(usize, usize)>,
    /// `ways[j][r]`; the row after the last class says that nothing is one string of length 0.
    ways: Vec<Vec<Natural>>,
    /// `binomials[r][c]`; the greatest, C(128, 64), is below 2^125.
    binomials: Vec<Vec<u128>>,
}

impl Ways {
    /// Counts for classes given as (number of characters, minimum count), up to a length of 128.
    pub(crate) fn new(classes: Vec<(usize, usize)>, length: usize) -> Ways {
        let mut nothing = vec![Natural::default(); length + 1];
        nothing[0] = Natural::from(1);
        let mut ways = Ways {
            ways: vec![nothing; classes.len() + 1],
            binomials: pascal(length),
            classes,
        };
        for class in (0..ways.classes.len()).rev() {
            ways.ways[class] = (0..=length)
                .map(|rest| {
                    let mut sum = Natural::default();
                    ways.terms(class, rest).for_each(|(_, term)| sum.add(&term));
                    sum
                })
                .collect();
        }
        ways
    }

    /// Returns the number of strings: zero if the policy cannot be satisfied.
    pub(crate) fn total(&self) -> &Natural {
        &self.ways[0][self.binomials.len() - 1]
    }

    /// Returns how many characters of each class a uniformly drawn string has. The total must not be zero.
    pub(crate) fn draw_counts<R: CryptoRng + ?Sized>(
        &self,
        draws: &mut Draws<'_, R>,
    ) -> Zeroizing<Vec<usize>> {
        let mut counts = Zeroizing::new(vec![0; self.classes.len()]);
        let mut rest = self.binomials.len() - 1;
        for (class, count) in counts.iter_mut().enumerate() {
            let mut rank = Zeroizing::new(self.ways[class][rest].draw_below(draws));
            for (number, term) in self.terms(class, rest) {
                if *rank < term {
                    *count = number;
                    break;
                }
                rank.subtract(&term);
            }
            rest -= *count;
        }
        counts
    }

    /// Returns the terms of the sum for `ways[class][rest]`, each with its count.
    fn terms(&self, class: usize, rest: usize) -> impl Iterator<Item = (usize, Natural)> {
        let (characters, minimum) = self.classes[class];
        let characters = Natural::from(characters as u128);
        let mut power = Natural::from(1);
        (0..=rest).filter_map(move |count| {
            if count > 0 {
                power = power.times(&characters);
            }
            let others = &self.ways[class + 1][rest - count];
            (count >= minimum).then(|| {
                (
                    count,
                    Natural::from(self.binomials[rest][count])
                        .times(&power)
                        .times(others),
                )
            })
        })
    }
}

/// Returns the rows of Pascal's triangle up to `last`.
fn pascal(last: usize) -> Vec<Vec<u128>> {
    let mut rows = vec![vec![1]];
    for row in 1..=last {
        let above: &Vec<u128> = &rows[row - 1];
        let inner = above.windows(2).map(|pair| pair[0] + pair[1]);
        rows.push(
            std::iter::once(1)
                .chain(inner)
                .chain(std::iter::once(1))
                .collect(),
        );
    }
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Natural, Ways, pascal};

    /// Every string over up to three classes and up to five places is written down and counted, per count of each class.
    #[test]
    fn agrees_with_writing_all_strings_down() {
        for sizes in [vec![1], vec![3], vec![2, 1], vec![1, 2, 2], vec![2, 0, 1]] {
            for length in 0..=5 {
                for minimums in minimums_of(sizes.len()) {
                    let classes: Vec<_> = sizes
                        .iter()
                        .copied()
                        .zip(minimums.iter().copied())
                        .collect();
                    let ways = Ways::new(classes, length);
                    let written = write_down(&sizes, &minimums, length);
                    let total: u128 = written.values().sum();
                    assert_eq!(
                        *ways.total(),
                        Natural::from(total),
                        "{sizes:?} {minimums:?} {length}"
                    );
                    assert_eq!(
                        terms_along(&ways, 0, length),
                        written,
                        "{sizes:?} {minimums:?} {length}"
                    );
                }
            }
        }
    }

    #[test]
    fn pascal_reaches_the_greatest_length() {
        let rows = pascal(128);
        assert_eq!(rows[5], [1, 5, 10, 10, 5, 1]);
        assert_eq!(
            rows[128][64],
            23_951_146_041_928_082_866_135_587_776_380_551_750
        );
    }

    /// The number of strings for each vector of counts, by brute force.
    fn write_down(
        sizes: &[usize],
        minimums: &[usize],
        length: usize,
    ) -> BTreeMap<Vec<usize>, u128> {
        let class_of: Vec<usize> = sizes
            .iter()
            .enumerate()
            .flat_map(|(class, &size)| vec![class; size])
            .collect();
        let mut found = BTreeMap::new();
        for mut number in 0..class_of.len().pow(length as u32) {
            let mut counts = vec![0; sizes.len()];
            for _ in 0..length {
                counts[class_of[number % class_of.len()]] += 1;
                number /= class_of.len();
            }
            if counts
                .iter()
                .zip(minimums)
                .all(|(count, minimum)| count >= minimum)
            {
                *found.entry(counts).or_insert(0) += 1;
            }
        }
        found
    }

    /// The number of strings for each vector of counts, by the weights that a draw uses.
    fn terms_along(ways: &Ways, class: usize, rest: usize) -> BTreeMap<Vec<usize>, u128> {
        if class == ways.classes.len() {
            return if rest == 0 {
                BTreeMap::from([(vec![], 1)])
            } else {
                BTreeMap::new()
            };
        }
        let mut found = BTreeMap::new();
        for (count, term) in ways.terms(class, rest) {
            let after = terms_along(ways, class + 1, rest - count);
            let mut sum = 0;
            for (mut counts, number) in after {
                counts.insert(0, count);
                let here = number
                    * ways.binomials[rest][count]
                    * (ways.classes[class].0 as u128).pow(count as u32);
                sum += here;
                if here > 0 {
                    found.insert(counts, here);
                }
            }
            assert_eq!(
                term,
                Natural::from(sum),
                "the weight of {count} in class {class} of {rest} places"
            );
        }
        found
    }

    fn minimums_of(classes: usize) -> Vec<Vec<usize>> {
        (0..3usize.pow(classes as u32))
            .map(|code| {
                (0..classes)
                    .map(|class| code / 3usize.pow(class as u32) % 3)
                    .collect()
            })
            .collect()
    }
}
