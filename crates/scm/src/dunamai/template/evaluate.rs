//! Fills a template in.

use std::collections::BTreeMap;

use super::Context;
use super::call;
use super::expression::{Comparison, Expression, Math, Node, Test};
use super::filter;
use super::value::{Function, TextMethod, Value, refuse};
use crate::Refusal;
use crate::dunamai::format::escaped;

/// How long a text may become.
const LENGTH: usize = 1 << 20;

/// A template that is being filled in.
#[derive(Debug)]
pub(super) struct Evaluation<'a> {
    pub(super) context: &'a Context<'a>,
    /// What `set` has set.
    names: BTreeMap<String, Value>,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        Self { context, names: BTreeMap::new() }
    }

    pub(super) fn render(mut self, nodes: &[Node]) -> Result<String, Refusal> {
        let mut out = String::new();
        self.nodes(nodes, &mut out)?;
        Ok(out)
    }

    fn nodes(&mut self, nodes: &[Node], out: &mut String) -> Result<(), Refusal> {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Print(expression) => {
                    let value = self.value(expression)?;
                    out.push_str(&self.shown(&value)?);
                }
                Node::Set(name, expression) => {
                    let value = self.value(expression)?;
                    self.names.insert(name.clone(), value);
                }
                Node::If(branches, other) => self.nodes(self.branch(branches, other)?, out)?,
            }
            if out.len() > LENGTH {
                return refuse("the text would grow too long");
            }
        }
        Ok(())
    }

    fn branch<'n>(
        &self,
        branches: &'n [(Expression, Vec<Node>)],
        other: &'n [Node],
    ) -> Result<&'n [Node], Refusal> {
        for (condition, nodes) in branches {
            if self.value(condition)?.is_true()? {
                return Ok(nodes);
            }
        }
        Ok(other)
    }

    /// Python's `str`.
    pub(super) fn shown(&self, value: &Value) -> Result<String, Refusal> {
        Ok(match value {
            Value::Undefined => String::new(),
            Value::None => "None".to_owned(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Version => return self.context.text.clone(),
            Value::List(_) | Value::Environment | Value::Function(_) => {
                return refuse(format!("{} is printed", value.kind()));
            }
        })
    }

    pub(super) fn value(&self, expression: &Expression) -> Result<Value, Refusal> {
        Ok(match expression {
            Expression::None => Value::None,
            Expression::Bool(flag) => Value::Bool(*flag),
            Expression::Integer(number) => Value::Integer(*number),
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::List(items) => Value::List(self.values(items)?),
            Expression::Name(name) => self.name(name)?,
            Expression::Attribute(of, name) => self.attribute(&self.value(of)?, name)?,
            Expression::Item(of, item) => self.item(&self.value(of)?, &self.value(item)?)?,
            Expression::Call(function, arguments) => call::call(self, function, arguments)?,
            Expression::Filter(of, filter, arguments) => {
                filter::apply(self, *filter, self.value(of)?, arguments)?
            }
            Expression::Test(of, test) => Value::Bool(tested(&self.value(of)?, *test)),
            Expression::Not(of) => Value::Bool(!self.value(of)?.is_true()?),
            Expression::Negative(of) => negative(&self.value(of)?)?,
            Expression::And(left, right) => match self.value(left)? {
                left if left.is_true()? => self.value(right)?,
                left => left,
            },
            Expression::Or(left, right) => match self.value(left)? {
                left if left.is_true()? => left,
                _ => self.value(right)?,
            },
            Expression::Math(left, math, right) => {
                calculated(&self.value(left)?, *math, &self.value(right)?)?
            }
            Expression::Join(parts) => {
                let shown = parts.iter().map(|part| self.shown(&self.value(part)?));
                Value::Text(shown.collect::<Result<Vec<_>, _>>()?.concat())
            }
            Expression::Compare(left, compared) => self.compared(self.value(left)?, compared)?,
            Expression::Choice(value, condition, other) => {
                match (self.value(condition)?.is_true()?, other) {
                    (true, _) => self.value(value)?,
                    (false, Some(other)) => self.value(other)?,
                    (false, None) => Value::Undefined,
                }
            }
        })
    }

    pub(super) fn values(&self, expressions: &[Expression]) -> Result<Vec<Value>, Refusal> {
        expressions.iter().map(|expression| self.value(expression)).collect()
    }

    fn compared(
        &self,
        first: Value,
        compared: &[(Comparison, Expression)],
    ) -> Result<Value, Refusal> {
        let mut left = first;
        for (comparison, right) in compared {
            let right = self.value(right)?;
            let holds = match comparison {
                Comparison::Equal => left.equals(&right)?,
                Comparison::Unequal => !left.equals(&right)?,
                Comparison::Less => left.order(&right)?.is_lt(),
                Comparison::LessOrEqual => left.order(&right)?.is_le(),
                Comparison::Greater => left.order(&right)?.is_gt(),
                Comparison::GreaterOrEqual => left.order(&right)?.is_ge(),
                Comparison::In => right.contains(&left)?,
                Comparison::NotIn => !right.contains(&left)?,
            };
            if !holds {
                return Ok(Value::Bool(false));
            }
            left = right;
        }
        Ok(Value::Bool(true))
    }

    fn name(&self, name: &str) -> Result<Value, Refusal> {
        if let Some(value) = self.names.get(name) {
            return Ok(value.clone());
        }
        let more = self.context.more.iter().find(|(own, _)| *own == name);
        if let Some((_, text)) = more {
            return Ok(Value::Text((*text).to_owned()));
        }
        let version = self.context.version;
        let part =
            |index: usize| i64::try_from(version.part(index)).map_or(Value::None, Value::Integer);
        Ok(match name {
            "version" => Value::Version,
            "timestamp" => version.timestamp_digits().into(),
            "branch_escaped" => match &version.branch {
                None => Value::None,
                Some(branch) => match escaped(branch, self.context.branch_escape) {
                    Some(text) => Value::Text(text),
                    None => return refuse("`escape-with` holds a backslash"),
                },
            },
            "major" => part(0),
            "minor" => part(1),
            "patch" => part(2),
            "env" => Value::Environment,
            "bump_version" => Value::Function(Function::BumpVersion),
            "serialize_pep440" => Value::Function(Function::Pep440),
            "serialize_semver" => Value::Function(Function::SemVer),
            "serialize_pvp" => Value::Function(Function::Pvp),
            "range" | "dict" | "lipsum" | "cycler" | "joiner" | "namespace" | "self" | "caller" => {
                return refuse(format!("`{name}` is not rebuilt"));
            }
            "epoch" => Value::Undefined,
            _ => self.field(name).unwrap_or(Value::Undefined),
        })
    }

    /// What is known of the version under a name.
    fn field(&self, name: &str) -> Option<Value> {
        let version = self.context.version;
        Some(match name {
            "base" => Value::Text(version.base.clone()),
            "stage" => version.stage.clone().into(),
            "revision" => version.revision.into(),
            "distance" => Some(version.distance).into(),
            "commit" => version.commit.clone().into(),
            "dirty" => version.dirty.map_or(Value::None, Value::Bool),
            "branch" => version.branch.clone().into(),
            "tagged_metadata" => version.tagged_metadata.clone().into(),
            "epoch" => version.epoch.into(),
            _ => return None,
        })
    }

    fn attribute(&self, of: &Value, name: &str) -> Result<Value, Refusal> {
        let unknown = || refuse(format!("`.{name}` of {} is not rebuilt", of.kind()));
        match of {
            Value::Version if name == "serialize" => Ok(Value::Function(Function::Serialize)),
            Value::Version => self.field(name).map_or_else(unknown, Ok),
            Value::Environment if name == "get" => Ok(Value::Function(Function::EnvironmentGet)),
            Value::Environment => self.variable(name),
            Value::Text(text) => {
                let method = match name {
                    "endswith" => TextMethod::EndsWith,
                    "lower" => TextMethod::Lower,
                    "replace" => TextMethod::Replace,
                    "split" => TextMethod::Split,
                    "startswith" => TextMethod::StartsWith,
                    "strip" => TextMethod::Strip,
                    "upper" => TextMethod::Upper,
                    _ => return unknown(),
                };
                Ok(Value::Function(Function::OfText(text.clone(), method)))
            }
            _ => unknown(),
        }
    }

    /// A variable of the environment, whose name cannot be that of a method of Python's.
    fn variable(&self, name: &str) -> Result<Value, Refusal> {
        let is_plain =
            |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        if !name.bytes().all(is_plain) || name.starts_with("__") {
            return refuse(format!("the variable `{name}` of the environment"));
        }
        let found = self.context.variables.get(name);
        Ok(found.map_or(Value::Undefined, |text| Value::Text(text.clone())))
    }

    fn item(&self, of: &Value, item: &Value) -> Result<Value, Refusal> {
        match (of, item) {
            (Value::Environment, Value::Text(name)) => self.variable(name),
            (Value::List(items), Value::Integer(at)) => Ok(place(*at, items.len())
                .and_then(|at| items.get(at))
                .cloned()
                .unwrap_or(Value::Undefined)),
            (Value::Text(text), Value::Integer(at)) => {
                let letters: Vec<char> = text.chars().collect();
                let letter = place(*at, letters.len()).and_then(|at| letters.get(at));
                Ok(letter.map_or(Value::Undefined, |letter| Value::Text(letter.to_string())))
            }
            _ => refuse(format!("an item of {} by {}", of.kind(), item.kind())),
        }
    }
}

