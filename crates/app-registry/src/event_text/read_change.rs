//! The members of a change, read in the order in which they are written.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_pki::{Certificate, CertificationRequest};

use crate::change::{Origin, Overlap, SecretMade};
use crate::cursor::Cursor;
use crate::{Change, Error, Hash, Settings, time};

/// Reads what follows the kind.
pub(super) fn read(cursor: &mut Cursor<'_>, kind: &str) -> Result<Change, Error> {
    Ok(match kind {
        "registered" => Change::Registered {
            name: value(cursor, ",\"name\":")?,
            version: value(cursor, ",\"version\":")?,
            app_id: value(cursor, ",\"app_id\":")?,
            secret: optional_secret(cursor)?,
        },
        "version-added" => Change::VersionAdded {
            version: value(cursor, ",\"version\":")?,
            app_id: value(cursor, ",\"app_id\":")?,
            secret: optional_secret(cursor)?,
        },
        "secret-changed" => Change::SecretChanged {
            version: value(cursor, ",\"version\":")?,
            secret: secret(cursor)?,
            previous: previous(cursor)?,
            ended: ended(cursor)?,
        },
        "secret-prepared" => Change::SecretPrepared {
            version: value(cursor, ",\"version\":")?,
            secret: secret(cursor)?,
            ended: ended(cursor)?,
        },
        "secret-promoted" => Change::SecretPromoted {
            version: value(cursor, ",\"version\":")?,
            number: member(cursor, ",\"secret\":", Cursor::small)?,
            previous: previous(cursor)?,
            ended: ended(cursor)?,
        },
        "app-id-changed" => Change::AppIdChanged {
            version: value(cursor, ",\"version\":")?,
            from: value(cursor, ",\"from\":")?,
            to: value(cursor, ",\"to\":")?,
        },
        "credential-imported" => Change::CredentialImported {
            version: value(cursor, ",\"version\":")?,
            certificate: member(cursor, ",\"certificate\":", certificate)?,
            chain: member(cursor, ",\"chain\":", |cursor| cursor.list(certificate))?,
            request: member(cursor, ",\"request\":", |cursor| cursor.optional(request))?,
            replaces: member(cursor, ",\"replaces\":", |cursor| cursor.optional(sha256))?,
        },
        "credential-removed" => Change::CredentialRemoved {
            version: value(cursor, ",\"version\":")?,
            sha256: member(cursor, ",\"sha256\":", sha256)?,
        },
        "oauth-changed" => Change::OauthChanged {
            version: value(cursor, ",\"version\":")?,
            redirect_urls: member(cursor, ",\"redirect_urls\":", |cursor| {
                cursor.list(Cursor::value)
            })?,
            application_type: value(cursor, ",\"application_type\":")?,
        },
        "version-retired" => Change::VersionRetired {
            version: value(cursor, ",\"version\":")?,
        },
        "app-retired" => Change::AppRetired,
        "trust-added" => Change::TrustAdded {
            certificate: member(cursor, ",\"certificate\":", certificate)?,
        },
        "trust-removed" => Change::TrustRemoved {
            sha256: member(cursor, ",\"sha256\":", sha256)?,
        },
        "reveal-changed" => Change::RevealChanged {
            reveal: value(cursor, ",\"reveal\":")?,
        },
        "ca-changed" => Change::CaChanged {
            folder: member(cursor, ",\"folder\":", folder)?,
        },
        _ => return cursor.refuse("a kind of event that this version knows"),
    })
}

fn member<'t, T>(
    cursor: &mut Cursor<'t>,
    name: &'static str,
    one: impl FnOnce(&mut Cursor<'t>) -> Result<T, Error>,
) -> Result<T, Error> {
    cursor.literal(name)?;
    one(cursor)
}

fn value<T: std::str::FromStr<Err = Error>>(
    cursor: &mut Cursor<'_>,
    name: &'static str,
) -> Result<T, Error> {
    member(cursor, name, Cursor::value)
}

fn optional_secret(cursor: &mut Cursor<'_>) -> Result<Option<SecretMade>, Error> {
    member(cursor, ",\"secret\":", |cursor| cursor.optional(made))
}

fn secret(cursor: &mut Cursor<'_>) -> Result<SecretMade, Error> {
    member(cursor, ",\"secret\":", made)
}

fn made(cursor: &mut Cursor<'_>) -> Result<SecretMade, Error> {
    let number = member(cursor, "{\"number\":", Cursor::small)?;
    cursor.literal(",\"origin\":")?;
    let origin = match () {
        () if cursor.is_next("\"generated\"}") => Origin::Generated,
        () if cursor.is_next("\"given\"}") => Origin::Given,
        () => return cursor.refuse("generated or given"),
    };
    Ok(SecretMade { number, origin })
}

fn previous(cursor: &mut Cursor<'_>) -> Result<Option<Overlap>, Error> {
    member(cursor, ",\"previous\":", |cursor| {
        cursor.optional(|cursor| {
            let number = member(cursor, "{\"number\":", Cursor::small)?;
            let until = member(cursor, ",\"until\":", Cursor::number)?;
            if until > time::LATEST {
                return cursor.refuse("a time before the year 10000");
            }
            cursor.literal("}")?;
            Ok(Overlap { number, until })
        })
    })
}

fn ended(cursor: &mut Cursor<'_>) -> Result<Vec<u32>, Error> {
    member(cursor, ",\"ended\":", |cursor| cursor.list(Cursor::small))
}

fn sha256(cursor: &mut Cursor<'_>) -> Result<String, Error> {
    let hash: Hash = cursor.hash()?;
    Ok(hash.to_string())
}

fn folder(cursor: &mut Cursor<'_>) -> Result<String, Error> {
    let text = cursor.string()?;
    match Settings::check_folder(&text) {
        Ok(()) => Ok(text),
        Err(_) => cursor.refuse("a folder"),
    }
}

fn certificate(cursor: &mut Cursor<'_>) -> Result<Certificate, Error> {
    let der = der(cursor)?;
    match Certificate::from_der(&der) {
        Ok(certificate) if certificate.der() == der => Ok(certificate),
        _ => cursor.refuse("a certificate"),
    }
}

fn request(cursor: &mut Cursor<'_>) -> Result<CertificationRequest, Error> {
    let der = der(cursor)?;
    match CertificationRequest::from_der(&der) {
        Ok(request) if request.der() == der => Ok(request),
        _ => cursor.refuse("a certification request"),
    }
}

fn der(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, Error> {
    let text = cursor.string()?;
    let decoded = BASE64_STANDARD.decode(&text);
    decoded.or_else(|_| cursor.refuse("base64"))
}
