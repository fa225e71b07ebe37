//! Directives about the document: its parts, classes and roles.

use super::option::classes;
use super::run::Call;
use super::spec::{Directive, Spec};
use crate::problem::Kind;
use crate::rst::block::Taken;
use crate::rst::document::{Document, Place};
use crate::rst::field_list::field_name;
use crate::rst::inline::simple_name;
use crate::rst::names::{Destination, Origin};
use crate::rst::node::Node;
use crate::rst::role::Role;
use crate::rst::shape::field_marker;
use crate::text::{normalized, strip, words};

impl Document {
    /// A topic or sidebar.
    pub(super) fn aside(&mut self, directive: Directive, call: Call<'_, '_>) -> Vec<Node> {
        self.shown();
        let block = call.block;
        let sidebar = directive == Directive::Sidebar;
        if sidebar && call.place == Place::Sidebar {
            let message = "directive may not be used within a sidebar element.";
            self.report(Kind::Directive, call.line, format!("The \"{}\" {message}", call.name));
        }
        if block.options.contains_key("subtitle") && block.argument.is_none() {
            let message = "The \"subtitle\" option may not be used without a title.";
            self.report(Kind::Directive, call.line, message);
        }
        self.check_place(call);
        self.inline(block.argument(), call.line);
        self.inline(block.option("subtitle").unwrap_or_default(), call.line);
        self.named(call);
        self.nested(&block.content, if sidebar { Place::Sidebar } else { Place::Block });
        vec![Node::Other]
    }

    /// Some directives stand in sections only.
    fn check_place(&mut self, call: Call<'_, '_>) {
        if call.place == Place::Block {
            let message = "directive may not be used within topics or body elements.";
            self.report(Kind::Directive, call.line, format!("The \"{}\" {message}", call.name));
        }
    }

    pub(super) fn contents(&mut self, call: Call<'_, '_>) -> Vec<Node> {
        self.check_place(call);
        self.shown();
        let before = self.names.references.len();
        let title = self.inline(call.block.argument(), call.line).text;
        // What a title refers to does not matter if there are no contents, and it goes with them.
        let references = self.names.references.split_off(before);
        if !call.block.options.contains_key("local") {
            self.names.contents_references.extend(references);
        }
        let name = if title.is_empty() { "contents".to_owned() } else { normalized(&title) };
        if self.names.find(&name).is_none() {
            self.declare(&name, Origin::Implicit, Destination::Here, call.line);
        }
        vec![Node::Contents { local: call.block.options.contains_key("local") }]
    }

    /// Reports an argument of which no class names can be made.
    pub(super) fn check_classes(&mut self, call: Call<'_, '_>) {
        if classes(call.block.argument()).is_err() {
            let message = format!(
                "Invalid class attribute value for \"{}\" directive: \"{}\".",
                call.name,
                call.block.argument()
            );
            self.report(Kind::Directive, call.line, message);
        }
    }

    pub(super) fn class_directive(&mut self, call: Call<'_, '_>) -> Vec<Node> {
        self.check_classes(call);
        if call.block.content.is_empty() {
            self.classes.push(call.line);
            return vec![Node::Pending];
        }
        self.nested(&call.block.content, Place::Loose)
    }

    /// Fields of which all are metadata of a page.
    pub(super) fn meta(&mut self, call: Call<'_, '_>) {
        let lines = &call.block.content;
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            if line.is_blank() {
                at += 1;
                continue;
            }
            let Some(marker) = field_marker(line.text) else {
                self.report(Kind::Directive, call.line, "Invalid meta directive.");
                return;
            };
            let taken = Taken::behind(lines, at, marker);
            if !taken.lines.is_empty() {
                self.meta_attributes(field_name(line.text, marker), line.number);
            }
            at = taken.end;
        }
    }

    fn meta_attributes(&mut self, name: &str, line: usize) {
        for token in words(name).skip(1) {
            let problem = match token.split_once('=') {
                None => "missing \"=\"".to_owned(),
                Some(("", _)) => "missing attribute name before \"=\"".to_owned(),
                Some((name, "")) => format!("missing value after \"{name}=\""),
                Some(_) => continue,
            };
            let message = format!("Error parsing meta tag attribute \"{token}\": {problem}.");
            self.report(Kind::Directive, line, message);
        }
    }

    pub(super) fn default_role(&mut self, call: Call<'_, '_>) {
        let Some(name) = &call.block.argument else {
            self.roles.default = None;
            return;
        };
        match self.roles.find(name) {
            Some(role) => self.roles.default = Some(role),
            None => self.unknown_role(name, call.line),
        }
    }

    fn unknown_role(&mut self, name: &str, line: usize) {
        let message = format!("Unknown interpreted text role \"{name}\".");
        self.report(Kind::Role, line, message);
    }

    /// Adds a role.
    pub(super) fn role_directive(&mut self, call: Call<'_, '_>) {
        let first = call.block.content.first().filter(|line| line.number <= call.line + 1);
        let Some(first) = first else {
            let message = "directive requires arguments on the first line.";
            self.report(Kind::Role, call.line, format!("\"{}\" {message}", call.name));
            return;
        };
        let Some((name, base)) = role_names(first.text) else {
            let message = format!(
                "\"{}\" directive arguments not valid role names: \"{}\".",
                call.name, first.text
            );
            self.report(Kind::Role, call.line, message);
            return;
        };
        let base_role = base.as_deref().map_or(Some(Role::Generic), |base| self.roles.find(base));
        match base_role {
            Some(role) => self.add_role(call, &name, role),
            None => self.unknown_role(&base.unwrap_or_default(), call.line),
        }
    }

    fn add_role(&mut self, call: Call<'_, '_>, name: &str, base: Role) {
        let spec = Spec::of_role(&base);
        let rest = call.block.content.get(1..).unwrap_or_default();
        let block = match self.directive_block(&spec, rest) {
            Ok(block) => block,
            Err(error) => {
                let message = format!("Error in \"{}\" directive:\n{error}.", call.name);
                self.report(Kind::Role, call.line, message);
                return;
            }
        };
        if let (None, Err(error)) = (block.option("class"), classes(name)) {
            let message = format!("Invalid argument for \"{}\" directive:\n{error}.", call.name);
            self.report(Kind::Role, call.line, message);
            return;
        }
        let role = match base {
            Role::Code(language) => {
                Role::Code(block.option("language").map(str::to_owned).or(language))
            }
            other @ (Role::Generic | Role::Pep | Role::Raw | Role::Rfc | Role::Unimplemented) => {
                other
            }
        };
        self.roles.add(name, role);
    }
}

/// A role's name, and that of the role it is made from: `name(base)`.
fn role_names(text: &str) -> Option<(String, Option<String>)> {
    let is_name = |name: &str| {
        let chars: Vec<_> = name.chars().collect();
        (simple_name(&chars, 0) == Some(chars.len())).then(|| name.to_owned())
    };
    let text = strip(text);
    match text.split_once('(') {
        None => Some((is_name(text)?, None)),
        Some((name, base)) => {
            let base = strip(base).strip_suffix(')')?;
            Some((is_name(strip(name))?, Some(is_name(strip(base))?)))
        }
    }
}
