//! Issuing: requests become certificates by a plan that can be read before anything is signed.

mod alternative_names; // which alternative names are issued
mod authority; // an authority with its key: where things are signed
mod constraints; // what those above it allow
mod crl; // revocation lists
mod decision; // what was asked for and what is issued instead, with the reason
mod extensions; // the extensions that a certificate is issued with
mod issuance; // what will be issued and why
mod issuer; // an authority without its key
mod new_crl; // what a new revocation list says
mod profile; // what a certificate is for
mod refused; // why one is not issued
mod renewal; // a certificate once more, for the same key or another
mod requested; // what else is asked for, and not issued
mod subject; // which subject is issued
mod subject_key; // whether a key is certified
mod tbs; // certificates, encoded
mod terms; // on which terms one is issued
mod validity; // when it is valid

pub use authority::{Authority, NewAuthority};
pub use decision::Decision;
pub use issuance::Issuance;
pub use issuer::Issuer;
pub use new_crl::{NewCrl, NewRevocation};
pub use profile::{Profile, UnknownProfile};
pub use refused::{IssueReason, IssueReasonCode, IssueRefused};
pub use terms::{Outliving, Renewal, Terms};
