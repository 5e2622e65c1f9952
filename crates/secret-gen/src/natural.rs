//! Whole numbers without a limit, for counting: just what [`crate::ways`] needs, so that a count is exact.

use std::cmp::Ordering;

use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::draw::Draws;

/// A natural number: limbs of 64 bits, the least significant first, the last one not zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Natural(Vec<u64>);

impl Natural {
    /// Adds `other` to this number.
    pub(crate) fn add(&mut self, other: &Natural) {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        let mut carry = false;
        for (at, limb) in self.0.iter_mut().enumerate() {
            let (sum, over) = limb.overflowing_add(other.0.get(at).copied().unwrap_or(0));
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = over || over_again;
        }
        if carry {
            self.0.push(1);
        }
    }

    /// Subtracts `other`, which must not be greater, from this number.
    pub(crate) fn subtract(&mut self, other: &Natural) {
        let mut borrow = false;
        for (at, limb) in self.0.iter_mut().enumerate() {
            let (rest, under) = limb.overflowing_sub(other.0.get(at).copied().unwrap_or(0));
            let (rest, under_again) = rest.overflowing_sub(u64::from(borrow));
            *limb = rest;
            borrow = under || under_again;
        }
        debug_assert!(!borrow, "subtrahend is greater");
        self.trim();
    }

    /// Returns the product.
    pub(crate) fn times(&self, other: &Natural) -> Natural {
        let mut product = vec![0u64; self.0.len() + other.0.len()];
        for (i, &a) in self.0.iter().enumerate() {
            let mut carry = 0u128;
            for (j, &b) in other.0.iter().enumerate() {
                // 2^64 - 1 squared, plus twice 2^64 - 1, is 2^128 - 1: it fits.
                let sum = u128::from(a) * u128::from(b) + u128::from(product[i + j]) + carry;
                product[i + j] = sum as u64;
                carry = sum >> 64;
            }
            product[i + other.0.len()] = carry as u64;
        }
        let mut product = Natural(product);
        product.trim();
        product
    }

    /// Returns the logarithm to base 2, to the precision of an `f64`; of zero minus infinity.
    pub(crate) fn log2(&self) -> f64 {
        // Limbs below the two highest are less than 2^-64 of the whole.
        let (low, high) = match self.0.as_slice() {
            [.., low, high] => (*low, *high),
            [only] => (*only, 0),
            [] => (0, 0),
        };
        let dropped = self.0.len().saturating_sub(2) as f64;
        ((u128::from(high) << 64 | u128::from(low)) as f64).log2() + 64.0 * dropped
    }

    /// Returns a uniform number below this one, which is not zero.
    ///
    /// As many random bits as this number has, again until they are below it: never more than half of them are not.
    pub(crate) fn draw_below<R: CryptoRng + ?Sized>(&self, draws: &mut Draws<'_, R>) -> Natural {
        let spare = self.0.last().map_or(0, |limb| limb.leading_zeros());
        loop {
            let mut limbs = Vec::with_capacity(self.0.len()); // exact: growing would leave copies behind
            limbs.extend(
                self.0
                    .iter()
                    .map(|_| u64::from_le_bytes(std::array::from_fn(|_| draws.byte()))),
            );
            if let Some(last) = limbs.last_mut() {
                *last >>= spare;
            }
            let mut number = Natural(limbs);
            number.trim();
            if number < *self {
                return number;
            }
            number.zeroize();
        }
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

impl From<u128> for Natural {
    fn from(value: u128) -> Natural {
        let mut natural = Natural(vec![value as u64, (value >> 64) as u64]);
        natural.trim();
        natural
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Natural) -> Ordering {
        // No leading zeros, so the longer is the greater.
        self.0
            .len()
            .cmp(&other.0.len())
            .then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Natural) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Zeroize for Natural {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
    use proptest::prelude::*;

    use super::{Draws, Natural};

    /// 94^128, from Python: the greatest count a policy can have.
    #[test]
    fn the_greatest_count() {
        let mut power = Natural::from(1);
        for _ in 0..128 {
            power = power.times(&Natural::from(94));
        }
        assert_eq!(power.0.len(), 14);
        assert_eq!(power.0[13], NINETY_FOUR_TO_THE_128_TOP);
        assert_eq!(power.0[2], NINETY_FOUR_TO_THE_128_THIRD);
        assert!((power.log2() - 128.0 * 94f64.log2()).abs() < 1e-9);
    }

    #[test]
    fn draws_stay_below_the_bound_and_reach_all_of_it() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let mut draws = Draws::new(&mut rng);
        let bound = Natural::from((1 << 64) + 1);
        for _ in 0..200 {
            assert!(bound.draw_below(&mut draws) < bound);
        }
        let mut seen = [false; 5];
        for _ in 0..200 {
            let drawn = Natural::from(5).draw_below(&mut draws);
            seen[drawn.0.first().copied().unwrap_or(0) as usize] = true;
        }
        assert_eq!(seen, [true; 5]);
    }

    #[test]
    fn logarithms_of_powers_of_two_are_exact() {
        assert_eq!(Natural::from(1).log2(), 0.0);
        assert_eq!(Natural::from(1 << 100).log2(), 100.0);
        assert_eq!(
            Natural::from(1 << 127)
                .times(&Natural::from(1 << 127))
                .log2(),
            254.0
        );
        assert_eq!(Natural::default().log2(), f64::NEG_INFINITY);
    }

    proptest! {
        #[test]
        fn agrees_with_machine_arithmetic(a in 0..u128::MAX / 2, b in 0..u128::MAX / 2, c in 0..=u128::from(u64::MAX), d in 0..=u128::from(u64::MAX)) {
            let mut sum = Natural::from(a);
            sum.add(&Natural::from(b));
            prop_assert_eq!(&sum, &Natural::from(a + b));
            sum.subtract(&Natural::from(b));
            prop_assert_eq!(&sum, &Natural::from(a));
            prop_assert_eq!(Natural::from(c).times(&Natural::from(d)), Natural::from(c * d));
            prop_assert_eq!(Natural::from(a).cmp(&Natural::from(b)), a.cmp(&b));
        }

        /// (a + b) × (a − b) = a² − b², beyond what a machine word holds.
        #[test]
        fn products_beyond_128_bits(a: u128, b: u128) {
            let (a, b) = (Natural::from(a.max(b)), Natural::from(a.min(b)));
            let (mut sum, mut difference, mut squares) = (a.clone(), a.clone(), a.times(&a));
            sum.add(&b);
            difference.subtract(&b);
            squares.subtract(&b.times(&b));
            prop_assert_eq!(sum.times(&difference), squares);
        }
    }

    const NINETY_FOUR_TO_THE_128_TOP: u64 = 0x7e;
    const NINETY_FOUR_TO_THE_128_THIRD: u64 = 0x6ef1_e20b_fcb5_a801;
}
