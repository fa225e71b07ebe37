//! Whom the evaluator asks.

use pyrel_tree::SourceTree;

/// What evaluating a `setup.py` needs to know of the project around it.
pub trait Host: Sync {
    /// The project's tree, with `setup.py` at its top. All that the script reads comes from here.
    fn tree(&self) -> &SourceTree;

    /// Whether the project's own modules can be imported without more ado: the folder stands first
    /// on the import path with `setuptools.build_meta:__legacy__`, and nowhere with
    /// `setuptools.build_meta`.
    fn imports_own_modules(&self) -> bool;

    /// What a variable of the environment that the backend sees is set to, if it is set.
    fn variable(&self, name: &str) -> Option<&str>;

    /// What one of setuptools' finders answers, in any order.
    ///
    /// # Errors
    /// Why that cannot be told, as a lower-case fragment.
    fn find_packages(&self, call: &FindPackages) -> Result<Vec<String>, String>;
}

/// A call of one of setuptools' finders, with its defaults filled in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FindPackages {
    /// Which finder.
    pub finder: PackageFinder,
    /// The folder to look in, as written and relative to the project: `.`, `src`, `./lib/`.
    pub folder: String,
    /// Patterns of names that are left out.
    pub exclude: Vec<String>,
    /// Patterns of names that are taken.
    pub include: Vec<String>,
}

/// One of setuptools' finders.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PackageFinder {
    /// `find_packages`: folders with an `__init__.py`.
    Regular,
    /// `find_namespace_packages`: any folder.
    Namespace,
}
