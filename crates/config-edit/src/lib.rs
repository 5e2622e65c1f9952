//! Changes one string in a JSON (with comments) or YAML document and no other byte.
//!
//! A document is parsed to a tree whose every node knows where it stands. A change is spliced into the bytes, and what came
//! out is parsed again: only if exactly the strings differ that were to change is it given back. JSON is read as ASP.NET reads
//! it (`System.Text.Json` with comments skipped and trailing commas allowed); what that reader refuses is refused with line
//! and column. YAML is read as YAML 1.2 and written so that readers of YAML 1.1 see the same string.
//!
//! ```
//! use credtool_config_edit::{Document, Edit, Error, Format};
//!
//! let before = b"{ \"Service\": { \"SecretKey\": \"old\" } } // kept\r\n";
//! let document = Document::parse(before, Format::Json)?;
//! let path = "service:secretkey".parse()?;
//! let edit = Edit { part: 0, path: &path, value: "new", create: false };
//! let after = document.replace(&[edit])?;
//! assert_eq!(&after[..], b"{ \"Service\": { \"SecretKey\": \"new\" } } // kept\r\n");
//! # Ok::<(), Error>(())
//! ```

mod change; // one edit: what is spliced in where
mod document; // a parsed document
mod error; // what can be wrong
mod find; // from a path to a node
mod json; // JSON as ASP.NET reads it
mod json_insert; // a member is added to a JSON object
mod json_string; // strings of JSON
mod node; // the tree, whatever the format
mod path; // `A:B`, `a.b`, `/a/b`
mod position; // line and column
mod verify; // that exactly one string differs
mod yaml; // YAML to the tree
mod yaml_edit; // a YAML scalar is replaced
mod yaml_gaps; // templates and other traps between scalars
mod yaml_header; // where a block scalar begins
mod yaml_insert; // a member is added to a YAML mapping
mod yaml_types; // strings that stay strings for every reader

pub use document::{Document, Edit, Format};
pub use error::Error;
pub use node::{Kind, Member, Node};
pub use path::Path;
pub use position::Position;

/// As many levels as a document, and parts as a path, may have: what .NET's readers take.
const DEEPEST: usize = 64;
