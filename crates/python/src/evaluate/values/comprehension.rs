//! Comprehensions and generators.

use std::rc::Rc;

use ruff_python_ast::{Comprehension, Expr};

use super::mapping::Mapping;
use super::object::{Dict, Object, Order};
use crate::evaluate::flow::frame::{Frame, Locals, Scope};
use crate::evaluate::flow::machine::Machine;
use crate::evaluate::flow::names::Names;
use crate::evaluate::flow::place::{Place, Stop};

impl Machine<'_> {
    /// Comprehensions.
    pub(crate) fn comprehension(
        &mut self,
        frame: &Frame,
        it: &'static Expr,
        place: Place,
    ) -> Result<Object, Stop> {
        match it {
            Expr::ListComp(it) => {
                let (items, order) = self.comprehend(frame, &it.generators, &it.elt)?;
                self.list(items, order, place)
            }
            Expr::SetComp(it) => {
                let (items, _) = self.comprehend(frame, &it.generators, &it.elt)?;
                self.set_of(items, place)
            }
            Expr::Generator(_) if !std::mem::take(&mut self.at_once) => {
                Err(place.refuse("is gone through later"))
            }
            Expr::Generator(it) => match self.comprehend(frame, &it.generators, &it.elt) {
                // When, and whether, it would be raised depends on who goes through the items.
                Err(Stop::Raised(exception)) => {
                    Err(exception.place.refuse("may raise an exception"))
                }
                other => other.map(|(items, order)| Object::iterator(items, order)),
            },
            Expr::DictComp(it) => self.dict_comprehension(frame, it, place),
            _ => self.yielded(frame, it, place),
        }
    }

    fn dict_comprehension(
        &mut self,
        frame: &Frame,
        it: &'static ruff_python_ast::ExprDictComp,
        place: Place,
    ) -> Result<Object, Stop> {
        let dict = Dict::new(Mapping::default());
        let Some(key) = &it.key else {
            return Err(place.unknown("is an expression that is not followed"));
        };
        let order = self.each(frame, &it.generators, &mut |machine, inside| {
            let key = machine.eval(inside, key)?;
            let value = machine.eval(inside, &it.value)?;
            machine.set_item(&dict, key, value, place)
        })?;
        if order == Order::Any {
            dict.order.set(order);
        }
        Ok(Object::Dict(dict))
    }

    fn comprehend(
        &mut self,
        frame: &Frame,
        generators: &'static [Comprehension],
        element: &'static Expr,
    ) -> Result<(Vec<Object>, Order), Stop> {
        let mut items = Vec::new();
        let order = self.each(frame, generators, &mut |machine, inside| {
            items.push(machine.eval(inside, element)?);
            Ok(())
        })?;
        Ok((items, order))
    }

    /// Does something for each round of a comprehension.
    pub(crate) fn each(
        &mut self,
        frame: &Frame,
        generators: &'static [Comprehension],
        work: &mut dyn FnMut(&mut Self, &Frame) -> Result<(), Stop>,
    ) -> Result<Order, Stop> {
        let names = Names::of_targets(generators.iter().map(|generator| &generator.target));
        let scope = Scope::new(Rc::new(names), frame.scope().cloned());
        let inside = Frame { locals: Locals::Function(scope), ..frame.clone() };
        self.generate(frame, &inside, generators, work)
    }

    fn generate(
        &mut self,
        outside: &Frame,
        inside: &Frame,
        generators: &'static [Comprehension],
        work: &mut dyn FnMut(&mut Self, &Frame) -> Result<(), Stop>,
    ) -> Result<Order, Stop> {
        let Some((generator, rest)) = generators.split_first() else {
            work(self, inside)?;
            return Ok(Order::Kept);
        };
        let place = inside.place(&generator.iter);
        if generator.is_async {
            return Err(place.refuse("is gone through asynchronously"));
        }
        self.at_once = true;
        let over = self.eval(outside, &generator.iter)?;
        let (items, mut order) = self.items(&over, place)?;
        if items.len() < 2 {
            order = Order::Kept;
        }
        for item in items {
            self.spend_steps(1, place)?;
            self.assign(inside, &generator.target, item)?;
            let mut taken = true;
            for condition in &generator.ifs {
                taken = taken && self.test(inside, condition)?;
            }
            if taken {
                order = order.and(self.generate(inside, inside, rest, work)?);
            }
        }
        Ok(order)
    }
}
