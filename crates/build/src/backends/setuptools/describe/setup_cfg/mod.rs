//! [`setup.cfg`](https://setuptools.pypa.io/en/latest/userguide/declarative_config.html): it fills
//! what `setup.py` leaves open.

pub(in crate::backends::setuptools) mod file;
pub(in crate::backends::setuptools) mod metadata;
pub(in crate::backends::setuptools) mod options;
pub(in crate::backends::setuptools) mod value;

pub(crate) use file::SetupCfg;
pub(crate) use metadata::safe_name;
