//! A static evaluator of `setup.py`: what the script would pass to `setup()`, proved and never run.

mod host;
mod value;

use crate::PythonSource;

pub use host::{FindPackages, Host, PackageFinder};
pub use value::{Class, Keyword, Made, Refusal, SetupCall, Value};

/// A `setup.py`.
#[derive(Debug)]
pub struct SetupPy;

impl SetupPy {
    /// What the script passes to `setup()` wherever it builds: on every platform, with every Python
    /// that setuptools supports, for each command that a front end calls.
    ///
    /// # Errors
    /// When that cannot be told without running it, or when it does more than call `setup()`.
    pub fn evaluate(source: &PythonSource, host: &dyn Host) -> Result<SetupCall, Refusal> {
        let _ = host;
        let location = source.source().locate(0..0);
        Err(Refusal { words: "the evaluator is not there yet".to_owned(), location })
    }
}
