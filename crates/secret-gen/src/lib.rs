//! What a secret looks like: styles, entropy in bits, unbiased draws, checks, masks and App IDs.
//!
//! Pure: the generator is an argument, nothing is read, written or printed. Under a seeded generator every draw is
//! reproducible byte for byte.
//!
//! ```
//! use credtool_secret_gen::{Style, check, mask};
//! use rand::{SeedableRng, rngs::{StdRng, SysRng}};
//!
//! // Seeding is the one step that can fail, so it stands outside the draws.
//! let mut rng = StdRng::try_from_rng(&mut SysRng)?;
//!
//! let style: Style = "hex40".parse()?;
//! let secret = style.generate(&mut rng);
//! assert_eq!(secret.expose().len(), 40);
//! assert_eq!(style.entropy_bits(), 160.0);
//! assert!(check(Some(&style), secret.expose()).is_empty());
//!
//! // A line break that came along with a paste is named, and so is every other reason.
//! let findings = check(Some(&style), "CHANGEME\n");
//! let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
//! assert_eq!(codes, ["surrounding-white-space", "length", "alphabet", "letter-case", "placeholder", "low-entropy"]);
//!
//! assert_eq!(mask("7f1c0a5be93d42688d1f"), "7f1****1f");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod app_id; // the public half of a credential: `{member}-{random}`
mod base64_form; // what is wrong with a text that should be base64
mod check; // every reason why a text is not a good secret
mod class; // a set of characters and how many of them a secret must have
mod draw; // unbiased numbers from random bytes
mod error; // what can be wrong with a style, a policy, a key or an App ID
mod finding; // one reason, with a stable code
mod key_format; // recognisable keys: prefix and checksum
mod mask; // the part of a secret that may be shown
mod natural; // whole numbers without a limit, for counting
mod paste; // white space, quotation marks and invisible characters around a secret
mod pattern; // bits that remain when repeats and sequences are taken out
mod placeholder; // words and documented examples that are no secrets
mod placeholder_words; // their lists
mod policy; // length, classes with minimum counts, excluded characters
mod policy_text; // the text form of a policy
mod secret; // the text that is worth protecting
mod style; // the shapes a secret can have
mod tally; // counting characters for a message
mod ways; // how many strings satisfy a policy, and a uniform draw among them

pub use app_id::{AppId, AppIdStyle};
pub use check::{MINIMUM_BITS, check};
pub use class::Class;
pub use error::Error;
pub use finding::{Finding, FindingCode};
pub use key_format::KeyFormat;
pub use mask::mask;
pub use policy::Policy;
pub use secret::Secret;
pub use style::{Size, Style};
