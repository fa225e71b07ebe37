//! Sets of texts, such as the platforms that a marker admits, as poetry computes with them.
//!
//! It is no algebra of sets: some of its laws are shortcuts that do not always hold, and they are
//! kept, since what comes out of them is what poetry writes down.

/// What a marker asks of a variable that is no version.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Texts {
    Any,
    Empty,
    One(Term),
    /// All must hold.
    All(Vec<Term>),
    /// One must hold.
    Either(Vec<Self>),
}

/// A comparison with one text.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Term {
    pub operator: Operator,
    pub value: String,
    /// Several extras can be active at once, so that two of them do not exclude each other.
    pub extra: bool,
}

/// How a text is compared.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Operator {
    Equal,
    NotEqual,
    /// The value is a part of the variable.
    In,
    NotIn,
}

impl Operator {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::In => "in",
            Self::NotIn => "not in",
        }
    }

    fn inverted(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::In => Self::NotIn,
            Self::NotIn => Self::In,
        }
    }
}

impl Term {
    fn holds_for(&self, text: &str) -> bool {
        match self.operator {
            Operator::Equal => text == self.value,
            Operator::NotEqual => text != self.value,
            // What is looked for is taken for what it is looked for in, the other way round.
            Operator::In => text.contains(&self.value),
            Operator::NotIn => !text.contains(&self.value),
        }
    }

    fn admits_all(&self, other: &Self) -> bool {
        match (other.operator, self.operator) {
            (Operator::Equal, _) => self.holds_for(&other.value),
            (Operator::In, Operator::In) => other.value.contains(&self.value),
            (Operator::NotIn, Operator::NotIn | Operator::NotEqual) => {
                self.value.contains(&other.value)
            }
            _ => self == other,
        }
    }

    fn admits_any(&self, other: &Self) -> bool {
        match (self.operator, other.operator) {
            (Operator::Equal, _) => other.holds_for(&self.value),
            (_, Operator::Equal) => self.holds_for(&other.value),
            (Operator::In, Operator::NotIn) => !self.value.contains(&other.value),
            (Operator::NotIn, Operator::In) => !other.value.contains(&self.value),
            _ => true,
        }
    }

    fn contradicts(&self, other: &Self) -> bool {
        self.value == other.value && self.operator == other.operator.inverted()
    }

    fn and(&self, other: &Self) -> Texts {
        if self == other {
            return Texts::One(self.clone());
        }
        let both = || Texts::All(vec![self.clone(), other.clone()]);
        if self.extra {
            return if self.value == other.value { Texts::Empty } else { both() };
        }
        if self.admits_all(other) {
            Texts::One(other.clone())
        } else if other.admits_all(self) {
            Texts::One(self.clone())
        } else if !self.admits_any(other) || !other.admits_any(self) {
            Texts::Empty
        } else {
            both()
        }
    }

    fn or(&self, other: &Self) -> Texts {
        if self == other {
            return Texts::One(self.clone());
        }
        let either = || Texts::Either(vec![Texts::One(self.clone()), Texts::One(other.clone())]);
        if self.extra {
            return if self.value == other.value { Texts::Any } else { either() };
        }
        if self.admits_all(other) {
            return Texts::One(self.clone());
        }
        if other.admits_all(self) {
            return Texts::One(other.clone());
        }
        let both_differ =
            self.operator == Operator::NotEqual && other.operator == Operator::NotEqual;
        let found = |a: &Self, b: &Self| a.operator == Operator::In && b.value.contains(&a.value);
        let mixed = matches!(
            (self.operator, other.operator),
            (Operator::In, Operator::NotEqual | Operator::NotIn)
        );
        let covered = both_differ
            || mixed && found(self, other)
            || found(other, self)
            || self.contradicts(other);
        if covered { Texts::Any } else { either() }
    }
}

