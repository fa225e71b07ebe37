//! Namespaces: what a name stands for where.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::names::Names;
use super::place::Place;
use crate::PythonSource;
use crate::evaluate::values::object::{Dict, Object};

/// Where a statement is followed.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) source: &'static PythonSource,
    pub(crate) globals: Rc<Dict>,
    pub(crate) locals: Locals,
}

#[derive(Clone, Debug)]
pub(crate) enum Locals {
    /// Those of the module.
    Module,
    /// A namespace apart from the module's: the body of a class, or what `exec` is given.
    Apart(Rc<Dict>, Option<Rc<Scope>>),
    Function(Rc<Scope>),
}

/// The variables of a function that is being called, or of a comprehension.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) variables: RefCell<BTreeMap<Rc<str>, Object>>,
    pub(crate) names: Rc<Names>,
    pub(crate) parent: Option<Rc<Self>>,
    /// What the function has yielded, if it is a generator.
    pub(crate) yielded: RefCell<Vec<Object>>,
}

/// What looking for a name has found.
#[derive(Debug)]
pub(crate) enum Looked {
    Found(Object),
    /// A variable of a function that has no value yet.
    Unbound,
    Nothing,
}

impl Frame {
    pub(crate) fn place(&self, node: &impl ruff_text_size::Ranged) -> Place {
        Place::new(self.source, node)
    }

    pub(crate) fn scope(&self) -> Option<&Rc<Scope>> {
        match &self.locals {
            Locals::Module => None,
            Locals::Apart(_, parent) => parent.as_ref(),
            Locals::Function(scope) => Some(scope),
        }
    }

    pub(crate) fn look_up(&self, name: &str) -> Looked {
        if let Locals::Apart(names, _) = &self.locals
            && let Some(value) = names.name(name)
        {
            return Looked::Found(value);
        }
        let mut scope = self.scope();
        while let Some(current) = scope {
            if current.names.is_global(name) {
                break;
            }
            if current.names.is_local(name) {
                let value = current.variables.borrow().get(name).cloned();
                return value.map_or(Looked::Unbound, Looked::Found);
            }
            scope = current.parent.as_ref();
        }
        self.globals.name(name).map_or(Looked::Nothing, Looked::Found)
    }

    pub(crate) fn bind(&self, name: &str, value: Object) {
        match &self.locals {
            Locals::Module => self.globals.bind(name, value),
            Locals::Apart(names, _) => names.bind(name, value),
            Locals::Function(scope) => {
                let mut scope = scope;
                while !scope.names.is_local(name) && !scope.names.is_global(name) {
                    match &scope.parent {
                        Some(parent) => scope = parent,
                        None => break,
                    }
                }
                if scope.names.is_local(name) {
                    scope.variables.borrow_mut().insert(Rc::from(name), value);
                } else {
                    self.globals.bind(name, value);
                }
            }
        }
    }

    /// Gives a name up; whether there was one.
    pub(crate) fn unbind(&self, name: &str) -> bool {
        match &self.locals {
            Locals::Apart(names, _) => names.unbind(name),
            Locals::Function(scope) if scope.names.is_local(name) => {
                scope.variables.borrow_mut().remove(name).is_some()
            }
            Locals::Module | Locals::Function(_) => self.globals.unbind(name),
        }
    }
}

impl Scope {
    pub(crate) fn new(names: Rc<Names>, parent: Option<Rc<Self>>) -> Rc<Self> {
        Rc::new(Self { variables: RefCell::default(), names, parent, yielded: RefCell::default() })
    }
}
