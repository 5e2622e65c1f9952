//! The OAEP block, decoded (RFC 8017 §7.1.2 step 3). `rsa` 0.10 no longer looks at its first byte, which the RFC, SP 800-56B
//! rev. 2 §7.2.2.4 and AWS-LC want to be zero; two engines have to give one answer.

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{Hash, Oaep};

/// Returns the message in a decrypted block as long as the modulus; `None` for every fault alike, found in constant time
/// (Manger 2001): which one it was, and where, decides neither a branch nor an address.
pub(super) fn decode(block: &[u8], oaep: &Oaep) -> Option<Zeroizing<Vec<u8>>> {
    let hash_len = oaep.hash.output_len();
    if block.len() < 2 * hash_len + 2 {
        return None; // the sizes are public
    }
    let (first, rest) = block.split_at(1);
    let mut seed = Zeroizing::new(rest[..hash_len].to_vec());
    let mut data = Zeroizing::new(rest[hash_len..].to_vec());
    mask(&mut seed, oaep.mgf1_hash, &data);
    mask(&mut data, oaep.mgf1_hash, &seed);

    let mut valid = first.ct_eq(&[0]) & data[..hash_len].ct_eq(&oaep.hash.digest(&oaep.label));
    let mut before_one = Choice::from(1);
    let mut message_at = 0_u32;
    for (at, byte) in (1_u32..).zip(&data[hash_len..]) {
        let is_one = byte.ct_eq(&1);
        message_at.conditional_assign(&at, before_one & is_one);
        before_one &= !is_one;
        valid &= !before_one | byte.ct_eq(&0);
    }
    valid &= !before_one;
    if !bool::from(valid) {
        return None;
    }
    let message_at = hash_len + usize::try_from(message_at).ok()?;
    Some(Zeroizing::new(data.get(message_at..)?.to_vec()))
}

/// Takes the mask off, or puts it on (MGF1, RFC 8017 appendix B.2.1).
fn mask(bytes: &mut [u8], hash: Hash, seed: &[u8]) {
    let mut input = Zeroizing::new(seed.to_vec());
    input.extend_from_slice(&[0; 4]);
    for (counter, chunk) in (0_u32..).zip(bytes.chunks_mut(hash.output_len())) {
        input[seed.len()..].copy_from_slice(&counter.to_be_bytes());
        let mask = Zeroizing::new(hash.digest(&input));
        for (byte, mask) in chunk.iter_mut().zip(mask.iter()) {
            *byte ^= mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(first: u8, change: impl Fn(&mut [u8])) -> Vec<u8> {
        let mut seed = vec![7; 20];
        let mut data = Hash::Sha1.digest(b"label");
        data.extend_from_slice(&[0, 0, 0, 1]);
        data.extend_from_slice(b"\x01message");
        change(&mut data);
        mask(&mut data, Hash::Sha256, &seed);
        mask(&mut seed, Hash::Sha256, &data);
        [vec![first], seed, data].concat()
    }

    #[test]
    fn every_byte_before_the_message_is_looked_at() {
        let oaep = Oaep {
            hash: Hash::Sha1,
            mgf1_hash: Hash::Sha256,
            label: b"label".to_vec(),
        };
        let good = decode(&block(0, |_| ()), &oaep).unwrap();
        assert_eq!(*good, b"\x01message");
        let none = decode(&block(0, |data| data[20..].fill(0)), &oaep).is_none();
        assert!(none, "nothing but zeros is no message");
        for first in 1..=255 {
            assert!(decode(&block(first, |_| ()), &oaep).is_none(), "{first}");
        }
        for at in 0..24 {
            for bit in 0..8 {
                let changed = decode(&block(0, |data| data[at] ^= 1 << bit), &oaep);
                // A separator somewhere else makes another message of the same form.
                let elsewhere = (20..24).contains(&at) && bit == 0;
                assert_eq!(changed.is_some(), elsewhere, "byte {at}, bit {bit}");
            }
        }
        assert!(decode(&[0; 41], &oaep).is_none());
    }
}
