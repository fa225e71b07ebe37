//! Functions that go through items: `sorted`, `zip`, `map` and their like.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::machine::{LONGEST, Machine, raise};
use crate::evaluate::flow::place::{Doubt, Place, Stop};
use crate::evaluate::values::object::{Object, Order};

impl Machine<'_> {
    /// What `sorted` and `list.sort` do; the arguments are what they have beside the items.
    pub(crate) fn sorted(
        &mut self,
        items: Vec<Object>,
        order: Order,
        arguments: Arguments,
        place: Place,
    ) -> Result<Vec<Object>, Stop> {
        let mut given = arguments.bind(["", "key", "reverse"], place)?;
        let key = given.take(1).filter(|key| !matches!(key, Object::None));
        let reverse = match given.take(2) {
            None => false,
            Some(value) => self.truth(&value, place)?,
        };
        self.spend_steps(items.len() * 4, place)?;
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let by = match &key {
                None => item.clone(),
                Some(key) => self.call(key, Arguments::of(vec![item.clone()]), place)?,
            };
            keyed.push((by, item));
        }
        let mut failed = None;
        let mut ties = false;
        keyed.sort_by(|(a, _), (b, _)| match self.order(a, b, place) {
            Ok(order) => {
                ties |= order == Ordering::Equal;
                if reverse { order.reverse() } else { order }
            }
            Err(stop) => {
                failed.get_or_insert(stop);
                Ordering::Equal
            }
        });
        if let Some(stop) = failed {
            return Err(stop);
        }
        if ties && order == Order::Any && key.is_some() {
            return Err(place.unknown("sorts items that come in no certain order"));
        }
        Ok(keyed.into_iter().map(|(_, item)| item).collect())
    }

    pub(crate) fn extreme(
        &mut self,
        function: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let (items, order) = match &*arguments.positional {
            [one] => self.items(one, place)?,
            more => (more.to_vec(), Order::Kept),
        };
        let sorting = Arguments { positional: Vec::new(), named: arguments.named.clone() };
        if sorting.named.iter().any(|(name, _)| &**name != "key") {
            return Err(place.unknown("is called in a way that is not understood"));
        }
        let mut sorted = self.sorted(items, order, sorting, place)?;
        let empty = || raise("ValueError", "arg is an empty sequence", place);
        if function == "min" {
            return sorted.into_iter().next().ok_or_else(empty);
        }
        let last = sorted.pop().ok_or_else(empty)?;
        // Of several largest it is the first.
        if !arguments.named.is_empty() {
            return Err(place.unknown("is called in a way that is not understood"));
        }
        Ok(last)
    }

    pub(crate) fn sum(
        &mut self,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        let (over, mut total) = match &*arguments.positional {
            [over] if arguments.named.is_empty() => (over, Object::Int(0)),
            [over, start] => (over, start.clone()),
            _ => return Ok(None),
        };
        let (items, order) = self.items(over, place)?;
        let many = items.len() > 1;
        for item in items {
            total = self.binary(ruff_python_ast::Operator::Add, &total, &item, place)?;
        }
        match &total {
            Object::Int(_) => {}
            Object::List(list) => list.order.set(list.order.get().and(order)),
            _ if order == Order::Any && many => {
                return Err(place.unknown("adds items that come in no certain order"));
            }
            _ => {}
        }
        Ok(Some(total))
    }

    pub(crate) fn enumerate(&mut self, arguments: Arguments, place: Place) -> Result<Object, Stop> {
        let mut given = arguments.bind(["iterable", "start"], place)?;
        let over = given.need(0, place)?;
        let start = match given.take(1) {
            None => 0,
            Some(Object::Int(start)) => start,
            Some(_) => return Err(place.unknown("is called in a way that is not understood")),
        };
        let items = self.ordered(&over, place)?;
        let pairs =
            (start..).zip(items).map(|(at, item)| Object::tuple(vec![Object::Int(at), item]));
        Ok(Object::iterator(pairs.collect(), Order::Kept))
    }

    pub(crate) fn zip(&mut self, lists: &[Object], place: Place) -> Result<Object, Stop> {
        let mut columns = Vec::new();
        for list in lists {
            columns.push(self.ordered(list, place)?.into_iter());
        }
        let mut rows = Vec::new();
        while let Some(row) = columns.iter_mut().map(Iterator::next).collect::<Option<Vec<_>>>() {
            if row.is_empty() {
                break;
            }
            self.spend_steps(1, place)?;
            rows.push(Object::tuple(row));
        }
        Ok(Object::iterator(rows, Order::Kept))
    }

    pub(crate) fn map_or_filter(
        &mut self,
        name: &str,
        function: &Object,
        over: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let at_once = std::mem::take(&mut self.at_once);
        let own = matches!(function, Object::Function(_) | Object::Bound(_) | Object::Method(_));
        if own && !at_once {
            return Err(place.refuse("is gone through later"));
        }
        let (items, order) = self.items(over, place)?;
        let mut results = Vec::new();
        for item in items {
            let value = match function {
                Object::None if name == "filter" => item.clone(),
                _ => self.lazily(function, Arguments::of(vec![item.clone()]), place)?,
            };
            if name == "map" {
                results.push(value);
            } else if self.truth(&value, place)? {
                results.push(item);
            }
        }
        Ok(Object::iterator(results, order))
    }

    /// Calls what Python would call later, and perhaps never: so it may not raise anything.
    pub(crate) fn lazily(
        &mut self,
        function: &Object,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match self.call(function, arguments, place) {
            Err(Stop::Raised(_)) => Err(place.refuse("may raise an exception")),
            Err(Stop::Unknown(doubt)) => self.doubt(doubt),
            other => other,
        }
    }

    pub(crate) fn any_or_all(
        &mut self,
        name: &str,
        over: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let any = name == "any";
        let (items, _) = self.items(over, place)?;
        let mut doubt: Option<Rc<Doubt>> = None;
        for item in items {
            match item {
                Object::Unknown(why) => {
                    doubt.get_or_insert(why);
                }
                _ => {
                    if self.truth(&item, place)? == any {
                        return Ok(Object::Bool(any));
                    }
                }
            }
        }
        doubt.map_or(Ok(Object::Bool(!any)), |why| Err(Stop::Unknown(why)))
    }

    pub(crate) fn range(&mut self, bounds: &[Object], place: Place) -> Result<Object, Stop> {
        let (first, end, step) = match bounds {
            [Object::Int(end)] => (0, *end, 1),
            [Object::Int(first), Object::Int(end)] => (*first, *end, 1),
            [Object::Int(first), Object::Int(end), Object::Int(step)] if *step > 0 => {
                (*first, *end, *step)
            }
            _ => return Err(place.unknown("is called in a way that is not understood")),
        };
        let count = usize::try_from((end.saturating_sub(first)).max(0) / step).unwrap_or(LONGEST);
        if count > LONGEST / 64 {
            return Err(place.refuse("is larger than can be followed"));
        }
        self.spend(count * size_of::<Object>(), place)?;
        let mut items = Vec::with_capacity(count);
        let mut at = first;
        while at < end {
            items.push(Object::Int(at));
            at = at.saturating_add(step);
        }
        Ok(Object::tuple(items))
    }
}
