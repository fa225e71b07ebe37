//! Expressions.

use std::collections::BTreeMap;
use std::rc::Rc;

use ruff_python_ast::{
    BoolOp, Expr, ExprBoolOp, ExprCall, ExprCompare, ExprLambda, ExprUnaryOp, Number, Parameters,
    UnaryOp,
};

use super::mapping::Mapping;
use super::object::{Body, Dict, Function, FunctionKind, Object, Order};
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::choices::is_placed;
use crate::evaluate::flow::frame::{Frame, Looked};
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::names::Names;
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::library::native;

/// When generators among some expressions are gone through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum When {
    AtOnce,
    Later,
}

impl Machine<'_> {
    pub(crate) fn eval(&mut self, frame: &Frame, it: &'static Expr) -> Result<Object, Stop> {
        let place = frame.place(it);
        // It is for calls, and for generators, alone.
        self.at_once &= matches!(it, Expr::Call(_) | Expr::Generator(_));
        match self.deeper(place, |machine| machine.value(frame, it, place)) {
            Err(Stop::Unknown(doubt)) => self.doubt(doubt),
            other => other,
        }
    }

    /// Whether a condition holds.
    pub(crate) fn test(&mut self, frame: &Frame, it: &'static Expr) -> Result<bool, Stop> {
        let value = self.eval(frame, it)?;
        self.truth(&value, frame.place(it))
    }

    fn value(&mut self, frame: &Frame, it: &'static Expr, place: Place) -> Result<Object, Stop> {
        match it {
            Expr::NoneLiteral(_) => Ok(Object::None),
            Expr::EllipsisLiteral(_) => Ok(Object::Ellipsis),
            Expr::BooleanLiteral(it) => Ok(Object::Bool(it.value)),
            Expr::NumberLiteral(it) => number(&it.value, place),
            Expr::StringLiteral(it) => self.literal(it.value.to_str(), place),
            Expr::BytesLiteral(it) => {
                let bytes: Vec<u8> = it.value.bytes().collect();
                self.spend(bytes.len(), place)?;
                Ok(Object::Bytes(Rc::from(bytes)))
            }
            Expr::FString(it) => self.interpolated(frame, it, place),
            Expr::Name(it) => self.name(frame, it.id.as_str(), place),
            Expr::Attribute(it) => {
                let owner = self.eval(frame, &it.value)?;
                self.attribute(&owner, it.attr.as_str(), place)
            }
            Expr::Subscript(it) => {
                let owner = self.eval(frame, &it.value)?;
                self.subscript(frame, &owner, &it.slice, place)
            }
            _ => self.operation(frame, it, place),
        }
    }

    /// Operators and their like.
    fn operation(
        &mut self,
        frame: &Frame,
        it: &'static Expr,
        place: Place,
    ) -> Result<Object, Stop> {
        match it {
            Expr::Call(it) => self.call_expression(frame, it, place),
            Expr::BinOp(it) => {
                let left = self.eval(frame, &it.left)?;
                let right = self.eval(frame, &it.right)?;
                self.binary(it.op, &left, &right, place)
            }
            Expr::BoolOp(it) => self.bool_op(frame, it),
            Expr::UnaryOp(it) => self.unary(frame, it, place),
            Expr::Compare(it) => self.comparison(frame, it),
            Expr::If(it) => {
                let taken = self.test(frame, &it.test)?;
                self.eval(frame, if taken { &it.body } else { &it.orelse })
            }
            Expr::Named(it) => {
                let value = self.eval(frame, &it.value)?;
                self.assign(frame, &it.target, value.clone())?;
                Ok(value)
            }
            Expr::Lambda(it) => self.lambda(frame, it, place),
            _ => self.collection(frame, it, place),
        }
    }

    fn collection(
        &mut self,
        frame: &Frame,
        it: &'static Expr,
        place: Place,
    ) -> Result<Object, Stop> {
        match it {
            Expr::List(it) => {
                let (items, order) = self.elements(frame, &it.elts, When::Later)?;
                self.list(items, order, place)
            }
            Expr::Tuple(it) => {
                let (items, order) = self.elements(frame, &it.elts, When::Later)?;
                Ok(Object::tuple_in(items, order))
            }
            Expr::Set(it) => {
                let (items, _) = self.elements(frame, &it.elts, When::Later)?;
                self.set_of(items, place)
            }
            _ => self.dict_display(frame, it, place),
        }
    }

    /// Dictionaries.
    fn dict_display(
        &mut self,
        frame: &Frame,
        it: &'static Expr,
        place: Place,
    ) -> Result<Object, Stop> {
        match it {
            Expr::Dict(it) => {
                let dict = Dict::new(Mapping::default());
                for item in &it.items {
                    let value = match &item.key {
                        Some(key) => {
                            let key = self.eval(frame, key)?;
                            let value = self.eval(frame, &item.value)?;
                            self.set_item(&dict, key, value, place)?;
                            continue;
                        }
                        None => self.eval(frame, &item.value)?,
                    };
                    self.update_dict(&dict, &value, frame.place(&item.value))?;
                }
                Ok(Object::Dict(dict))
            }
            _ => self.comprehension(frame, it, place),
        }
    }

    /// What a generator gives.
    pub(crate) fn yielded(
        &mut self,
        frame: &Frame,
        it: &'static Expr,
        place: Place,
    ) -> Result<Object, Stop> {
        match it {
            Expr::Yield(it) => {
                let value = match &it.value {
                    Some(value) => self.eval(frame, value)?,
                    None => Object::None,
                };
                let scope = frame.scope().ok_or_else(|| place.refuse("is out of place"))?;
                scope.yielded.borrow_mut().push(value);
                Ok(Object::None)
            }
            Expr::YieldFrom(it) => {
                let over = self.eval(frame, &it.value)?;
                let (items, order) = self.items(&over, place)?;
                if order == Order::Any && items.len() > 1 {
                    return Err(place.refuse("comes in no certain order"));
                }
                let scope = frame.scope().ok_or_else(|| place.refuse("is out of place"))?;
                scope.yielded.borrow_mut().extend(items);
                Ok(Object::None)
            }
            _ => Err(place.refuse("is an expression that is not followed")),
        }
    }

    fn literal(&mut self, text: &str, place: Place) -> Result<Object, Stop> {
        // The parser puts U+FFFD where a surrogate stands alone.
        if is_placed(text) || text.contains('\u{fffd}') {
            return Err(place.unknown("holds characters that are not followed"));
        }
        self.text(text, place)
    }

    pub(crate) fn name(&mut self, frame: &Frame, name: &str, place: Place) -> Result<Object, Stop> {
        match frame.look_up(name) {
            Looked::Found(value) => Ok(value),
            Looked::Unbound => {
                let message =
                    format!("cannot access local variable '{name}' where it is not associated");
                Err(raise("UnboundLocalError", message, place))
            }
            Looked::Nothing => match native::builtin(name) {
                Some(value) => Ok(value),
                None if name == "__debug__" => Ok(Object::Bool(true)),
                None if name.starts_with("__") => Err(place.unknown("is not followed")),
                // Something may have been imported with `*`.
                None if frame.globals.name("*").is_some() => {
                    Err(place.unknown("may be of another module"))
                }
                None => Err(raise("NameError", format!("name '{name}' is not defined"), place)),
            },
        }
    }

    fn elements(
        &mut self,
        frame: &Frame,
        elements: &'static [Expr],
        when: When,
    ) -> Result<(Vec<Object>, Order), Stop> {
        let mut items = Vec::with_capacity(elements.len().min(1024));
        let mut order = Order::Kept;
        for element in elements {
            self.at_once = when == When::AtOnce;
            match element {
                Expr::Starred(starred) => {
                    self.at_once = true;
                    let over = self.eval(frame, &starred.value)?;
                    let (more, of) = self.items(&over, frame.place(&*starred.value))?;
                    order = order.and(of);
                    items.extend(more);
                }
                _ => items.push(self.eval(frame, element)?),
            }
        }
        Ok((items, order))
    }

    fn bool_op(&mut self, frame: &Frame, it: &'static ExprBoolOp) -> Result<Object, Stop> {
        let mut value = Object::None;
        for (at, operand) in it.values.iter().enumerate() {
            value = self.eval(frame, operand)?;
            let last = at + 1 == it.values.len();
            if !last && self.truth(&value, frame.place(operand))? == (it.op == BoolOp::Or) {
                break;
            }
        }
        Ok(value)
    }

    fn unary(
        &mut self,
        frame: &Frame,
        it: &'static ExprUnaryOp,
        place: Place,
    ) -> Result<Object, Stop> {
        let value = self.eval(frame, &it.operand)?;
        if it.op == UnaryOp::Not {
            return Ok(Object::Bool(!self.truth(&value, place)?));
        }
        let strange = || place.unknown("is an operation that is not understood");
        let whole = match value {
            Object::Unknown(doubt) => return Err(Stop::Unknown(doubt)),
            Object::Float(value) if it.op == UnaryOp::USub => return Ok(Object::Float(-value)),
            Object::Float(_) if it.op == UnaryOp::UAdd => return Ok(value),
            Object::Int(value) => value,
            Object::Bool(value) => i64::from(value),
            _ => return Err(strange()),
        };
        let result = match it.op {
            UnaryOp::USub => whole.checked_neg(),
            UnaryOp::UAdd => Some(whole),
            UnaryOp::Invert => Some(!whole),
            UnaryOp::Not => None,
        };
        result.map(Object::Int).ok_or_else(strange)
    }

    fn comparison(&mut self, frame: &Frame, it: &'static ExprCompare) -> Result<Object, Stop> {
        let mut left = self.eval(frame, &it.left)?;
        let mut result = Object::Bool(true);
        for (at, (op, right)) in it.ops.iter().zip(&it.comparators).enumerate() {
            let right_place = frame.place(right);
            let right = self.eval(frame, right)?;
            let place = if it.ops.len() == 1 { frame.place(it) } else { right_place };
            result = match self.compare(*op, &left, &right, place) {
                Err(Stop::Unknown(doubt)) => self.doubt(doubt)?,
                other => Object::Bool(other?),
            };
            let last = at + 1 == it.ops.len();
            if !last && !self.truth(&result, place)? {
                break;
            }
            left = right;
        }
        Ok(result)
    }

    fn lambda(
        &mut self,
        frame: &Frame,
        it: &'static ExprLambda,
        place: Place,
    ) -> Result<Object, Stop> {
        let parameters = it.parameters.as_deref();
        Ok(Object::Function(Rc::new(Function {
            name: Rc::from("<lambda>"),
            parameters,
            defaults: self.defaults(frame, parameters)?,
            body: Body::Expression(&it.body),
            source: frame.source,
            globals: Rc::clone(&frame.globals),
            parent: frame.scope().cloned(),
            names: Rc::new(Names::of_lambda(parameters, &it.body)),
            place,
            kind: FunctionKind::Plain,
        })))
    }

    pub(crate) fn defaults(
        &mut self,
        frame: &Frame,
        parameters: Option<&'static Parameters>,
    ) -> Result<BTreeMap<&'static str, Object>, Stop> {
        let mut defaults = BTreeMap::new();
        for parameter in parameters.into_iter().flat_map(|it| it.iter_non_variadic_params()) {
            if let Some(default) = &parameter.default {
                let value = self.eval(frame, default)?;
                defaults.insert(parameter.parameter.name.as_str(), value);
            }
        }
        Ok(defaults)
    }

    fn call_expression(
        &mut self,
        frame: &Frame,
        it: &'static ExprCall,
        place: Place,
    ) -> Result<Object, Stop> {
        let at_once = std::mem::take(&mut self.at_once);
        let callee = self.eval(frame, &it.func)?;
        if let Object::Native(name) = &callee
            && native::is_of_frame(name)
        {
            return self.call_in_frame(frame, name, it, place);
        }
        let arguments = self.arguments(frame, it)?;
        match &callee {
            Object::Native(name) if &**name == "setuptools.setup" => {
                self.setup(frame, it, arguments, place)
            }
            _ => {
                self.at_once = at_once;
                let result = self.call(&callee, arguments, place);
                self.at_once = false;
                result
            }
        }
    }

    pub(crate) fn arguments(
        &mut self,
        frame: &Frame,
        it: &'static ExprCall,
    ) -> Result<Arguments, Stop> {
        let (positional, order) = self.elements(frame, &it.arguments.args, When::AtOnce)?;
        if order == Order::Any && positional.len() > 1 {
            return Err(frame.place(it).refuse("is called with items in no certain order"));
        }
        let mut named: Vec<(Rc<str>, Object)> = Vec::new();
        for keyword in &it.arguments.keywords {
            self.at_once = true;
            let value = self.eval(frame, &keyword.value)?;
            let place = frame.place(&keyword.value);
            match &keyword.arg {
                Some(name) => named.push((Rc::from(name.as_str()), value)),
                None => named.extend(self.named_pairs(&value, place)?),
            }
        }
        Ok(Arguments { positional, named })
    }

    /// The pairs of a mapping behind `**`.
    pub(crate) fn named_pairs(
        &mut self,
        mapping: &Object,
        place: Place,
    ) -> Result<Vec<(Rc<str>, Object)>, Stop> {
        let unclear = || place.refuse("passes names that are not known");
        let Object::Dict(dict) = mapping else {
            return Err(match mapping {
                Object::Unknown(doubt) => Stop::Refused(Rc::clone(doubt)),
                _ => unclear(),
            });
        };
        if let Some(doubt) = &*dict.lost.borrow() {
            return Err(Stop::Refused(Rc::clone(doubt)));
        }
        let map = dict.map.borrow();
        let pair = |(key, value): &(Object, Object)| match key {
            Object::Str(name) => Ok((Rc::clone(name), value.clone())),
            _ => Err(unclear()),
        };
        map.pairs().map(pair).collect()
    }
}

fn number(number: &Number, place: Place) -> Result<Object, Stop> {
    match number {
        Number::Int(whole) => {
            let whole = whole.as_i64();
            whole.map(Object::Int).ok_or_else(|| place.unknown("is a very large number"))
        }
        Number::Float(value) => Ok(Object::Float(*value)),
        Number::Complex { .. } => Err(place.unknown("is a complex number")),
    }
}
