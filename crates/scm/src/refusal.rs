//! Why there is no version.

/// Why a tool would give no version, or why its version cannot be had here.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// What is wrong.
    pub words: String,
    /// What to do, where that is another thing than with most.
    pub remedy: Option<String>,
    /// The option that it is about, by its usual name.
    pub option: Option<&'static str>,
}

impl Refusal {
    /// A refusal in words.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), remedy: None, option: None }
    }

    /// What to do.
    #[must_use]
    pub fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }

    /// The option that it is about.
    #[must_use]
    pub fn option(self, option: &'static str) -> Self {
        Self { option: Some(option), ..self }
    }
}

impl From<pyrel_git::Error> for Refusal {
    fn from(error: pyrel_git::Error) -> Self {
        Self::new(format!("git: {error}"))
    }
}

impl From<pyrel_tree::Error> for Refusal {
    fn from(error: pyrel_tree::Error) -> Self {
        Self::new(error.to_string())
    }
}
