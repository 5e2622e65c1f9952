//! What a certificate is to be used for.

/// A purpose that a certificate has to be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To prove who a client is (`clientAuth`).
    Client,
    /// To prove who a server is (`serverAuth`).
    Server,
    /// Nothing in particular: usages are not looked at.
    Any,
}