/// The place of an index that may count from the end.
fn place(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if index < 0 { index.checked_add(length)? } else { index }).ok()
}

fn tested(value: &Value, test: Test) -> bool {
    match test {
        Test::Defined => !matches!(value, Value::Undefined),
        Test::Undefined => matches!(value, Value::Undefined),
        Test::None => matches!(value, Value::None),
        Test::True => matches!(value, Value::Bool(true)),
        Test::False => matches!(value, Value::Bool(false)),
        Test::String => matches!(value, Value::Text(_)),
        Test::Number => value.number().is_some(),
    }
}

fn negative(value: &Value) -> Result<Value, Refusal> {
    match value.number().and_then(i64::checked_neg) {
        Some(number) => Ok(Value::Integer(number)),
        None => refuse(format!("minus {}", value.kind())),
    }
}

fn calculated(left: &Value, math: Math, right: &Value) -> Result<Value, Refusal> {
    match (left, math, right) {
        (Value::Text(left), Math::Add, Value::Text(right)) => {
            return Ok(Value::Text(format!("{left}{right}")));
        }
        (Value::List(left), Math::Add, Value::List(right)) => {
            return Ok(Value::List([left.clone(), right.clone()].concat()));
        }
        _ => {}
    }
    let numbers = left.number().zip(right.number());
    let found = numbers.and_then(|(left, right)| match math {
        Math::Add => left.checked_add(right),
        Math::Subtract => left.checked_sub(right),
        Math::Multiply => left.checked_mul(right),
        // Python rounds down, which is the same where nothing is negative.
        Math::Divide if left >= 0 && right > 0 => left.checked_div(right),
        Math::Rest if left >= 0 && right > 0 => left.checked_rem(right),
        Math::Divide | Math::Rest => None,
    });
    match found {
        Some(number) => Ok(Value::Integer(number)),
        None => refuse(format!("{} and {} are calculated with", left.kind(), right.kind())),
    }
}
