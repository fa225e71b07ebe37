//! The tables of `pyproject.toml`, which are laid over what `setup.cfg` and `setup.py` say.

pub(crate) mod dynamic;
pub(in crate::backends::setuptools) mod missing_dynamic;
pub(crate) mod project_table;
pub(crate) mod tool_table;
