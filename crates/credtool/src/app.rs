//! `credtool app`: apps with their IDs, secrets, certificates and history, in one store.

mod backup; // app backup
mod rewrap; // app rewrap
mod verify_history; // app verify-history
