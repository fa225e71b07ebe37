//! Work trees of all kinds, and the real git as the judge of what is said about them.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "the real git is run")]
#![expect(clippy::unwrap_used, reason = "a test stops where its own data is wrong")]

mod broken;
mod changes;
mod histories;
mod kinds;
mod oracle;
mod random;
mod tracked;