impl Texts {
    pub(super) fn intersect(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any, _) | (_, Self::Empty) => other.clone(),
            (Self::Empty, _) | (_, Self::Any) => self.clone(),
            (Self::One(a), Self::One(b)) => a.and(b),
            (Self::All(a), Self::All(b)) => all_and_all(a, b),
            (Self::All(all), Self::One(one)) | (Self::One(one), Self::All(all)) => {
                all_and_one(all, one)
            }
            (Self::Either(a), Self::Either(b)) => either_and_either(a, b),
            (Self::Either(either), Self::One(one)) | (Self::One(one), Self::Either(either)) => {
                let single = Self::One(one.clone());
                match one.extra && either.contains(&single) {
                    true => single,
                    false => either_and_either(either, &[single]),
                }
            }
            (Self::Either(either), Self::All(all)) | (Self::All(all), Self::Either(either)) => {
                let with_all = |ours: &Self| {
                    let each = all.iter().map(|term| Self::One(term.clone()));
                    each.fold(ours.clone(), |so_far, term| so_far.intersect(&term))
                };
                gathered(either.iter().map(with_all))
            }
        }
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any, _) | (_, Self::Empty) => self.clone(),
            (Self::Empty, _) | (_, Self::Any) => other.clone(),
            (Self::One(a), Self::One(b)) => a.or(b),
            (Self::All(a), Self::All(b)) => all_or_all(a, b),
            (Self::All(all), Self::One(one)) | (Self::One(one), Self::All(all)) => {
                all_or_one(all, one)
            }
            (Self::Either(a), Self::Either(b)) if a == b => self.clone(),
            (Self::Either(a), Self::Either(b)) => either_or_either(a, b),
            (Self::Either(a), Self::One(_)) => either_or_either(a, std::slice::from_ref(other)),
            (Self::One(_), Self::Either(b)) => either_or_either(std::slice::from_ref(self), b),
            (Self::Either(either), Self::All(all)) | (Self::All(all), Self::Either(either)) => {
                either_or_all(either, all)
            }
        }
    }
}

fn of_all(mut terms: Vec<Term>) -> Texts {
    match (terms.len(), terms.pop()) {
        (1, Some(only)) => Texts::One(only),
        (_, Some(last)) => {
            terms.push(last);
            Texts::All(terms)
        }
        (_, None) => Texts::All(terms),
    }
}

fn of_either(mut texts: Vec<Texts>) -> Texts {
    match (texts.len(), texts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            texts.push(last);
            Texts::Either(texts)
        }
        (_, None) => Texts::Empty,
    }
}

fn is_extra(terms: &[Term]) -> bool {
    terms.iter().any(|term| term.extra)
}

fn all_and_all(a: &[Term], b: &[Term]) -> Texts {
    let contradiction = |x: &Term| b.iter().any(|y| x.contradicts(y));
    if is_extra(a) && a.iter().any(contradiction) {
        return Texts::Empty;
    }
    let new = b.iter().filter(|term| !a.contains(term));
    Texts::All(a.iter().chain(new).cloned().collect())
}

fn all_and_one(all: &[Term], one: &Term) -> Texts {
    if all.contains(one) {
        return Texts::All(all.to_vec());
    }
    if all.iter().any(|term| term.value == one.value) {
        return Texts::Empty;
    }
    if one.operator == Operator::Equal && !is_extra(all) {
        return Texts::One(one.clone());
    }
    Texts::All(all.iter().chain([one]).cloned().collect())
}

fn all_or_all(a: &[Term], b: &[Term]) -> Texts {
    if is_extra(a) {
        return if a.iter().all(|term| b.contains(term)) {
            Texts::All(a.to_vec())
        } else if b.iter().all(|term| a.contains(term)) {
            Texts::All(b.to_vec())
        } else {
            Texts::Either(vec![Texts::All(a.to_vec()), Texts::All(b.to_vec())])
        };
    }
    let common: Vec<Term> = a.iter().filter(|term| b.contains(term)).cloned().collect();
    if common.is_empty() { Texts::Any } else { of_all(common) }
}

