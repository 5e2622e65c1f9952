//! Issuing: requests become certificates by a plan that can be read before anything is signed.

mod authority; // an authority with its key: where things are signed
mod issuance; // what will be issued and why
mod issuer; // an authority without its key
mod new_crl; // what a new revocation list says
mod profile; // what a certificate is for
mod refused; // why one is not issued

pub use authority::{Authority, NewAuthority};
pub use issuance::{Decision, Issuance, Outliving, Renewal, Terms};
pub use issuer::Issuer;
pub use new_crl::{NewCrl, NewRevocation};
pub use profile::{Profile, UnknownProfile};
pub use refused::{IssueReason, IssueReasonCode, IssueRefused};
