//! What something is called with.

use std::rc::Rc;

use super::place::{Place, Stop};
use crate::evaluate::values::object::Object;

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) positional: Vec<Object>,
    pub(crate) named: Vec<(Rc<str>, Object)>,
}

/// Arguments by the names of a function's parameters.
#[derive(Debug)]
pub(crate) struct Bound<const N: usize>([Option<Object>; N]);

impl Arguments {
    pub(crate) fn of(positional: Vec<Object>) -> Self {
        Self { positional, named: Vec::new() }
    }

    /// The arguments for these parameters; what does not fit them is not understood.
    pub(crate) fn bind<const N: usize>(
        self,
        parameters: [&str; N],
        place: Place,
    ) -> Result<Bound<N>, Stop> {
        let mut bound = [const { None }; N];
        let strange = || place.unknown("is called in a way that is not understood");
        for (at, value) in self.positional.into_iter().enumerate() {
            *bound.get_mut(at).ok_or_else(strange)? = Some(value);
        }
        for (name, value) in self.named {
            let at = parameters.iter().position(|parameter| *parameter == &*name);
            let slot = at.and_then(|at| bound.get_mut(at)).filter(|slot| slot.is_none());
            *slot.ok_or_else(strange)? = Some(value);
        }
        Ok(Bound(bound))
    }

    /// The only argument.
    pub(crate) fn only(self, place: Place) -> Result<Object, Stop> {
        let Bound([only]) = self.bind([""], place)?;
        only.ok_or_else(|| place.unknown("is called in a way that is not understood"))
    }

    /// The first thing among the arguments that is not known.
    pub(crate) fn unknown(&self) -> Option<Stop> {
        let named = self.named.iter().map(|(_, value)| value);
        self.positional.iter().chain(named).find_map(|value| match value {
            Object::Unknown(doubt) => Some(Stop::Unknown(Rc::clone(doubt))),
            _ => None,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.positional.is_empty() && self.named.is_empty()
    }
}

impl<const N: usize> Bound<N> {
    pub(crate) fn take(&mut self, at: usize) -> Option<Object> {
        self.0.get_mut(at).and_then(Option::take)
    }

    pub(crate) fn need(&mut self, at: usize, place: Place) -> Result<Object, Stop> {
        self.take(at).ok_or_else(|| place.unknown("is called in a way that is not understood"))
    }
}
