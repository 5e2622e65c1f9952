//! Name constraints: the names over which an authority may issue (RFC 5280 §4.2.1.10).

pub(crate) mod check; // whether the names of a certificate lie within them
pub(crate) mod subtree; // one such constraint, and whether a name lies within it

use std::fmt;

use crate::asn1::algorithm::unsigned;
use crate::asn1::tlv::{Reader, single, tag};
use crate::{Error, GeneralName};

/// The subtrees of names in which an authority, and those below it, may issue.
///
/// `Display` says both lists in words, `permitted dns:example.com; excluded ip:10.0.0.0/8`.
#[derive(Clone, Debug)]
pub struct NameConstraints {
    permitted: Vec<GeneralSubtree>,
    excluded: Vec<GeneralSubtree>,
}

impl NameConstraints {
    /// Reads the content of the extension. The syntax of the names is not checked here.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut fields = single(der, tag::SEQUENCE, WHAT)?.reader();
        let permitted = fields.optional(tag::context(0), WHAT)?;
        let excluded = fields.optional(tag::context(1), WHAT)?;
        fields.finish(WHAT)?;
        if permitted.is_none() && excluded.is_none() {
            return Err(Error::Malformed { what: WHAT, at: 0 });
        }
        let read = |tlv: Option<crate::asn1::tlv::Tlv<'_>>| {
            tlv.map(|tlv| GeneralSubtree::read_all(&mut tlv.reader()))
                .transpose()
                .map(Option::unwrap_or_default)
        };
        Ok(Self {
            permitted: read(permitted)?,
            excluded: read(excluded)?,
        })
    }

    /// Returns the subtrees in one of which every name of their kind must lie; where there is none of a kind, names of that
    /// kind are not limited.
    pub fn permitted(&self) -> &[GeneralSubtree] {
        &self.permitted
    }

    /// Returns the subtrees in which no name may lie, permitted or not.
    pub fn excluded(&self) -> &[GeneralSubtree] {
        &self.excluded
    }
}

impl fmt::Display for NameConstraints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (word, subtrees) in [("permitted", &self.permitted), ("excluded", &self.excluded)] {
            if subtrees.is_empty() {
                continue;
            }
            write!(f, "{separator}{word} ")?;
            for (index, subtree) in subtrees.iter().enumerate() {
                let comma = if index > 0 { ", " } else { "" };
                write!(f, "{comma}{subtree}")?;
            }
            separator = "; ";
        }
        Ok(())
    }
}

/// One subtree of names. RFC 5280 allows no other minimum than 0, and no maximum; others are kept, and refused when a path
/// is validated.
#[derive(Clone, Debug)]
pub struct GeneralSubtree {
    base: GeneralName,
    minimum: u64,
    maximum: Option<u64>,
}

impl GeneralSubtree {
    /// Returns the name at the root: `example.com` for all hosts in it, an IP address with its mask, and so on.
    pub fn base(&self) -> &GeneralName {
        &self.base
    }

    /// Returns the depth at which the subtree begins; 0 by the standard.
    pub fn minimum(&self) -> u64 {
        self.minimum
    }

    /// Returns the depth at which the subtree ends; `None` by the standard.
    pub fn maximum(&self) -> Option<u64> {
        self.maximum
    }

    fn read_all(list: &mut Reader<'_>) -> Result<Vec<Self>, Error> {
        let mut subtrees = Vec::new();
        while !list.is_empty() {
            if subtrees.len() == MAX_SUBTREES {
                return Err(Error::TooMany {
                    what: WHAT,
                    limit: MAX_SUBTREES,
                });
            }
            let mut fields = list.expect(tag::SEQUENCE, WHAT)?.reader();
            let base = GeneralName::read(&mut fields, WHAT)?;
            let minimum = fields.optional(tag::context_primitive(0), WHAT)?;
            let maximum = fields.optional(tag::context_primitive(1), WHAT)?;
            fields.finish(WHAT)?;
            subtrees.push(Self {
                base,
                minimum: minimum.map_or(Ok(0), |tlv| unsigned(&tlv, WHAT))?,
                maximum: maximum.map(|tlv| unsigned(&tlv, WHAT)).transpose()?,
            });
        }
        Ok(subtrees)
    }
}

impl fmt::Display for GeneralSubtree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.base.kind(), self.base)
    }
}

const WHAT: &str = "nameConstraints";
/// Real certificates have a few; those of large groups of companies some hundreds.
const MAX_SUBTREES: usize = 10_000;
