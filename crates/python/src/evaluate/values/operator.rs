//! Operators, comparisons and truth.

use std::rc::Rc;

use ruff_python_ast::Operator;

use super::mapping::Key;
use super::object::{Object, Order};
use crate::evaluate::flow::choices::{is_placed, place_doubt};
use crate::evaluate::flow::machine::{LONGEST, Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};

impl Machine<'_> {
    /// Whether something counts as true. Of what is not known both are followed.
    pub(crate) fn truth(&mut self, object: &Object, place: Place) -> Result<bool, Stop> {
        Ok(match object {
            Object::None => false,
            Object::Bool(value) => *value,
            Object::Int(value) => *value != 0,
            Object::Float(value) => *value != 0.0,
            Object::Str(text) => !text.is_empty(),
            Object::Bytes(bytes) => !bytes.is_empty(),
            Object::Tuple(tuple) => !tuple.items.is_empty(),
            Object::List(_) | Object::Dict(_) | Object::Set(_) => match self.items(object, place) {
                Err(Stop::Unknown(doubt)) => self.either(&doubt),
                other => !other?.0.is_empty(),
            },
            Object::Unknown(doubt) => self.either(doubt),
            _ => return self.truth_of_thing(object, place),
        })
    }

    /// The same for what is no plain value.
    fn truth_of_thing(&mut self, object: &Object, place: Place) -> Result<bool, Stop> {
        Ok(match object {
            Object::Foreign(_) => self.either(&place.doubt("is not of this project")),
            Object::Instance(_) | Object::Made(_) => {
                self.either(&place.doubt("is an object whose truth is not followed"))
            }
            Object::Native(name) if &**name == "os.environ" => true,
            _ => true,
        })
    }

    pub(crate) fn binary(
        &mut self,
        op: Operator,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        if let (Object::Unknown(doubt), _) | (_, Object::Unknown(doubt)) = (left, right)
            && !(op == Operator::Mod && matches!(left, Object::Str(_)))
        {
            return Err(Stop::Unknown(Rc::clone(doubt)));
        }
        if left.is_view() || right.is_view() && op != Operator::Mod {
            return Err(place.unknown("is an operation that is not understood"));
        }
        match (op, left, right) {
            (Operator::Mod, Object::Str(pattern), _) => {
                self.percent(&Rc::clone(pattern), right, place)
            }
            (Operator::Add, Object::Str(a), Object::Str(b)) => {
                self.spend(a.len() + b.len(), place)?;
                Ok(Object::text([&**a, b].concat()))
            }
            (Operator::Add, Object::Bytes(a), Object::Bytes(b)) => {
                self.spend(a.len() + b.len(), place)?;
                Ok(Object::Bytes(Rc::from([&**a, b].concat())))
            }
            _ => self.binary_of_lists(op, left, right, place),
        }
    }

    /// The same for lists, and for repetition.
    fn binary_of_lists(
        &mut self,
        op: Operator,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        match (op, left, right) {
            (Operator::Add, Object::List(_), Object::List(_))
            | (Operator::Add, Object::Tuple(_), Object::Tuple(_)) => {
                let (mut items, order) = self.items(left, place)?;
                let (more, other) = self.items(right, place)?;
                items.extend(more);
                match left {
                    Object::List(_) => self.list(items, order.and(other), place),
                    _ => Ok(Object::tuple_in(items, order.and(other))),
                }
            }
            (Operator::Add, Object::Str(_), Object::None | Object::Int(_) | Object::List(_))
            | (Operator::Add, Object::None, _)
            | (Operator::Add, Object::List(_), Object::Tuple(_) | Object::None | Object::Str(_)) => {
                Err(raise("TypeError", "unsupported operand type(s) for +", place))
            }
            (Operator::Mult, _, Object::Int(times)) => self.repeated(left, *times, place),
            (Operator::Mult, Object::Int(times), _) => self.repeated(right, *times, place),
            _ => self.binary_of_things(op, left, right, place),
        }
    }

    /// The same for paths, mappings, sets and numbers.
    fn binary_of_things(
        &mut self,
        op: Operator,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        match (op, left, right) {
            (Operator::Div, Object::Path(_), _) | (Operator::Div, _, Object::Path(_)) => {
                self.join_paths(left, right, place)
            }
            (Operator::BitOr, Object::Dict(_), Object::Dict(_)) => {
                if self.python(place) < 9 {
                    return Err(raise("TypeError", "unsupported operand type(s) for |", place));
                }
                let sum = super::object::Dict::new(super::mapping::Mapping::default());
                self.update_dict(&sum, left, place)?;
                self.update_dict(&sum, right, place)?;
                Ok(Object::Dict(sum))
            }
            (_, Object::Set(_), Object::Set(_)) => self.set_operation(op, left, right, place),
            _ => arithmetic(op, left, right, place),
        }
    }

    fn repeated(&mut self, object: &Object, times: i64, place: Place) -> Result<Object, Stop> {
        let times = usize::try_from(times).unwrap_or_default();
        let fits = |length: usize| length.checked_mul(times).is_some_and(|all| all <= LONGEST);
        let large = || place.refuse("is larger than can be followed");
        match object {
            Object::Str(text) => {
                self.spend(
                    Some(text.len()).filter(|it| fits(*it)).ok_or_else(large)? * times,
                    place,
                )?;
                Ok(Object::text(text.repeat(times)))
            }
            Object::List(_) | Object::Tuple(_) => {
                let (items, order) = self.items(object, place)?;
                if !fits(items.len() * size_of::<Object>()) {
                    return Err(large());
                }
                let order = if items.len() > 1 { order } else { Order::Kept };
                let all: Vec<Object> = (0..times).flat_map(|_| items.iter().cloned()).collect();
                match object {
                    Object::List(_) => self.list(all, order, place),
                    _ => Ok(Object::tuple_in(all, order)),
                }
            }
            _ => match i64::try_from(times) {
                Ok(times) => arithmetic(Operator::Mult, object, &Object::Int(times), place),
                Err(_) => Err(large()),
            },
        }
    }

    fn set_operation(
        &mut self,
        op: Operator,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let (left, _) = self.items(left, place)?;
        let (right, _) = self.items(right, place)?;
        let keys = |items: &[Object]| items.iter().filter_map(Key::of).collect::<Vec<_>>();
        let (of_left, of_right) = (keys(&left), keys(&right));
        let has = |keys: &[Key], item: &Object| Key::of(item).is_some_and(|it| keys.contains(&it));
        self.spend_steps((left.len() + right.len()).saturating_mul(right.len() / 16), place)?;
        let items = match op {
            Operator::BitOr => left.into_iter().chain(right).collect(),
            Operator::BitAnd => left.into_iter().filter(|item| has(&of_right, item)).collect(),
            Operator::Sub => left.into_iter().filter(|item| !has(&of_right, item)).collect(),
            Operator::BitXor => {
                let first = left.into_iter().filter(|item| !has(&of_right, item));
                first.chain(right.into_iter().filter(|item| !has(&of_left, item))).collect()
            }
            _ => return Err(place.unknown("is an operation that is not understood")),
        };
        self.set_of(items, place)
    }

    pub(crate) fn contains(
        &mut self,
        container: &Object,
        item: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        match (container, item) {
            (Object::Unknown(doubt), _) | (_, Object::Unknown(doubt)) => {
                Err(Stop::Unknown(Rc::clone(doubt)))
            }
            (Object::Str(text), Object::Str(part)) => {
                if is_placed(text) || is_placed(part) {
                    return Err(Stop::Unknown(place_doubt(place)));
                }
                self.spend_steps(text.len() >> 6, place)?;
                Ok(text.contains(&**part))
            }
            (Object::Dict(_) | Object::Set(_), _) => {
                let _known = self.items(container, place)?;
                let key = self.key(item, place)?;
                Ok(match container {
                    Object::Dict(dict) => dict.map.borrow().has(&key),
                    Object::Set(set) => set.items.borrow().contains_key(&key),
                    _ => false,
                })
            }
            _ => self.contains_other(container, item, place),
        }
    }

    /// The same for what is neither text nor a mapping.
    fn contains_other(
        &mut self,
        container: &Object,
        item: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        match (container, item) {
            (Object::Native(name), _) => self.native_contains(name, item, place),
            (Object::None | Object::Bool(_) | Object::Int(_), _) => {
                let message =
                    format!("argument of type '{}' is not iterable", container.type_name());
                Err(raise("TypeError", message, place))
            }
            _ => {
                let (items, _) = self.items(container, place)?;
                let mut doubt = None;
                for other in items {
                    match self.equal(&other, item, place) {
                        Ok(true) => return Ok(true),
                        Ok(false) => {}
                        Err(Stop::Unknown(why)) => doubt = Some(why),
                        Err(other) => return Err(other),
                    }
                }
                doubt.map_or(Ok(false), |why| Err(Stop::Unknown(why)))
            }
        }
    }
}

