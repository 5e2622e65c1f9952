//! The key derivation of PKCS#12 (RFC 7292 appendix B.2).

use zeroize::Zeroizing;

use crate::encryption::hash::Hash;

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
/// without a password, which is no octets at all. The caller has bounded `iterations` ([`crate::encryption::work_limit`]).
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Password;

    fn hex(octets: &[u8]) -> String {
        base16ct::lower::encode_string(octets)
    }

    /// The examples that came with the first version of PKCS#12 and that every implementation carries.
    #[test]
    fn published_examples() {
        let smeg = Password::new("smeg").bmp_string();
        let salt = [0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f];
        let key = derive(Hash::Sha1, Purpose::Key, &smeg, &salt, 1, 24);
        assert_eq!(
            hex(&key),
            "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3"
        );
        let iv = derive(Hash::Sha1, Purpose::Iv, &smeg, &salt, 1, 8);
        assert_eq!(hex(&iv), "79993dfe048d3b76");
        let queeg = Password::new("queeg").bmp_string();
        let salt = [0x05, 0xde, 0xc9, 0x59, 0xac, 0xff, 0x72, 0xf7];
        let key = derive(Hash::Sha1, Purpose::Key, &queeg, &salt, 1000, 24);
        assert_eq!(
            hex(&key),
            "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4"
        );
    }

    /// Computed with the integers of Python: several blocks, long and short salts, passwords of every form.
    #[test]
    fn other_hashes() {
        let bmp = |text: &str| Password::new(text).bmp_string().to_vec();
        let eight = [1, 2, 3, 4, 5, 6, 7, 8];
        let cases = [
            (
                derive(
                    Hash::Sha224,
                    Purpose::Key,
                    &bmp("pässwörd-😀"),
                    &eight[..7],
                    3,
                    100,
                ),
                "df536fd7bdc7e0706d49cd4e8b3444ac9fdbc2a57cabe5413d9e379b74658e50cd8efed0b3a853c462ac5095dfa7aad09aae183df750a8e88328869cc7e61b74d1dcf8054e1423403e00f5eb0aba80f0cac41c4b18928a0509a416528bca7f411058fa13",
            ),
            (
                derive(
                    Hash::Sha256,
                    Purpose::Key,
                    &bmp("ge@äheim"),
                    &eight,
                    100,
                    100,
                ),
                "fae4d4957a3cc781e1180b9d4fb79c1e0c8579b746a3177e5b0768a3118bf863556535829f36cdef612a5e881490fe95f51c779470f21f6cc171d251121749c18b8a2b290642f47fcf9c8a8e0eb492a475b777f94e326b1c3d5f4291096f8b96dd774d10",
            ),
            (
                derive(
                    Hash::Sha384,
                    Purpose::Iv,
                    &bmp(&"x".repeat(70)),
                    &[0xff; 130],
                    2,
                    150,
                ),
                "75d3b01d5b8ee383820ba1a7cbb0177e6afb0defdaf38ca832abe693472a7452a7bedffe6ddd809f87fa64b3104d0fb6388ca8af2d2009cd4ac7dec6ee1a0ea439843b4d338bfb2f9378696297e6e9a762f3e971277d6b7bcb80e1e40f6ba7657c492cddf05aa1092551f31afb0df483048b2a866602f2af8dffe932286333c244987cb77a2ae02d8de9760bc8fb0543671d14d2c5ce",
            ),
            (
                derive(Hash::Sha512, Purpose::Mac, &bmp(""), &eight, 5, 64),
                "c9661350951d6743a417be2ddb700c54c0bec6f3c46d45e5164ce49385db44310ce8d8665df4069ee13efe55123d9a82ba1cd4408013818f1c4f825937aaed16",
            ),
            (
                derive(Hash::Sha512, Purpose::Key, &[], &eight, 5, 129),
                "d32bdac86bc976987bc738961e892a7ee781b4df4664c06ee2c5b8c568b6603a2cacb59c0a1a3181f478786fb1f95618fbf00203e20a954556df4064e307ef42da659f8d832bff2559783bc4e878775dacc5adfaa7888d5145f393b2482f46368a02ddfc8f36734bd54badd8e1e92929f1488b68236999fdbe59f660f5ce8ddb21",
            ),
        ];
        for (derived, wanted) in cases {
            assert_eq!(hex(&derived), wanted);
        }
    }
}
