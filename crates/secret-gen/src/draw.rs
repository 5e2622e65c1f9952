//! Unbiased numbers from random bytes.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Random bytes, taken from the generator in blocks of 64 and used one at a time, in order.
///
/// The block size is part of what a seeded generator reproduces. What is left of the last block is erased on drop.
pub(crate) struct Draws<'r, R: ?Sized> {
    rng: &'r mut R,
    block: Zeroizing<[u8; BLOCK]>,
    used: usize,
}

impl<'r, R: CryptoRng + ?Sized> Draws<'r, R> {
    pub(crate) fn new(rng: &'r mut R) -> Self {
        Draws {
            rng,
            block: Zeroizing::new([0; BLOCK]),
            used: BLOCK,
        }
    }

    /// Returns the next random byte.
    pub(crate) fn byte(&mut self) -> u8 {
        if self.used == BLOCK {
            self.rng.fill_bytes(self.block.as_mut());
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// Returns a uniform number below `bound`, which is from 1 to 256.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        loop {
            if let Some(number) = accept(self.byte(), bound) {
                return number;
            }
        }
    }

    /// Returns a uniform character of an ASCII alphabet, which is not empty.
    pub(crate) fn character(&mut self, alphabet: &[u8]) -> char {
        char::from(alphabet[self.below(alphabet.len())])
    }

    /// Puts the items into a uniform order (Fisher and Yates); at most 256 of them.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// Maps a random byte to a number below `bound`, or rejects it.
///
/// `byte % bound` alone would favour small numbers. Of the 256 bytes the last `256 % bound` are rejected, so the rest
/// falls evenly.
const fn accept(byte: u8, bound: usize) -> Option<usize> {
    let byte = byte as usize;
    if byte < 256 - 256 % bound {
        Some(byte % bound)
    } else {
        None
    }
}

const BLOCK: usize = 64;

#[cfg(test)]
mod tests {
    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::{Draws, accept};

    /// The whole input space: no statistics, no luck.
    #[test]
    fn every_number_has_the_same_count_of_bytes() {
        for bound in 1..=256 {
            let mut counts = vec![0; bound];
            for byte in 0..=255 {
                if let Some(number) = accept(byte, bound) {
                    counts[number] += 1;
                }
            }
            assert_eq!(counts, vec![256 / bound; bound], "bound {bound}");
        }
    }

    #[test]
    fn at_most_half_of_the_bytes_is_rejected() {
        for bound in 1..=256 {
            let rejected = (0..=255)
                .filter(|&byte| accept(byte, bound).is_none())
                .count();
            assert!(rejected < 128, "bound {bound} rejects {rejected}");
        }
    }

    /// Key 07…07, counter and nonce 0: the key stream of RFC 8439's ChaCha20, from OpenSSL.
    #[test]
    fn bytes_come_in_the_order_of_the_generator() {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let mut draws = Draws::new(&mut rng);
        let bytes: Vec<u8> = (0..4).map(|_| draws.byte()).collect();
        assert_eq!(bytes, CHACHA20_07);
    }

    #[test]
    fn shuffle_keeps_the_items() {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let mut draws = Draws::new(&mut rng);
        let mut items: Vec<usize> = (0..128).collect();
        draws.shuffle(&mut items);
        assert_ne!(items, (0..128).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..128).collect::<Vec<_>>());
    }

    const CHACHA20_07: [u8; 4] = [244, 0, 146, 120];
}
