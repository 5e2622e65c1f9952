//! A PEM file of several blocks as a keystore: keys, certificates, and which belongs to which.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::asn1::tlv::Reader;
use crate::key::content::Content;
use crate::key::private_key_info::wrap;
use crate::keystore::chain::CertificatePool;
use crate::keystore::entry::{Entry, EntryKind, ProtectedKey};
use crate::keystore::{Integrity, Keystore, KeystoreFormat};
use crate::{Error, Password, Pem, asn1::ber, encryption::traditional_pem, key::file};

/// Lists the blocks; each is named by its position, counted from one. If there is one private key, the certificates that
/// make its chain are no entries of their own.
pub(crate) fn open(blocks: Vec<Pem>) -> Result<Keystore, Error> {
    if blocks.len() > MAX_BLOCKS {
        return Err(Error::TooMany {
            what: "PEM block",
            limit: MAX_BLOCKS,
        });
    }
    let mut entries = Vec::new();
    for (number, block) in (1..).zip(blocks) {
        entries.push(entry(i32::to_string(&number), block));
    }
    move_chain_to_only_key(&mut entries);
    Ok(Keystore {
        format: KeystoreFormat::Pem,
        integrity: Integrity::Absent,
        entries,
    })
}

fn entry(alias: String, block: Pem) -> Entry {
    let mut entry = Entry::new(alias, EntryKind::Unsupported);
    match block.label() {
        label if label.ends_with("PRIVATE KEY") => {
            entry.kind = EntryKind::PrivateKey;
            entry.key = Some(ProtectedKey::Pem(Arc::new(block)));
        }
        // A trusted certificate is followed by what OpenSSL trusts it for.
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
            entry.kind = EntryKind::TrustedCertificate;
            let whole = block.contents();
            let der = Reader::new(whole)
                .next("certificate")
                .map(|first| first.bytes);
            entry.certificates.push(der.unwrap_or(whole).into());
        }
        label => {
            entry.problem = Some(Error::UnsupportedAlgorithm {
                what: "PEM block",
                algorithm: label.to_owned(),
            });
        }
    }
    entry
}

/// Returns whether a private-key block needs a password.
pub(crate) fn is_encrypted(block: &Pem) -> bool {
    let whole = || Content::of(&ber::to_der(block.contents(), "private key").unwrap_or_default());
    traditional_pem::is_encrypted(block) || whole() == Content::EncryptedPrivateKeyInfo
}

/// Returns the PKCS#8 form of a private-key block.
pub(crate) fn private_key(
    block: &Pem,
    password: Option<&Password>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let opened = file::open_block(block, password)?;
    wrap(opened.content, &opened.der)
}

/// The chain begins where nothing else was issued; not checked is that it begins with the key's own certificate.
fn move_chain_to_only_key(entries: &mut Vec<Entry>) {
    let is_key = |entry: &Entry| entry.kind == EntryKind::PrivateKey;
    let Some(key) = entries.iter().position(is_key) else {
        return;
    };
    if entries[key + 1..].iter().any(is_key) {
        return;
    }
    let owners: Vec<_> = (0..entries.len())
        .filter(|&position| entries[position].kind == EntryKind::TrustedCertificate)
        .collect();
    let certificates = owners
        .iter()
        .map(|&owner| entries[owner].certificates[0].clone());
    let pool = CertificatePool::new(certificates.collect());
    let Some(leaf) = pool.leaf(&(0..owners.len()).collect::<Vec<_>>()) else {
        return;
    };
    let chain = pool.chain(leaf);
    entries[key].certificates = chain.iter().map(|&position| pool.der(position)).collect();
    let mut chained: Vec<_> = chain.iter().map(|&position| owners[position]).collect();
    chained.sort_unstable();
    for owner in chained.into_iter().rev() {
        entries.remove(owner);
    }
}

/// More than any bundle of trust anchors has, so that finding the links stays quick.
const MAX_BLOCKS: usize = 10_000;
