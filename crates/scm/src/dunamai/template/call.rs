//! Functions.

use super::evaluate::Evaluation;
use super::expression::{Arguments, Expression};
use super::value::{Function, TextMethod, Value, refuse};
use crate::Refusal;
use crate::dunamai::bump::bumped_base;
use crate::dunamai::serialize::{Pep440, pep440, pvp, semver};

pub(super) fn call(
    evaluation: &Evaluation<'_>,
    function: &Expression,
    arguments: &Arguments,
) -> Result<Value, Refusal> {
    let function = match evaluation.value(function)? {
        Value::Function(function) => function,
        other => return refuse(format!("{} is called", other.kind())),
    };
    let given = |names: &[&str]| Given::new(evaluation, arguments, names);
    match &function {
        Function::BumpVersion => bump(&given(&["base", "index", "increment"])?),
        Function::Pep440 => {
            let names = ["base", "stage", "revision", "post", "dev", "epoch", "metadata"];
            pep440_of(evaluation, &given(&names)?)
        }
        Function::SemVer => {
            let given = given(&["base", "pre", "metadata"])?;
            let (pre, metadata) = (given.texts(evaluation, 1)?, given.texts(evaluation, 2)?);
            semver(&given.base()?, &pre, &metadata).map(Value::Text)
        }
        Function::Pvp => {
            let given = given(&["base", "metadata"])?;
            pvp(&given.base()?, &given.texts(evaluation, 1)?).map(Value::Text)
        }
        Function::Serialize => {
            given(&[])?;
            evaluation.shown(&Value::Version).map(Value::Text)
        }
        Function::EnvironmentGet => {
            let given = given(&["key", "default"])?;
            let found = evaluation.value(&Expression::Item(
                Box::new(Expression::Name("env".to_owned())),
                Box::new(Expression::Text(given.base()?)),
            ))?;
            Ok(match found {
                Value::Undefined => given.value(1).clone(),
                found => found,
            })
        }
        Function::OfText(text, method) => of_text(text, *method, arguments, evaluation),
    }
}

/// What a function is given, in the order of its parameters; `none` where it is not.
struct Given {
    values: Vec<Value>,
}

impl Given {
    fn new(
        evaluation: &Evaluation<'_>,
        arguments: &Arguments,
        names: &[&str],
    ) -> Result<Self, Refusal> {
        let mut values: Vec<Option<Value>> =
            evaluation.values(&arguments.positional)?.into_iter().map(Some).collect();
        if values.len() > names.len() {
            return refuse("a function with too many arguments");
        }
        values.resize_with(names.len(), || None);
        for (name, expression) in &arguments.named {
            let at = names.iter().position(|own| own == name);
            match at.and_then(|at| values.get_mut(at)) {
                Some(place @ None) => *place = Some(evaluation.value(expression)?),
                _ => return refuse(format!("the argument `{name}`")),
            }
        }
        let values: Vec<Value> =
            values.into_iter().map(|value| value.unwrap_or(Value::None)).collect();
        match values.iter().any(|value| matches!(value, Value::Undefined)) {
            true => refuse("a function is given what is not defined"),
            false => Ok(Self { values }),
        }
    }

    fn value(&self, at: usize) -> &Value {
        self.values.get(at).unwrap_or(&Value::None)
    }

    fn base(&self) -> Result<String, Refusal> {
        match self.value(0) {
            Value::Text(text) => Ok(text.clone()),
            other => refuse(format!("a function is given {} in the first place", other.kind())),
        }
    }

    fn integer(&self, at: usize, default: i64) -> Result<i64, Refusal> {
        match self.value(at) {
            Value::None => Ok(default),
            Value::Integer(number) => Ok(*number),
            other => refuse(format!("a function is given {} for a number", other.kind())),
        }
    }

    /// What is written as a text; `none` stays away.
    fn text(&self, evaluation: &Evaluation<'_>, at: usize) -> Result<Option<String>, Refusal> {
        match self.value(at) {
            Value::None => Ok(None),
            value @ (Value::Integer(_) | Value::Text(_)) => evaluation.shown(value).map(Some),
            other => refuse(format!("a function is given {} for a part", other.kind())),
        }
    }

    fn texts(&self, evaluation: &Evaluation<'_>, at: usize) -> Result<Vec<String>, Refusal> {
        match self.value(at) {
            Value::None => Ok(Vec::new()),
            Value::List(items) => items.iter().map(|item| evaluation.shown(item)).collect(),
            other => refuse(format!("a function is given {} for a list", other.kind())),
        }
    }
}

fn bump(given: &Given) -> Result<Value, Refusal> {
    let text = bumped_base(&given.base()?, given.integer(1, -1)?, given.integer(2, 1)?)?;
    Ok(Value::Text(text))
}

fn pep440_of(evaluation: &Evaluation<'_>, given: &Given) -> Result<Value, Refusal> {
    let text = |at: usize| given.text(evaluation, at);
    let stage = match given.value(1) {
        Value::None => None,
        Value::Text(text) => Some(text.clone()),
        other => return refuse(format!("a function is given {} for a stage", other.kind())),
    };
    let parts = Pep440 {
        base: &given.base()?,
        stage: stage.as_deref(),
        revision: text(2)?,
        post: text(3)?,
        dev: text(4)?,
        epoch: text(5)?,
        metadata: &given.texts(evaluation, 6)?,
    };
    pep440(&parts).map(Value::Text)
}

fn of_text(
    text: &str,
    method: TextMethod,
    arguments: &Arguments,
    evaluation: &Evaluation<'_>,
) -> Result<Value, Refusal> {
    if !arguments.named.is_empty() {
        return refuse("a method's argument with a name");
    }
    let own = Value::Text(text.to_owned());
    let text = own.plain_text()?;
    let given = evaluation.values(&arguments.positional)?;
    Ok(match (method, &given[..]) {
        (TextMethod::EndsWith, [Value::Text(end)]) => Value::Bool(text.ends_with(end.as_str())),
        (TextMethod::StartsWith, [Value::Text(end)]) => Value::Bool(text.starts_with(end.as_str())),
        (TextMethod::Lower, []) => Value::Text(text.to_ascii_lowercase()),
        (TextMethod::Upper, []) => Value::Text(text.to_ascii_uppercase()),
        (TextMethod::Strip, []) => Value::Text(text.trim().to_owned()),
        (TextMethod::Replace, [Value::Text(old), Value::Text(new)]) if !old.is_empty() => {
            Value::Text(text.replace(old.as_str(), new))
        }
        (TextMethod::Split, [Value::Text(at)]) if !at.is_empty() => {
            Value::List(text.split(at.as_str()).map(|it| Value::Text(it.to_owned())).collect())
        }
        _ => return refuse("a method of a text with such arguments"),
    })
}
