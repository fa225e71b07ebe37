//! A result and what was noticed on the way to it.

use crate::Finding;

/// A value beside the warnings that were found while it was made.
#[derive(Clone, Debug)]
#[must_use]
pub struct Warned<T> {
    /// The result.
    pub value: T,
    /// What was noticed, in the order of its discovery.
    pub findings: Vec<Finding>,
}

impl<T> Warned<T> {
    /// A value about which there is nothing to say.
    pub fn silent(value: T) -> Self {
        Self { value, findings: Vec::new() }
    }

    /// The value, with the findings handed to a collector.
    pub fn collect_into(self, findings: &mut Vec<Finding>) -> T {
        findings.extend(self.findings);
        self.value
    }

    /// The same findings beside another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Warned<U> {
        Warned { value: f(self.value), findings: self.findings }
    }
}
