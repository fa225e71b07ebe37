//! Reads the parts of a template, with Jinja's order of operators.

use std::ops::Range;

use super::expression::{Arguments, Comparison, Expression, Filter, Math, Node, Test};
use super::lexer::{Kind, Token};
use super::{TemplateError, wrong};

/// How deep expressions and blocks may lie in each other.
const DEPTH: usize = 40;
/// How many tokens a template may have: chains such as `a|b|c` lie in each other as well.
const MOST_TOKENS: usize = 2000;

/// A template that is being read.
#[derive(Debug)]
pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    length: usize,
    depth: usize,
}

impl Parser {
    pub(super) fn new(tokens: Vec<Token>, length: usize) -> Self {
        Self { tokens, at: 0, length, depth: 0 }
    }

    pub(super) fn template(mut self) -> Result<Vec<Node>, TemplateError> {
        if let Some(token) = self.tokens.get(MOST_TOKENS) {
            return Err(wrong("the template is longer than can be followed", token.range.clone()));
        }
        let nodes = self.nodes()?;
        match self.peek() {
            None => Ok(nodes),
            Some(_) => self.fail("a block ends that was not begun"),
        }
    }

    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.length..self.length, |token| token.range.clone())
    }

    fn fail<T>(&self, words: impl Into<String>) -> Result<T, TemplateError> {
        Err(wrong(words, self.here()))
    }

    fn next_if(&mut self, kind: &Kind) -> bool {
        let is_there = self.peek() == Some(kind);
        self.at += usize::from(is_there);
        is_there
    }

    fn sign(&mut self, sign: &'static str) -> bool {
        self.next_if(&Kind::Sign(sign))
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Kind::Name(name)) if name == word)
    }

    fn word(&mut self, word: &str) -> bool {
        let is_there = self.is_word(word);
        self.at += usize::from(is_there);
        is_there
    }

    fn name(&mut self) -> Result<String, TemplateError> {
        let Some(Kind::Name(name)) = self.peek().cloned() else { return self.fail("no name") };
        self.at += 1;
        Ok(name)
    }

    fn expect(&mut self, kind: &Kind, words: &str) -> Result<(), TemplateError> {
        if self.next_if(kind) { Ok(()) } else { self.fail(words) }
    }

    /// Goes one level deeper.
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, TemplateError>,
    ) -> Result<T, TemplateError> {
        if self.depth == DEPTH {
            return self.fail("it lies too deep in others");
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    /// What comes before the end of a block.
    fn nodes(&mut self) -> Result<Vec<Node>, TemplateError> {
        let mut nodes = Vec::new();
        loop {
            match self.peek().cloned() {
                Some(Kind::Text(text)) => {
                    self.at += 1;
                    nodes.push(Node::Text(text));
                }
                Some(Kind::PrintBegin) => {
                    self.at += 1;
                    nodes.push(Node::Print(self.expression()?));
                    self.expect(&Kind::End, "`}}` is missing")?;
                }
                Some(Kind::BlockBegin) => {
                    if self.ends_block() {
                        return Ok(nodes);
                    }
                    self.at += 1;
                    nodes.push(self.deeper(Self::block)?);
                }
                _ => return Ok(nodes),
            }
        }
    }

    fn ends_block(&self) -> bool {
        let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
        matches!(next, Some(Kind::Name(name)) if matches!(name.as_str(), "elif" | "else" | "endif"))
    }

    fn block(&mut self) -> Result<Node, TemplateError> {
        if self.word("if") {
            return self.choice();
        }
        if self.word("set") {
            let name = self.name()?;
            self.expect(&Kind::Sign("="), "`set` that is more than `name = value`")?;
            let value = self.expression()?;
            self.expect(&Kind::End, "`%}` is missing")?;
            return Ok(Node::Set(name, value));
        }
        match self.peek() {
            Some(Kind::Name(name)) => self.fail(format!("`{{% {name} %}}` is not rebuilt")),
            _ => self.fail("a block without a name"),
        }
    }

    fn choice(&mut self) -> Result<Node, TemplateError> {
        let mut branches = Vec::new();
        let mut other = Vec::new();
        loop {
            let condition = self.expression()?;
            self.expect(&Kind::End, "`%}` is missing")?;
            branches.push((condition, self.nodes()?));
            self.expect(&Kind::BlockBegin, "`{% endif %}` is missing")?;
            if self.word("elif") {
                continue;
            }
            if self.word("else") {
                self.expect(&Kind::End, "`%}` is missing")?;
                other = self.nodes()?;
                self.expect(&Kind::BlockBegin, "`{% endif %}` is missing")?;
            }
            if !self.word("endif") {
                return self.fail("`{% endif %}` is missing");
            }
            self.expect(&Kind::End, "`%}` is missing")?;
            return Ok(Node::If(branches, other));
        }
    }

    fn expression(&mut self) -> Result<Expression, TemplateError> {
        self.deeper(|it| {
            let mut value = it.either()?;
            while it.word("if") {
                let condition = it.either()?;
                let other = match it.word("else") {
                    true => Some(Box::new(it.expression()?)),
                    false => None,
                };
                value = Expression::Choice(Box::new(value), Box::new(condition), other);
            }
            Ok(value)
        })
    }

    fn either(&mut self) -> Result<Expression, TemplateError> {
        let mut left = self.both()?;
        while self.word("or") {
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expression, TemplateError> {
        let mut left = self.negation()?;
        while self.word("and") {
            left = Expression::And(Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expression, TemplateError> {
        match self.word("not") {
            true => Ok(Expression::Not(Box::new(self.deeper(Self::negation)?))),
            false => self.comparison(),
        }
    }

    fn comparison(&mut self) -> Result<Expression, TemplateError> {
        let left = self.sum()?;
        let mut compared = Vec::new();
        while let Some(comparison) = self.comparing() {
            compared.push((comparison, self.sum()?));
        }
        match compared.is_empty() {
            true => Ok(left),
            false => Ok(Expression::Compare(Box::new(left), compared)),
        }
    }

    fn comparing(&mut self) -> Option<Comparison> {
        let signs = [
            ("==", Comparison::Equal),
            ("!=", Comparison::Unequal),
            ("<=", Comparison::LessOrEqual),
            ("<", Comparison::Less),
            (">=", Comparison::GreaterOrEqual),
            (">", Comparison::Greater),
        ];
        if let Some((_, comparison)) = signs.into_iter().find(|(sign, _)| self.sign(sign)) {
            return Some(comparison);
        }
        if self.word("in") {
            return Some(Comparison::In);
        }
        let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
        let is_in = matches!(next, Some(Kind::Name(name)) if name == "in");
        if self.is_word("not") && is_in {
            self.at += 2;
            return Some(Comparison::NotIn);
        }
        None
    }

    fn sum(&mut self) -> Result<Expression, TemplateError> {
        let mut left = self.joined()?;
        loop {
            let math = match (self.sign("+"), self.peek()) {
                (true, _) => Math::Add,
                (false, Some(Kind::Sign("-"))) => {
                    self.at += 1;
                    Math::Subtract
                }
                _ => return Ok(left),
            };
            left = Expression::Math(Box::new(left), math, Box::new(self.joined()?));
        }
    }

    fn joined(&mut self) -> Result<Expression, TemplateError> {
        let first = self.product()?;
        let mut parts = vec![first.clone()];
        while self.sign("~") {
            parts.push(self.product()?);
        }
        Ok(if parts.len() == 1 { first } else { Expression::Join(parts) })
    }

    fn product(&mut self) -> Result<Expression, TemplateError> {
        let mut left = self.signed()?;
        loop {
            let math = if self.sign("*") {
                Math::Multiply
            } else if self.sign("//") {
                Math::Divide
            } else if self.sign("%") {
                Math::Rest
            } else {
                return Ok(left);
            };
            left = Expression::Math(Box::new(left), math, Box::new(self.signed()?));
        }
    }

    fn signed(&mut self) -> Result<Expression, TemplateError> {
        // What is negative has no filters of its own: they are of the negative value.
        let value = match self.sign("-") {
            true => Expression::Negative(Box::new(self.unfiltered()?)),
            false => self.unfiltered()?,
        };
        self.filtered(value)
    }

    fn unfiltered(&mut self) -> Result<Expression, TemplateError> {
        let value = self.primary()?;
        self.with_parts(value)
    }

    fn primary(&mut self) -> Result<Expression, TemplateError> {
        let Some(kind) = self.peek().cloned() else { return self.fail("a value is missing") };
        let value = match kind {
            Kind::Integer(number) => Expression::Integer(number),
            Kind::String(text) => Expression::Text(text),
            Kind::Name(name) => match name.as_str() {
                "true" | "True" => Expression::Bool(true),
                "false" | "False" => Expression::Bool(false),
                "none" | "None" => Expression::None,
                "not" | "and" | "or" | "if" | "else" | "is" | "in" => {
                    return self.fail(format!("`{name}` in the place of a value"));
                }
                _ => Expression::Name(name),
            },
            Kind::Sign("(") => {
                self.at += 1;
                let inner = self.expression()?;
                self.expect(&Kind::Sign(")"), "a tuple, or `)` is missing")?;
                return Ok(inner);
            }
            Kind::Sign("[") => {
                self.at += 1;
                return Ok(Expression::List(self.items("]")?));
            }
            _ => return self.fail("a value is missing"),
        };
        self.at += 1;
        if matches!((&value, self.peek()), (Expression::Text(_), Some(Kind::String(_)))) {
            return self.fail("strings side by side are not rebuilt");
        }
        Ok(value)
    }

    fn items(&mut self, end: &'static str) -> Result<Vec<Expression>, TemplateError> {
        let mut items = Vec::new();
        while !self.sign(end) {
            if !items.is_empty() {
                self.expect(&Kind::Sign(","), "`,` is missing")?;
                if self.sign(end) {
                    break;
                }
            }
            items.push(self.expression()?);
        }
        Ok(items)
    }

    /// Attributes, items and calls.
    fn with_parts(&mut self, mut value: Expression) -> Result<Expression, TemplateError> {
        loop {
            if self.sign(".") {
                value = Expression::Attribute(Box::new(value), self.name()?);
            } else if self.sign("[") {
                let item = self.expression()?;
                self.expect(&Kind::Sign("]"), "a slice, or `]` is missing")?;
                value = Expression::Item(Box::new(value), Box::new(item));
            } else if self.sign("(") {
                value = Expression::Call(Box::new(value), self.arguments()?);
            } else {
                return Ok(value);
            }
        }
    }

    fn arguments(&mut self) -> Result<Arguments, TemplateError> {
        let mut arguments = Arguments::default();
        let mut first = true;
        while !self.sign(")") {
            if !std::mem::take(&mut first) {
                self.expect(&Kind::Sign(","), "`,` is missing")?;
                if self.sign(")") {
                    break;
                }
            }
            let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
            if let (Some(Kind::Name(name)), Some(Kind::Sign("="))) = (self.peek().cloned(), next) {
                self.at += 2;
                arguments.named.push((name, self.expression()?));
            } else if arguments.named.is_empty() {
                arguments.positional.push(self.expression()?);
            } else {
                return self.fail("an argument without a name after one with a name");
            }
        }
        Ok(arguments)
    }

    /// Filters and tests.
    fn filtered(&mut self, mut value: Expression) -> Result<Expression, TemplateError> {
        loop {
            if self.sign("|") {
                let at = self.here();
                let name = self.name()?;
                let filter = Filter::named(&name)
                    .ok_or_else(|| wrong(format!("the filter `{name}` is not rebuilt"), at))?;
                let arguments = match self.sign("(") {
                    true => self.arguments()?,
                    false => Arguments::default(),
                };
                value = Expression::Filter(Box::new(value), filter, arguments);
            } else if self.word("is") {
                value = self.test(value)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn test(&mut self, value: Expression) -> Result<Expression, TemplateError> {
        let negated = self.word("not");
        let at = self.here();
        let name = self.name()?;
        let test = Test::named(&name);
        let test = test.ok_or_else(|| wrong(format!("the test `{name}` is not rebuilt"), at))?;
        let words = ["else", "or", "and", "if", "not", "is"];
        let has_argument = match self.peek() {
            Some(Kind::Name(name)) => !words.contains(&name.as_str()),
            Some(Kind::String(_) | Kind::Integer(_) | Kind::Sign("(" | "[")) => true,
            _ => false,
        };
        if has_argument || self.is_word("is") || self.is_word("not") {
            return self.fail("what follows the test is not rebuilt");
        }
        let test = Expression::Test(Box::new(value), test);
        Ok(if negated { Expression::Not(Box::new(test)) } else { test })
    }
}
