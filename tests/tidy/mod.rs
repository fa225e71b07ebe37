//! The rules of the house that neither Cargo nor Clippy can hold.
//!
//! [`arrows`] between crates, [`licences`] of what they draw in, [`budgets`] of size, and [`words`]
//! that must not stand where they do. Each failure names all offenders at once. They look at the
//! tree as it lies there, committed or not.

mod arrows;
mod budgets;
mod expression;
mod licences;
mod links;
mod metadata;
mod product;
mod registered;
mod rules;
mod rust_source;
mod tree;
mod words;

/// Fails with everything that was found.
#[track_caller]
fn nothing(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}
