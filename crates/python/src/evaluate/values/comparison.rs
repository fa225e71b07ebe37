//! Comparisons.

use std::cmp::Ordering;
use std::rc::Rc;

use ruff_python_ast::CmpOp;

use super::mapping::Key;
use super::object::{Object, Order};
use super::operator::{float, is_plain, is_vague, whole};
use crate::evaluate::flow::choices::{is_placed, place_doubt};
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};

impl Machine<'_> {
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
