//! What a template is made of.

/// A part of a template.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Text(String),
    Print(Expression),
    /// Conditions with what follows each of them, and what follows if none holds.
    If(Vec<(Expression, Vec<Self>)>, Vec<Self>),
    Set(String, Expression),
}

/// Something that has a value.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    None,
    Bool(bool),
    Integer(i64),
    Text(String),
    List(Vec<Self>),
    Name(String),
    Attribute(Box<Self>, String),
    Item(Box<Self>, Box<Self>),
    Call(Box<Self>, Arguments),
    Filter(Box<Self>, Filter, Arguments),
    Test(Box<Self>, Test),
    Not(Box<Self>),
    Negative(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Math(Box<Self>, Math, Box<Self>),
    Join(Vec<Self>),
    Compare(Box<Self>, Vec<(Comparison, Self)>),
    /// The value, the condition under which it counts, and the other one.
    Choice(Box<Self>, Box<Self>, Option<Box<Self>>),
}

/// What a call is given.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments {
    pub positional: Vec<Expression>,
    pub named: Vec<(String, Expression)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Math {
    Add,
    Subtract,
    Multiply,
    Divide,
    Rest,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Filter {
    Default,
    First,
    Int,
    Join,
    Last,
    Length,
    Lower,
    Replace,
    String,
    Trim,
    Upper,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Test {
    Defined,
    Undefined,
    None,
    True,
    False,
    String,
    Number,
}

impl Filter {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "default" | "d" => Self::Default,
            "first" => Self::First,
            "int" => Self::Int,
            "join" => Self::Join,
            "last" => Self::Last,
            "length" | "count" => Self::Length,
            "lower" => Self::Lower,
            "replace" => Self::Replace,
            "string" => Self::String,
            "trim" => Self::Trim,
            "upper" => Self::Upper,
            _ => return None,
        })
    }
}

impl Test {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "defined" => Self::Defined,
            "undefined" => Self::Undefined,
            "none" => Self::None,
            "true" => Self::True,
            "false" => Self::False,
            "string" => Self::String,
            "number" => Self::Number,
            _ => return None,
        })
    }
}
