//! The attribute types of distinguished names: their names, how their values are written, and how long these may be.

/// One attribute type.
#[derive(Debug)]
pub(crate) struct AttributeType {
    /// The dotted object identifier.
    pub(crate) oid: &'static str,
    /// The name that is shown: RFC 4514 §3, RFC 4519 §2, or OpenSSL's where LDAP registers none.
    pub(crate) short_name: &'static str,
    pub(crate) syntax: Syntax,
    /// The upper bound in characters (RFC 5280 appendix A.1, otherwise X.520 annex C or RFC 2985).
    pub(crate) most: usize,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// `DirectoryString`, of which RFC 5280 §4.1.2.4 leaves PrintableString and UTF8String: UTF8String, always.
    Directory,
    /// PrintableString.
    Printable,
    /// PrintableString of two letters (ISO 3166).
    Country,
    /// IA5String.
    Ia5,
    /// NumericString.
    Numeric,
    /// No character string.
    Encoded,
}

impl AttributeType {
    pub(crate) fn by_oid(oid: &str) -> Option<&'static Self> {
        TYPES.iter().find(|known| known.oid == oid)
    }

    /// Finds a type by its short name, or by one of those that OpenSSL, Java and Microsoft write, in any case.
    pub(crate) fn by_name(name: &str) -> Option<&'static Self> {
        let mut others = OTHER_NAMES.iter();
        let other = others.find(|(other, _)| other.eq_ignore_ascii_case(name));
        let name = other.map_or(name, |(_, short_name)| short_name);
        TYPES
            .iter()
            .find(|known| known.short_name.eq_ignore_ascii_case(name))
    }
}

const fn row(
    oid: &'static str,
    short_name: &'static str,
    syntax: Syntax,
    most: usize,
) -> AttributeType {
    AttributeType {
        oid,
        short_name,
        syntax,
        most,
    }
}

/// `ub-name`, which RFC 5280 gives to the parts of a person's name; and what nobody gives a bound.
const LONG: usize = 32_768;

const TYPES: &[AttributeType] = &[
    row("2.5.4.3", "CN", Syntax::Directory, 64),
    row("2.5.4.7", "L", Syntax::Directory, 128),
    row("2.5.4.8", "ST", Syntax::Directory, 128),
    row("2.5.4.10", "O", Syntax::Directory, 64),
    row("2.5.4.11", "OU", Syntax::Directory, 64),
    row("2.5.4.6", "C", Syntax::Country, 2),
    row("2.5.4.9", "STREET", Syntax::Directory, 128),
    row("0.9.2342.19200300.100.1.25", "DC", Syntax::Ia5, 63),
    row("0.9.2342.19200300.100.1.1", "UID", Syntax::Directory, 256),
    row("1.2.840.113549.1.9.1", "emailAddress", Syntax::Ia5, 255),
    row(
        "1.2.840.113549.1.9.2",
        "unstructuredName",
        Syntax::Directory,
        255,
    ),
    row(
        "1.2.840.113549.1.9.8",
        "unstructuredAddress",
        Syntax::Directory,
        255,
    ),
    row("2.5.4.4", "SN", Syntax::Directory, LONG),
    row("2.5.4.5", "serialNumber", Syntax::Printable, 64),
    row("2.5.4.12", "title", Syntax::Directory, 64),
    row("2.5.4.13", "description", Syntax::Directory, 1024),
    row("2.5.4.15", "businessCategory", Syntax::Directory, 128),
    row("2.5.4.16", "postalAddress", Syntax::Encoded, 0),
    row("2.5.4.17", "postalCode", Syntax::Directory, 40),
    row("2.5.4.18", "postOfficeBox", Syntax::Directory, 40),
    row("2.5.4.20", "telephoneNumber", Syntax::Printable, 32),
    row("2.5.4.41", "name", Syntax::Directory, LONG),
    row("2.5.4.42", "GN", Syntax::Directory, LONG),
    row("2.5.4.43", "initials", Syntax::Directory, LONG),
    row("2.5.4.44", "generationQualifier", Syntax::Directory, LONG),
    row("2.5.4.45", "x500UniqueIdentifier", Syntax::Encoded, 0),
    row("2.5.4.46", "dnQualifier", Syntax::Printable, LONG),
    row("2.5.4.51", "houseIdentifier", Syntax::Directory, LONG),
    row("2.5.4.65", "pseudonym", Syntax::Directory, 128),
    row("2.5.4.72", "role", Syntax::Encoded, 0),
    row(
        "2.5.4.97",
        "organizationIdentifier",
        Syntax::Directory,
        LONG,
    ),
    row("1.2.643.3.131.1.1", "INN", Syntax::Numeric, 12),
    row("1.2.643.100.1", "OGRN", Syntax::Numeric, 13),
    row("1.2.643.100.3", "SNILS", Syntax::Numeric, 11),
    row(
        "1.3.6.1.4.1.311.60.2.1.1",
        "jurisdictionL",
        Syntax::Directory,
        128,
    ),
    row(
        "1.3.6.1.4.1.311.60.2.1.2",
        "jurisdictionST",
        Syntax::Directory,
        128,
    ),
    row(
        "1.3.6.1.4.1.311.60.2.1.3",
        "jurisdictionC",
        Syntax::Country,
        2,
    ),
];

const OTHER_NAMES: &[(&str, &str)] = &[
    ("commonName", "CN"),
    ("localityName", "L"),
    ("stateOrProvinceName", "ST"),
    ("S", "ST"),
    ("organizationName", "O"),
    ("organizationalUnitName", "OU"),
    ("countryName", "C"),
    ("streetAddress", "STREET"),
    ("domainComponent", "DC"),
    ("userId", "UID"),
    ("E", "emailAddress"),
    ("EMAIL", "emailAddress"),
    ("surname", "SN"),
    ("T", "title"),
    ("givenName", "GN"),
    ("G", "GN"),
    ("GENERATION", "generationQualifier"),
    ("DNQ", "dnQualifier"),
    ("DN", "dnQualifier"),
    ("jurisdictionLocalityName", "jurisdictionL"),
    ("jurisdictionStateOrProvinceName", "jurisdictionST"),
    ("jurisdictionCountryName", "jurisdictionC"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_taken_twice() {
        let names = TYPES.iter().map(|known| known.short_name);
        let mut names: Vec<_> = names
            .chain(OTHER_NAMES.iter().map(|(other, _)| *other))
            .map(str::to_ascii_lowercase)
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for (other, short_name) in OTHER_NAMES {
            let found = AttributeType::by_name(other).unwrap();
            assert_eq!(found.short_name, *short_name);
            assert_eq!(
                AttributeType::by_oid(found.oid).unwrap().short_name,
                *short_name
            );
        }
        assert!(AttributeType::by_name("CM").is_none());
    }
}
