//! Marketplace install callbacks: verify one, then and only then derive its auth token.
