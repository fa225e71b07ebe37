//! Errors of all crates, on their way out.

use pyrel_diag::{Explain, Finding, Kind};

/// Any error that can explain itself: what commands fail with. Made by `?`.
#[derive(Debug)]
pub(crate) struct Failure {
    error: Box<dyn Explain>,
    /// The folder of the project that it is about, where that is one of several.
    base: Option<String>,
}

/// What there is to say about an error, as text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Cause {
    /// Who can mend it.
    pub(crate) kind: Kind,
    /// What went wrong.
    pub(crate) message: String,
    /// Why, from the near cause to the far one.
    pub(crate) causes: Vec<String>,
    /// What to try next.
    pub(crate) hint: Option<String>,
    /// Whether the findings beside it say all that the message says.
    pub(crate) told_by_findings: bool,
}

impl<E: Explain> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { error: Box::new(error), base: None }
    }
}

impl Failure {
    /// The same, told of the project in a folder, which is one of several.
    pub(crate) fn below(self, base: &str) -> Self {
        Self { base: self.base.or_else(|| Some(base.to_owned())), ..self }
    }

    /// That folder.
    pub(crate) fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    /// The findings that led to it.
    pub(crate) fn findings(&self) -> &[Finding] {
        self.error.findings()
    }

    /// What there is to say about it.
    pub(crate) fn cause(&self) -> Cause {
        Cause {
            kind: self.error.kind(),
            message: match self.base.as_deref() {
                None | Some("") => self.error.to_string(),
                Some(base) => format!("{base}: {}", self.error),
            },
            causes: causes(&*self.error),
            hint: self.error.hint(),
            told_by_findings: !self.error.findings().is_empty(),
        }
    }
}

/// The chain of sources. One whose words its error repeats is passed over.
fn causes(error: &dyn std::error::Error) -> Vec<String> {
    let mut said = error.to_string();
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(source) = next {
        let words = source.to_string();
        if !said.contains(&words) {
            causes.push(words.clone());
            said = words;
        }
        next = source.source();
    }
    causes
}

impl Cause {
    /// The same for a place where its findings are not shown.
    pub(super) fn spelt_out(&self) -> Self {
        Self { told_by_findings: false, ..self.clone() }
    }
}
