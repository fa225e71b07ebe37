//! What a script computes with: [`object`] is a value, [`expression`] makes one.
//!
//! [`operator`], [`items`], [`attribute`] and [`method`] are what values can, [`text`],
//! [`mod@format`], [`percent`] and [`show`] what is done with text.

pub(super) mod attribute;
pub(super) mod comparison;
pub(super) mod comprehension;
pub(super) mod expression;
pub(super) mod format;
pub(super) mod items;
pub(super) mod mapping;
pub(super) mod method;
pub(super) mod object;
pub(super) mod operator;
pub(super) mod percent;
pub(super) mod set;
pub(super) mod show;
pub(super) mod text;