fn all_or_one(all: &[Term], one: &Term) -> Texts {
    let single = Texts::One(one.clone());
    if all.contains(one) {
        return single;
    }
    let same_value = all.iter().any(|term| term.value == one.value);
    let others = || all.iter().filter(|term| term.value != one.value).cloned();
    if is_extra(all) {
        let ours = match all.len() == 2 && same_value {
            true => others().map(Texts::One).collect(),
            false => vec![Texts::All(all.to_vec())],
        };
        return Texts::Either(ours.into_iter().chain([single]).collect());
    }
    match (same_value, one.operator) {
        (false, Operator::NotEqual) => Texts::Any,
        (false, _) => Texts::All(all.to_vec()),
        (true, _) => of_all(others().collect()),
    }
}

fn either_and_either(a: &[Texts], b: &[Texts]) -> Texts {
    if a.iter().all(|text| b.contains(text)) {
        return Texts::Either(a.to_vec());
    }
    if b.iter().all(|text| a.contains(text)) {
        return of_either(b.to_vec());
    }
    gathered(a.iter().flat_map(|ours| b.iter().map(|theirs| ours.intersect(theirs))))
}

/// What is left of several, each once, whatever the order of its terms.
fn gathered(texts: impl Iterator<Item = Texts>) -> Texts {
    let mut found: Vec<Texts> = Vec::new();
    let mut seen: Vec<Vec<Term>> = Vec::new();
    for text in texts {
        let sorted = match &text {
            Texts::All(terms) => {
                let mut terms = terms.clone();
                terms.sort();
                Some(terms)
            }
            Texts::Any | Texts::Empty | Texts::One(_) | Texts::Either(_) => None,
        };
        let known = sorted.as_ref().is_some_and(|terms| seen.contains(terms));
        if text == Texts::Empty || known || found.contains(&text) {
            continue;
        }
        seen.extend(sorted);
        found.push(text);
    }
    of_either(found)
}

fn either_or_either(a: &[Texts], b: &[Texts]) -> Texts {
    let (mut ours, mut theirs, mut merged) = (Vec::new(), Vec::new(), Vec::new());
    let keep = |list: &mut Vec<Texts>, text: &Texts| {
        if !list.contains(text) {
            list.push(text.clone());
        }
    };
    for their in b {
        for our in a {
            match our.union(their) {
                Texts::Any => return Texts::Any,
                union @ Texts::One(_) if union == *our => keep(&mut ours, &union),
                union @ Texts::One(_) if union == *their => keep(&mut theirs, &union),
                union @ Texts::One(_) => keep(&mut merged, &union),
                Texts::Empty | Texts::All(_) | Texts::Either(_) => {
                    keep(&mut ours, our);
                    keep(&mut theirs, their);
                }
            }
        }
    }
    for text in theirs.iter().chain(&merged) {
        keep(&mut ours, text);
    }
    of_either(ours)
}

fn either_or_all(either: &[Texts], all: &[Term]) -> Texts {
    let is_theirs = |text: &Texts| matches!(text, Texts::One(term) if all.contains(term));
    if either.iter().any(is_theirs) {
        return Texts::Either(either.to_vec());
    }
    let covers = |text: &Texts, theirs: &Term| matches!(text, Texts::One(term) if term.or(theirs) == Texts::Any);
    let left: Vec<Texts> = all
        .iter()
        .filter(|theirs| !either.iter().any(|text| covers(text, theirs)))
        .map(|term| Texts::One(term.clone()))
        .collect();
    match left.len() {
        0 => Texts::Any,
        len if len < all.len() => either_or_either(either, &left),
        _ => {
            let all = Texts::All(all.to_vec());
            Texts::Either(either.iter().cloned().chain([all]).collect())
        }
    }
}
