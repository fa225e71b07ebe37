//! The algebra of versions and markers that poetry-core computes with.
//!
//! poetry-core does not write the requirements that a project states, but what it makes of them:
//! ranges of versions put together, taken apart and shown again ([`Constraint`]), markers in the
//! simplest form that it finds ([`Simplify`]). To get the same text out, the same rules have to be
//! followed, release by release ([`Reading`]).
//!
//! *What this crate does not know*: projects, tables, files, findings, and what the text is for.

mod constraint;
mod marker;
mod releases;

pub use constraint::{Bound, Constraint, Range, Reading, Tops, Use};
pub use marker::{Fault, How, Marker, Simplify};
pub use releases::of_release;
