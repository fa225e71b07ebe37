//! Intended changes.

use std::fmt;

use pyrel_diag::Progress;

use crate::{Done, Error, Touch, World};

/// One intended change, complete in itself: it holds all it needs and asks nothing but the world.
pub trait Step: fmt::Debug + Send {
    /// What it will do, in order, when the world answers as usual.
    fn touches(&self) -> Vec<Touch>;

    /// Does it, and writes down each touch as it is felt, so that what was done before a failure is
    /// known. Idempotent: what is done already is noticed and left alone.
    ///
    /// # Errors
    /// When the world refuses. Nothing half done keeps a final name.
    fn perform(
        self: Box<Self>,
        world: &dyn World,
        progress: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), Error>;
}
