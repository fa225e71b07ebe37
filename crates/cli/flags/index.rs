//! Which index, and in whose name.

use clap::Args;
use pyrel_effect::Secret;

/// Which index, and in whose name.
#[derive(Args, Debug)]
#[command(next_help_heading = "Index")]
pub(crate) struct Index {
    /// The index: pypi, testpypi, local (the folder ./local-index), a section of .pypirc, or the
    /// path of a folder.
    #[arg(short, long, value_name = "NAME")]
    pub(crate) repository: Option<String>,

    /// The index by its upload address.
    #[arg(long, value_name = "URL", conflicts_with = "repository")]
    pub(crate) repository_url: Option<String>,

    /// An API token. Better kept in PYREL_TOKEN: other users of this machine can see command lines.
    #[arg(long, value_parser = secret, conflicts_with_all = ["username", "password"])]
    pub(crate) token: Option<Secret>,

    /// The user name, where an index wants one.
    #[arg(short, long, value_name = "NAME")]
    pub(crate) username: Option<String>,

    /// The password. Better kept in PYREL_PASSWORD.
    #[arg(short, long, value_parser = secret)]
    pub(crate) password: Option<Secret>,

    /// Pass over files of whose name the index has one already.
    #[arg(long)]
    pub(crate) skip_existing: bool,
}

/// Takes a secret at once into the type that never shows it.
#[expect(clippy::unnecessary_wraps, reason = "the shape of a clap parser")]
fn secret(text: &str) -> Result<Secret, std::convert::Infallible> {
    Ok(Secret::new(text))
}
