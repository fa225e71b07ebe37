//! What the end-to-end tests are written with.
//!
//! [`case::Case`] is a project in a folder of its own, and [`run::Run`] what a program answered
//! there. [`peers::peers`] gives the real tools, [`index::Index`] a real package index,
//! [`scripted::Scripted`] a server that answers as the test says, and [`action::Action`] the
//! composite action, executed step by step as the runner would. [`fixture::Fixture`] is a project with
//! what its real backend makes of it, [`dist::Dist`] a finished wheel or sdist, and [`meaning`] what
//! the files inside say, however they spell it. [`footprint`] is all that a run could have left behind.

pub(crate) mod action;
pub(crate) mod case;
pub(crate) mod dist;
pub(crate) mod expression;
pub(crate) mod fixture;
pub(crate) mod footprint;
pub(crate) mod index;
pub(crate) mod meaning;
pub(crate) mod peers;
pub(crate) mod run;
pub(crate) mod scripted;
pub(crate) mod tls;
