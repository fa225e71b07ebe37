//! Code that is executed, and functions that look at the variables where they are called.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall};

use super::arguments::Arguments;
use super::frame::{Frame, Locals};
use super::machine::Machine;
use super::place::{Place, Stop};
use crate::evaluate::values::method::empty_dict;
use crate::evaluate::values::object::Object;

impl Machine<'_> {
    /// Functions that look at the variables where they are called.
    pub(crate) fn call_in_frame(
        &mut self,
        frame: &Frame,
        name: &str,
        it: &'static ExprCall,
        place: Place,
    ) -> Result<Object, Stop> {
        let arguments = self.arguments(frame, it)?;
        match (name, &*arguments.positional) {
            ("builtins.globals", []) => Ok(Object::Dict(Rc::clone(&frame.globals))),
            ("builtins.locals" | "builtins.vars", []) => Ok(locals_of(frame)),
            ("builtins.exec", [code, rest @ ..]) if arguments.named.is_empty() => {
                let among_locals = it.arguments.args.iter().any(is_call_of_locals);
                let nowhere = rest.iter().all(|it| matches!(it, Object::None));
                if matches!(frame.locals, Locals::Function(_)) && (nowhere || among_locals) {
                    return Err(place.refuse("runs code among the variables of a function"));
                }
                self.exec(frame, code, rest, place)
            }
            _ => self.evaluate(frame, name, &arguments, place),
        }
    }

    /// Those that evaluate an expression or run a file.
    fn evaluate(
        &mut self,
        frame: &Frame,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match (name, &*arguments.positional) {
            ("builtins.eval", [Object::Str(text)]) => {
                let trimmed: Rc<str> = Rc::from(text.trim());
                let (source, expression) = self.expression_of(&trimmed, place)?;
                let inside = Frame { source, ..frame.clone() };
                self.eval(&inside, expression)
            }
            ("runpy.run_path", [path]) => {
                let run_name = arguments.named.iter().find(|(name, _)| &**name == "run_name");
                let name = match run_name {
                    Some((_, Object::Str(name))) => Rc::clone(name),
                    None => Rc::from("<run_path>"),
                    Some(_) => return Err(place.refuse("is called in an unknown way")),
                };
                match self.load(&name, path, place)? {
                    Object::Module(module) => Ok(Object::Dict(Rc::clone(&module.globals))),
                    other => Ok(other),
                }
            }
            _ => Err(place.refuse("may do what cannot be foreseen")),
        }
    }

    fn exec(
        &mut self,
        frame: &Frame,
        code: &Object,
        spaces: &[Object],
        place: Place,
    ) -> Result<Object, Stop> {
        let text = match code {
            Object::Made(made) if &*made.class == "builtins.compile" => {
                made.arguments.first().cloned()
            }
            other => Some(other.clone()),
        };
        let text = match text {
            Some(Object::Str(text)) => text,
            Some(Object::Bytes(bytes)) => {
                let text = self.decode(&bytes, None, place)?;
                Rc::from(text.replace("\r\n", "\n"))
            }
            Some(Object::Unknown(doubt)) => return Err(Stop::Refused(doubt)),
            _ => return Err(place.refuse("runs code that is not known")),
        };
        let dict = |object: &Object| match object {
            Object::Dict(dict) => Ok(Rc::clone(dict)),
            _ => Err(place.refuse("runs code in a namespace that is not known")),
        };
        let (globals, locals) = match spaces {
            [] | [Object::None] | [Object::None, Object::None] => {
                (Rc::clone(&frame.globals), frame.locals.clone())
            }
            [globals] | [globals, Object::None] => (dict(globals)?, Locals::Module),
            [globals, locals] => {
                let globals = match globals {
                    Object::None => Rc::clone(&frame.globals),
                    globals => dict(globals)?,
                };
                let locals = dict(locals)?;
                let same = Rc::ptr_eq(&globals, &locals);
                let apart = Locals::Apart(locals, None);
                (globals, if same { Locals::Module } else { apart })
            }
            _ => return Err(place.refuse("may do what cannot be foreseen")),
        };
        if !spaces.is_empty() && globals.name("__builtins__").is_none() {
            globals.bind("__builtins__", Object::Unknown(place.doubt("is not followed")));
        }
        let path = self.origin_of(&text);
        let docstring = globals.name("__doc__");
        self.run_text(&path, &text, (&globals, locals), place)?;
        if spaces.is_empty() {
            match docstring {
                Some(docstring) => globals.bind("__doc__", docstring),
                None => drop(globals.unbind("__doc__")),
            }
        }
        Ok(Object::None)
    }

    /// The file that a text was read from, so that what is found in it can be shown there.
    fn origin_of(&self, text: &str) -> String {
        let found = self.read.iter().find(|(_, read)| &**read == text);
        found.map_or_else(|| "<string>".to_owned(), |(path, _)| path.clone())
    }
}

/// `locals()`.
fn locals_of(frame: &Frame) -> Object {
    match &frame.locals {
        Locals::Module => Object::Dict(Rc::clone(&frame.globals)),
        Locals::Apart(names, _) => Object::Dict(Rc::clone(names)),
        Locals::Function(scope) => {
            let copy = empty_dict(None);
            if let Object::Dict(dict) = &copy {
                for (name, value) in scope.variables.borrow().iter() {
                    dict.bind(name, value.clone());
                }
            }
            copy
        }
    }
}

fn is_call_of_locals(argument: &Expr) -> bool {
    let Expr::Call(call) = argument else { return false };
    matches!(&*call.func, Expr::Name(name) if matches!(name.id.as_str(), "locals" | "vars"))
}
