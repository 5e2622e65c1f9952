//! The key derivation of PKCS#12 (RFC 7292 appendix B.2).

use zeroize::Zeroizing;

use crate::hash::Hash;

/// What the derived octets are for: the diversifier `ID` of RFC 7292 appendix B.3.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// Returns `length` octets derived from a password.
///
/// `password` is the BMPString form with its two zero octets ([`crate::Password::bmp_string`]); some tools write files
/// without a password, which is no octets at all. The caller has bounded `iterations` ([`crate::work_limit`]).
pub(crate) fn derive(
    hash: Hash,
    purpose: Purpose,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let v = hash.block_len();
    let diversifier = vec![purpose as u8; v];
    let mut input = Zeroizing::new(Vec::with_capacity(2 * v + salt.len() + password.len()));
    repeat_to_blocks(&mut input, salt, v);
    repeat_to_blocks(&mut input, password, v);

    let mut derived = Zeroizing::new(Vec::with_capacity(length + hash.output_len()));
    while derived.len() < length {
        let block = hash.iterate(&[&diversifier, &input], iterations);
        derived.extend_from_slice(&block);
        if derived.len() < length {
            add_to_blocks(&mut input, &block, v);
        }
    }
    derived.truncate(length);
    derived
}

/// Appends `octets`, repeated up to the next multiple of `v`; nothing for nothing (steps 2 and 3).
fn repeat_to_blocks(input: &mut Vec<u8>, octets: &[u8], v: usize) {
    input.extend(octets.iter().cycle().take(octets.len().div_ceil(v) * v));
}

/// Sets each block `I_j` to `I_j + B + 1` modulo `2^(8 v)`, with `B` the digest repeated to `v` octets (steps 6B, 6C).
fn add_to_blocks(input: &mut [u8], digest: &[u8], v: usize) {
    for block in input.chunks_mut(v) {
        let mut carry = 1;
        for (index, octet) in block.iter_mut().enumerate().rev() {
            carry += u16::from(*octet) + u16::from(digest[index % digest.len()]);
            *octet = carry as u8;
            carry >>= 8;
        }
    }
}
