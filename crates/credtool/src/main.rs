//! Application credentials, from birth to retirement.
fn main() {}
