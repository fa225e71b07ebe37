//! Which names are a function's own: those that its body binds.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, Parameters, Pattern, Stmt};

/// The names of one scope.
#[derive(Debug, Default)]
pub(crate) struct Names {
    locals: BTreeSet<String>,
    globals: BTreeSet<String>,
    outer: BTreeSet<String>,
    /// Whether the function yields.
    pub(crate) yields: bool,
    /// Whether it is asynchronous inside, or deeper than is looked.
    pub(crate) strange: bool,
    depth: usize,
}

/// How deep expressions and statements may lie in each other.
const DEEPEST: usize = 400;

impl Names {
    pub(crate) fn of_function(parameters: Option<&Parameters>, body: &[Stmt]) -> Self {
        let mut names = Self::default();
        names.parameters(parameters);
        for statement in body {
            names.visit_stmt(statement);
        }
        names.finish()
    }

    pub(crate) fn of_lambda(parameters: Option<&Parameters>, body: &Expr) -> Self {
        let mut names = Self::default();
        names.parameters(parameters);
        names.visit_expr(body);
        names.finish()
    }

    /// The targets of a comprehension.
    pub(crate) fn of_targets<'a>(targets: impl IntoIterator<Item = &'a Expr>) -> Self {
        let mut names = Self::default();
        for target in targets {
            names.visit_expr(target);
        }
        names.finish()
    }

    pub(crate) fn is_local(&self, name: &str) -> bool {
        self.locals.contains(name)
    }

    pub(crate) fn is_global(&self, name: &str) -> bool {
        self.globals.contains(name)
    }

    fn parameters(&mut self, parameters: Option<&Parameters>) {
        for parameter in parameters.into_iter().flat_map(|parameters| parameters.iter()) {
            self.add(parameter.name().as_str());
        }
    }

    fn add(&mut self, name: &str) {
        self.locals.insert(name.to_owned());
    }

    fn finish(mut self) -> Self {
        let elsewhere = self.globals.iter().chain(&self.outer);
        for name in elsewhere {
            self.locals.remove(name);
        }
        self
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => return self.add(function.name.as_str()),
            Stmt::ClassDef(class) => return self.add(class.name.as_str()),
            Stmt::Global(global) => {
                self.globals.extend(global.names.iter().map(|name| name.as_str().to_owned()));
            }
            Stmt::Nonlocal(outer) => {
                self.outer.extend(outer.names.iter().map(|name| name.as_str().to_owned()));
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let top = alias.name.as_str().split('.').next().unwrap_or_default();
                    self.add(alias.asname.as_ref().map_or(top, |name| name.as_str()));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    self.add(alias.asname.as_ref().unwrap_or(&alias.name).as_str());
                }
            }
            _ => {}
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            self.strange = true;
        } else {
            walk_stmt(self, statement);
        }
        self.depth -= 1;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if !name.ctx.is_load() => self.add(name.id.as_str()),
            Expr::Yield(_) | Expr::YieldFrom(_) => self.yields = true,
            Expr::Await(_) => self.strange = true,
            // They have scopes of their own, from which `:=` alone leads out.
            Expr::Lambda(_) => return,
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                let mut inside = Walruses::default();
                inside.visit_expr(expression);
                self.strange |= inside.strange;
                self.locals.extend(inside.names);
                return;
            }
            _ => {}
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            self.strange = true;
        } else {
            walk_expr(self, expression);
        }
        self.depth -= 1;
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.add(name.as_str());
        }
        ruff_python_ast::visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, _: &'a Pattern) {
        self.strange = true;
    }
}

/// What `:=` binds inside of a comprehension.
#[derive(Default)]
struct Walruses {
    names: BTreeSet<String>,
    strange: bool,
    depth: usize,
}

impl<'a> Visitor<'a> for Walruses {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Named(named) = expression
            && let Expr::Name(name) = &*named.target
        {
            self.names.insert(name.id.to_string());
        }
        self.strange |= matches!(expression, Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_));
        self.depth += 1;
        if self.depth > DEEPEST {
            self.strange = true;
        } else if !matches!(expression, Expr::Lambda(_)) {
            walk_expr(self, expression);
        }
        self.depth -= 1;
    }
}