/// Values with an equality of their own, or none that is known.
pub(crate) fn is_vague(object: &Object) -> bool {
    matches!(object, Object::Native(_) | Object::Class(_) | Object::Tuple(_) | Object::Path(_))
}

/// Values that are equal to none of another type.
pub(crate) fn is_plain(object: &Object) -> bool {
    matches!(
        object,
        Object::None
            | Object::Bool(_)
            | Object::Int(_)
            | Object::Float(_)
            | Object::Str(_)
            | Object::Bytes(_)
            | Object::List(_)
            | Object::Tuple(_)
            | Object::Dict(_)
            | Object::Set(_)
    )
}

pub(crate) fn whole(object: &Object) -> Option<i64> {
    match object {
        Object::Int(value) => Some(*value),
        Object::Bool(value) => Some(i64::from(*value)),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers that would lose digits are left out")]
pub(crate) fn float(object: &Object) -> Option<f64> {
    match object {
        Object::Float(value) => Some(*value),
        _ => whole(object).filter(|value| value.abs() < 1 << 53).map(|value| value as f64),
    }
}

fn arithmetic(op: Operator, left: &Object, right: &Object, place: Place) -> Result<Object, Stop> {
    let strange = || place.unknown("is an operation that is not understood");
    let zero = || raise("ZeroDivisionError", "division by zero", place);
    if let (Some(a), Some(b)) = (whole(left), whole(right)) {
        let by_zero = matches!(op, Operator::Div | Operator::FloorDiv | Operator::Mod) && b == 0;
        if by_zero {
            return Err(zero());
        }
        let result = match op {
            Operator::Add => a.checked_add(b),
            Operator::Sub => a.checked_sub(b),
            Operator::Mult => a.checked_mul(b),
            Operator::FloorDiv => a.checked_div_euclid(b).filter(|_| b > 0),
            Operator::Mod => a.checked_rem_euclid(b).filter(|_| b > 0),
            Operator::Pow => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            Operator::BitOr => Some(a | b),
            Operator::BitAnd => Some(a & b),
            Operator::BitXor => Some(a ^ b),
            Operator::LShift => {
                u32::try_from(b).ok().filter(|b| *b < 62).and_then(|b| a.checked_mul(1 << b))
            }
            Operator::RShift => u32::try_from(b).ok().and_then(|b| a.checked_shr(b)),
            Operator::Div | Operator::MatMult => None,
        };
        let logical = matches!(op, Operator::BitOr | Operator::BitAnd | Operator::BitXor);
        if logical && matches!((left, right), (Object::Bool(_), Object::Bool(_))) {
            return result.map(|it| Object::Bool(it != 0)).ok_or_else(strange);
        }
        if op != Operator::Div {
            return result.map(Object::Int).ok_or_else(strange);
        }
    }
    let (Some(a), Some(b)) = (float(left), float(right)) else {
        return Err(strange());
    };
    let result = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b == 0.0 => return Err(zero()),
        Operator::Div => a / b,
        _ => return Err(strange()),
    };
    Ok(Object::Float(result))
}
