//! Lists of steps.

use pyrel_diag::Progress;
use serde_json::Value;

use crate::{Error, Step, Touch, World};

/// Everything a command would change, in order.
#[derive(Debug, Default)]
pub struct Plan {
    steps: Vec<Box<dyn Step>>,
}

/// What performed steps have to say: lines for the user, such as where the result is to be seen,
/// and touches that turned out to be done already.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Done {
    /// The touches that were felt.
    pub felt: Vec<Touch>,
    /// The touches that were foretold but not needed, each with the reason.
    pub spared: Vec<(Touch, String)>,
    /// Named results: `release-url`, `files`, … Texts are for people as well.
    pub outputs: Vec<(String, Value)>,
}

/// A plan that could not be carried out whole.
#[derive(Debug)]
pub struct Stopped {
    /// What was done before, by the failing step too.
    pub done: Done,
    /// Why it went no further.
    pub error: Error,
}

impl Plan {
    /// Nothing to do.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a step.
    pub fn push(&mut self, step: impl Step + 'static) {
        self.steps.push(Box::new(step));
    }

    /// Appends another plan.
    pub fn extend(&mut self, other: Self) {
        self.steps.extend(other.steps);
    }

    /// What the plan will do, in order.
    #[must_use]
    pub fn touches(&self) -> Vec<Touch> {
        self.steps.iter().flat_map(|step| step.touches()).collect()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Performs the steps in order and stops at the first that fails.
    ///
    /// # Errors
    /// The failing step's error, with what was done before.
    pub fn perform(self, world: &dyn World, progress: &dyn Progress) -> Result<Done, Box<Stopped>> {
        let mut done = Done::default();
        for step in self.steps {
            if let Err(error) = step.perform(world, progress, &mut done) {
                return Err(Box::new(Stopped { done, error }));
            }
        }
        Ok(done)
    }
}
