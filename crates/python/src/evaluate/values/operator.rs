//! Operators, comparisons and truth.

use std::cmp::Ordering;
use std::rc::Rc;

use ruff_python_ast::{CmpOp, Operator};

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

    pub(crate) fn compare(
        &mut self,
        op: CmpOp,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        match op {
            CmpOp::Eq => self.equal(left, right, place),
            CmpOp::NotEq => Ok(!self.equal(left, right, place)?),
            CmpOp::Is | CmpOp::IsNot => {
                let doubtful = || match (left, right) {
                    (Object::Unknown(doubt), _) | (_, Object::Unknown(doubt)) => {
                        Stop::Unknown(Rc::clone(doubt))
                    }
                    _ => place.unknown("compares what is the same and not what is equal"),
                };
                let same = left.is_same(right).ok_or_else(doubtful)?;
                Ok(same == (op == CmpOp::Is))
            }
            _ => self.compare_further(op, left, right, place),
        }
    }

    /// Whether something is in something else, or before it.
    fn compare_further(
        &mut self,
        op: CmpOp,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        match op {
            CmpOp::In => self.contains(right, left, place),
            CmpOp::NotIn => Ok(!self.contains(right, left, place)?),
            _ => {
                let order = self.order(left, right, place)?;
                Ok(match op {
                    CmpOp::Lt => order == Ordering::Less,
                    CmpOp::LtE => order != Ordering::Greater,
                    CmpOp::Gt => order == Ordering::Greater,
                    _ => order != Ordering::Less,
                })
            }
        }
    }

    pub(crate) fn equal(
        &mut self,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        self.spend_steps(1, place)?;
        match (left, right) {
            (Object::Unknown(doubt), _) | (_, Object::Unknown(doubt)) => {
                Err(Stop::Unknown(Rc::clone(doubt)))
            }
            (Object::Str(a), Object::Str(b)) => {
                if a == b {
                    return Ok(true);
                }
                let mut texts = [a, b].into_iter();
                // An absolute path is no word and no relative path.
                let placed = is_placed(a) || is_placed(b);
                if placed && texts.all(|text| text.contains('/')) {
                    return Err(Stop::Unknown(place_doubt(place)));
                }
                Ok(false)
            }
            _ if left.is_view() || right.is_view() => {
                Err(place.unknown("compares in a way that is not followed"))
            }
            _ => self.equal_sequences(left, right, place),
        }
    }

    /// The same for sequences.
    fn equal_sequences(
        &mut self,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        self.spend_steps(1, place)?;
        match (left, right) {
            (Object::List(_), Object::List(_)) | (Object::Tuple(_), Object::Tuple(_)) => {
                let (a, first) = self.items(left, place)?;
                let (b, second) = self.items(right, place)?;
                if a.len() != b.len() {
                    return Ok(false);
                }
                if first.and(second) == Order::Any && a.len() > 1 {
                    return Err(place.unknown("compares items in no certain order"));
                }
                self.deeper(place, |machine| {
                    for (a, b) in a.iter().zip(&b) {
                        if !machine.equal(a, b, place)? {
                            return Ok(false);
                        }
                    }
                    Ok(true)
                })
            }
            _ => self.equal_mappings(left, right, place),
        }
    }

    /// The same for mappings, and for tuples that stand for lists.
    fn equal_mappings(
        &mut self,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        self.spend_steps(1, place)?;
        match (left, right) {
            // A tuple may stand for a list that nobody can change.
            (Object::List(list), Object::Tuple(tuple))
            | (Object::Tuple(tuple), Object::List(list))
                if list.items.borrow().len() == tuple.items.len() && !tuple.items.is_empty() =>
            {
                Err(place.unknown("compares in a way that is not followed"))
            }
            (Object::Dict(_), Object::Dict(_)) | (Object::Set(_), Object::Set(_)) => {
                let (a, _) = self.items(left, place)?;
                let (b, _) = self.items(right, place)?;
                match (a.is_empty(), b.is_empty(), a.len() == b.len()) {
                    (true, true, _) => Ok(true),
                    (_, _, false) => Ok(false),
                    _ => Err(place.unknown("compares in a way that is not followed")),
                }
            }
            _ => self.equal_plain(left, right, place),
        }
    }

    /// The same for plain values.
    fn equal_plain(&mut self, left: &Object, right: &Object, place: Place) -> Result<bool, Stop> {
        self.spend_steps(1, place)?;
        match (left, right) {
            (Object::Int(_) | Object::Bool(_), Object::Float(_))
            | (Object::Float(_), Object::Int(_) | Object::Bool(_) | Object::Float(_)) => {
                Ok(self.order(left, right, place)? == Ordering::Equal)
            }
            _ => match (Key::of(left), Key::of(right)) {
                (Some(a), Some(b)) if a == b => Ok(true),
                (Some(_), Some(_)) if !is_vague(left) && !is_vague(right) => Ok(false),
                _ if is_plain(left) && is_plain(right) => Ok(false),
                _ => Err(place.unknown("compares in a way that is not followed")),
            },
        }
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

    pub(crate) fn order(
        &mut self,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<Ordering, Stop> {
        self.spend_steps(1, place)?;
        match (left, right) {
            (Object::Unknown(doubt), _) | (_, Object::Unknown(doubt)) => {
                Err(Stop::Unknown(Rc::clone(doubt)))
            }
            (Object::Str(a), Object::Str(b)) if a != b && (is_placed(a) || is_placed(b)) => {
                Err(Stop::Unknown(place_doubt(place)))
            }
            // The order of UTF-8 is that of the characters.
            (Object::Str(a), Object::Str(b)) => Ok(a.cmp(b)),
            (Object::Bytes(a), Object::Bytes(b)) => Ok(a.cmp(b)),
            _ => self.order_of_sequences(left, right, place),
        }
    }

    /// The same for sequences.
    fn order_of_sequences(
        &mut self,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<Ordering, Stop> {
        self.spend_steps(1, place)?;
        match (left, right) {
            (Object::Tuple(_), Object::Tuple(_)) | (Object::List(_), Object::List(_)) => {
                let a = self.ordered(left, place)?;
                let b = self.ordered(right, place)?;
                self.deeper(place, |machine| {
                    for (a, b) in a.iter().zip(&b) {
                        if !machine.equal(a, b, place)? {
                            return machine.order(a, b, place);
                        }
                    }
                    Ok(a.len().cmp(&b.len()))
                })
            }
            _ => self.order_of_numbers(left, right, place),
        }
    }

    /// The same for numbers.
    fn order_of_numbers(
        &mut self,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<Ordering, Stop> {
        self.spend_steps(1, place)?;
        match (left, right) {
            (
                Object::Str(_) | Object::None | Object::Tuple(_),
                Object::Int(_) | Object::None | Object::Str(_) | Object::Tuple(_),
            )
            | (Object::Int(_), Object::Str(_) | Object::None | Object::Tuple(_)) => {
                Err(raise("TypeError", "not supported between these instances", place))
            }
            _ => match (float(left), float(right), whole(left), whole(right)) {
                (_, _, Some(a), Some(b)) => Ok(a.cmp(&b)),
                (Some(a), Some(b), ..) => {
                    a.partial_cmp(&b).ok_or_else(|| place.unknown("compares what has no order"))
                }
                _ => Err(place.unknown("compares in a way that is not followed")),
            },
        }
    }
}

/// Values with an equality of their own, or none that is known.
fn is_vague(object: &Object) -> bool {
    matches!(object, Object::Native(_) | Object::Class(_) | Object::Tuple(_) | Object::Path(_))
}

/// Values that are equal to none of another type.
fn is_plain(object: &Object) -> bool {
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

fn whole(object: &Object) -> Option<i64> {
    match object {
        Object::Int(value) => Some(*value),
        Object::Bool(value) => Some(i64::from(*value)),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers that would lose digits are left out")]
fn float(object: &Object) -> Option<f64> {
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
