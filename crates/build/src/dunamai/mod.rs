//! [dunamai](https://github.com/mtkennerly/dunamai)'s options as projects write them, for the plug-ins
//! that ask it: uv-dynamic-versioning and poetry-dynamic-versioning name them alike.

mod configured;
mod read;

pub(crate) use configured::{Answer, Configured};
pub(crate) use read::{Keys, template};
