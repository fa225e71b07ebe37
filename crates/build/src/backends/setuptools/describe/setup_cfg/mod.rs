//! [`setup.cfg`](https://setuptools.pypa.io/en/latest/userguide/declarative_config.html): it fills
//! what `setup.py` leaves open.

mod file;
mod metadata;
mod options;
mod value;

pub(crate) use file::SetupCfg;
pub(crate) use metadata::safe_name;
