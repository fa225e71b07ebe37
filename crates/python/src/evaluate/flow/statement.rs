//! Statements.

use std::rc::Rc;

use ruff_python_ast::{
    ExceptHandler, Expr, Stmt, StmtAssert, StmtClassDef, StmtFor, StmtFunctionDef, StmtIf,
    StmtRaise, StmtTry, StmtWhile, StmtWith, WithItem,
};

use super::exception::{Exception, OPAQUE};
use super::frame::{Frame, Locals};
use super::machine::{Machine, raise};
use super::names::Names;
use super::place::{Place, Stop};
use crate::evaluate::library::file::File;
use crate::evaluate::values::mapping::Mapping;
use crate::evaluate::values::object::{Body, Class, Dict, Function, FunctionKind, Object, Order};

/// Orders that a loop over items in any order is tried in.
const ORDERS: usize = 3;

impl Machine<'_> {
    pub(crate) fn block(&mut self, frame: &Frame, block: &'static [Stmt]) -> Result<(), Stop> {
        block.iter().try_for_each(|statement| self.statement(frame, statement))
    }

    fn statement(&mut self, frame: &Frame, statement: &'static Stmt) -> Result<(), Stop> {
        let place = frame.place(statement);
        self.deeper(place, |machine| match machine.step(frame, statement) {
            // What an expression has not caught decides where to go on: nobody knows.
            Err(Stop::Unknown(doubt)) => Err(Stop::Refused(doubt)),
            other => other,
        })
    }

    fn step(&mut self, frame: &Frame, statement: &'static Stmt) -> Result<(), Stop> {
        match statement {
            Stmt::Expr(it) => self.eval(frame, &it.value).map(drop),
            Stmt::Assign(it) => {
                let value = self.eval(frame, &it.value)?;
                it.targets.iter().try_for_each(|target| self.assign(frame, target, value.clone()))
            }
            Stmt::AugAssign(it) => self.augment(frame, it),
            Stmt::AnnAssign(it) => match &it.value {
                Some(value) => {
                    let value = self.eval(frame, value)?;
                    self.assign(frame, &it.target, value)
                }
                None => Ok(()),
            },
            Stmt::Delete(it) => it.targets.iter().try_for_each(|it| self.delete(frame, it)),
            Stmt::FunctionDef(it) => self.define(frame, it),
            Stmt::ClassDef(it) => self.define_class(frame, it),
            _ => self.flow_step(frame, statement),
        }
    }

    /// Statements by which a script goes on elsewhere.
    fn flow_step(&mut self, frame: &Frame, statement: &'static Stmt) -> Result<(), Stop> {
        match statement {
            Stmt::Return(it) => {
                let value = it.value.as_ref().map(|value| self.eval(frame, value));
                Err(Stop::Return(value.transpose()?.unwrap_or(Object::None)))
            }
            Stmt::For(it) => self.follow_for(frame, it),
            Stmt::While(it) => self.follow_while(frame, it),
            Stmt::If(it) => self.follow_if(frame, it),
            Stmt::With(it) => self.follow_with(frame, it),
            Stmt::Raise(it) => self.follow_raise(frame, it),
            Stmt::Try(it) => self.follow_try(frame, it),
            Stmt::Assert(it) => self.follow_assert(frame, it),
            Stmt::Import(it) => self.import(frame, it),
            Stmt::ImportFrom(it) => self.import_from(frame, it),
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) => Ok(()),
            Stmt::Break(_) => Err(Stop::Break),
            Stmt::Continue(_) => Err(Stop::Continue),
            _ => Err(frame.place(statement).refuse("is a statement that is not followed")),
        }
    }

    fn follow_if(&mut self, frame: &Frame, it: &'static StmtIf) -> Result<(), Stop> {
        if self.test(frame, &it.test)? {
            return self.block(frame, &it.body);
        }
        for clause in &it.elif_else_clauses {
            let taken = match &clause.test {
                Some(test) => self.test(frame, test)?,
                None => true,
            };
            if taken {
                return self.block(frame, &clause.body);
            }
        }
        Ok(())
    }

    fn follow_while(&mut self, frame: &Frame, it: &'static StmtWhile) -> Result<(), Stop> {
        while self.test(frame, &it.test)? {
            self.spend_steps(1, frame.place(&*it.test))?;
            match self.block(frame, &it.body) {
                Ok(()) | Err(Stop::Continue) => {}
                Err(Stop::Break) => return Ok(()),
                Err(other) => return Err(other),
            }
        }
        self.block(frame, &it.orelse)
    }

    fn follow_for(&mut self, frame: &Frame, it: &'static StmtFor) -> Result<(), Stop> {
        let place = frame.place(&*it.iter);
        if it.is_async {
            return Err(place.refuse("is gone through asynchronously"));
        }
        let over = self.eval(frame, &it.iter)?;
        if let Object::Iterator(stream) = &over
            && stream.order == Order::Kept
        {
            // It may be taken from elsewhere while the loop runs.
            let next = || stream.next();
            return self.follow_items(frame, it, next);
        }
        let (items, order) = self.items(&over, place)?;
        if order == Order::Kept || items.len() < 2 {
            if let Object::List(list) = &over {
                let list = Rc::clone(list);
                let mut at = 0;
                let next = move || {
                    at += 1;
                    list.items.borrow().get(at - 1).cloned()
                };
                return self.follow_items(frame, it, next);
            }
            let mut items = items.into_iter();
            return self.follow_items(frame, it, move || items.next());
        }
        let items = self.in_some_order(items, place);
        self.loose += 1;
        let mut items = items.into_iter();
        let result = self.follow_items(frame, it, move || items.next());
        self.loose -= 1;
        result
    }

    fn in_some_order(&mut self, mut items: Vec<Object>, place: Place) -> Vec<Object> {
        let why = || place.doubt("comes in no certain order");
        match self.choices.each(ORDERS, why) {
            0 => {}
            1 => items.reverse(),
            _ => items.rotate_left(1),
        }
        items
    }

    fn follow_items(
        &mut self,
        frame: &Frame,
        it: &'static StmtFor,
        mut next: impl FnMut() -> Option<Object>,
    ) -> Result<(), Stop> {
        while let Some(item) = next() {
            self.spend_steps(1, frame.place(&*it.target))?;
            self.assign(frame, &it.target, item)?;
            match self.block(frame, &it.body) {
                Ok(()) | Err(Stop::Continue) => {}
                Err(Stop::Break) => return Ok(()),
                Err(other) => return Err(other),
            }
        }
        self.block(frame, &it.orelse)
    }

    fn follow_with(&mut self, frame: &Frame, it: &'static StmtWith) -> Result<(), Stop> {
        if it.is_async {
            return Err(frame.place(it).refuse("is a statement that is not followed"));
        }
        let mut suppressed = Vec::new();
        let mut files = Vec::new();
        for item in &it.items {
            suppressed.extend(self.enter(frame, item, &mut files)?);
        }
        self.tries += usize::from(!suppressed.is_empty());
        let result = self.block(frame, &it.body);
        self.tries -= usize::from(!suppressed.is_empty());
        files.iter().for_each(|file| file.close());
        match result {
            Err(Stop::Raised(exception)) if !suppressed.is_empty() => {
                let place = frame.place(it);
                if self.catches(&exception, &Object::tuple(suppressed), place)? {
                    return Ok(());
                }
                Err(Stop::Raised(exception))
            }
            other => other,
        }
    }

    /// Enters a context; the exceptions that it suppresses.
    fn enter(
        &mut self,
        frame: &Frame,
        item: &'static WithItem,
        files: &mut Vec<Rc<File>>,
    ) -> Result<Vec<Object>, Stop> {
        let context = self.eval(frame, &item.context_expr)?;
        let place = frame.place(&item.context_expr);
        let mut suppressed = Vec::new();
        let value = match &context {
            Object::File(file) => {
                files.push(Rc::clone(file));
                context.clone()
            }
            Object::Made(made) if &*made.class == "contextlib.suppress" => {
                suppressed.extend(made.arguments.iter().cloned());
                Object::None
            }
            Object::Made(made) if &*made.class == "warnings.catch_warnings" => Object::None,
            _ => return Err(place.refuse("is a context that is not followed")),
        };
        if let Some(target) = &item.optional_vars {
            self.assign(frame, target, value)?;
        }
        Ok(suppressed)
    }

    fn follow_raise(&mut self, frame: &Frame, it: &'static StmtRaise) -> Result<(), Stop> {
        let place = frame.place(it);
        let Some(raised) = &it.exc else {
            let current = self.handled.last().cloned();
            return match current {
                Some(exception) => Err(Stop::Raised(exception)),
                None => Err(raise("RuntimeError", "No active exception to reraise", place)),
            };
        };
        let mut object = self.eval(frame, raised)?;
        if matches!(object, Object::Native(_) | Object::Class(_)) {
            object = self.call(&object, super::arguments::Arguments::default(), place)?;
        }
        let exception = match object {
            Object::Exception(exception) => exception,
            _ => Rc::new(Exception {
                class: Rc::from(OPAQUE),
                arguments: Vec::new(),
                own: None,
                place,
            }),
        };
        Err(Stop::Raised(exception))
    }

    fn follow_assert(&mut self, frame: &Frame, it: &'static StmtAssert) -> Result<(), Stop> {
        if self.test(frame, &it.test)? {
            return Ok(());
        }
        Err(raise("AssertionError", "", frame.place(it)))
    }

    fn follow_try(&mut self, frame: &Frame, it: &'static StmtTry) -> Result<(), Stop> {
        if it.is_star {
            return Err(frame.place(it).refuse("is a statement that is not followed"));
        }
        let caught = usize::from(!it.handlers.is_empty());
        self.tries += caught;
        let result = self.block(frame, &it.body);
        self.tries -= caught;
        let result = match result {
            Err(Stop::Raised(exception)) => self.handle(frame, it, exception),
            Ok(()) => self.block(frame, &it.orelse),
            Err(stop @ Stop::Refused(_)) => return Err(stop),
            other => other,
        };
        self.block(frame, &it.finalbody)?;
        result
    }

    fn handle(
        &mut self,
        frame: &Frame,
        it: &'static StmtTry,
        exception: Rc<Exception>,
    ) -> Result<(), Stop> {
        for handler in &it.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let caught = match &handler.type_ {
                None => true,
                Some(class) => {
                    let classes = self.eval(frame, class)?;
                    self.catches(&exception, &classes, frame.place(&**class))?
                }
            };
            if !caught {
                continue;
            }
            let name = handler.name.as_ref().map(|name| name.as_str());
            if let Some(name) = name {
                frame.bind(name, Object::Exception(Rc::clone(&exception)));
            }
            self.handled.push(exception);
            let result = self.block(frame, &handler.body);
            self.handled.pop();
            if let Some(name) = name {
                frame.unbind(name);
            }
            return result;
        }
        Err(Stop::Raised(exception))
    }

    fn define(&mut self, frame: &Frame, it: &'static StmtFunctionDef) -> Result<(), Stop> {
        let place = frame.place(&it.name);
        let names = Names::of_function(Some(&it.parameters), &it.body);
        let mut function = Function {
            name: Rc::from(it.name.as_str()),
            parameters: Some(&it.parameters),
            defaults: self.defaults(frame, Some(&it.parameters))?,
            body: Body::Statements(&it.body),
            source: frame.source,
            globals: Rc::clone(&frame.globals),
            parent: frame.scope().cloned(),
            names: Rc::new(names),
            place,
            kind: FunctionKind::Plain,
        };
        let mut other = it.is_async.then(|| place.doubt("is an asynchronous function"));
        for decorator in it.decorator_list.iter().rev() {
            match self.eval(frame, &decorator.expression)? {
                Object::Native(name) => match &*name {
                    "builtins.staticmethod" => function.kind = FunctionKind::Static,
                    "builtins.classmethod" => function.kind = FunctionKind::ClassMethod,
                    "builtins.property" => function.kind = FunctionKind::Property,
                    "functools.lru_cache" | "functools.cache" => {}
                    _ => other = Some(place.doubt("is decorated")),
                },
                Object::Made(made) if &*made.class == "functools.lru_cache" => {}
                _ => other = Some(place.doubt("is decorated")),
            }
        }
        let value = match other {
            Some(doubt) => Object::Unknown(doubt),
            None => Object::Function(Rc::new(function)),
        };
        frame.bind(it.name.as_str(), value);
        Ok(())
    }

    fn define_class(&mut self, frame: &Frame, it: &'static StmtClassDef) -> Result<(), Stop> {
        let place = frame.place(&it.name);
        let mut other = (!it.decorator_list.is_empty()).then(|| place.doubt("is decorated"));
        let mut bases = Vec::new();
        if let Some(arguments) = &it.arguments {
            for base in &arguments.args {
                if matches!(base, Expr::Starred(_)) {
                    other = Some(place.doubt("has bases that are not followed"));
                } else {
                    bases.push(self.eval(frame, base)?);
                }
            }
            if !arguments.keywords.is_empty() {
                other = Some(place.doubt("has a metaclass"));
            }
        }
        let members = Dict::new(Mapping::default());
        let inside = Frame {
            locals: Locals::Apart(Rc::clone(&members), frame.scope().cloned()),
            ..frame.clone()
        };
        self.block(&inside, &it.body)?;
        let class = Class { name: Rc::from(it.name.as_str()), bases, members, place };
        let value = match other {
            Some(doubt) => Object::Unknown(doubt),
            None => Object::Class(Rc::new(class)),
        };
        frame.bind(it.name.as_str(), value);
        Ok(())
    }
}
