//! What a directive is given: arguments, options, content.

use std::collections::BTreeMap;

use super::option::{Convert, Wrong, quoted};
use super::spec::Spec;
use crate::problem::Kind;
use crate::rst::block::{Line, Taken, joined, without_blank_end};
use crate::rst::document::Document;
use crate::rst::field_list::field_name;
use crate::rst::shape::field_marker;
use crate::text::words;

/// A directive's block, taken apart.
#[derive(Debug)]
pub(in crate::rst) struct Block<'t> {
    /// The arguments as one text.
    pub(in crate::rst) argument: Option<String>,
    pub(in crate::rst) options: BTreeMap<String, Option<String>>,
    pub(in crate::rst) content: Vec<Line<'t>>,
}

impl Block<'_> {
    pub(super) fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).and_then(|value| value.as_deref())
    }

    pub(super) fn argument(&self) -> &str {
        self.argument.as_deref().unwrap_or_default()
    }

    pub(super) fn text(&self) -> String {
        joined(&self.content)
    }
}

impl Document {
    /// Takes a directive's block apart, or tells what is wrong with it (`parse_directive_block`).
    pub(in crate::rst) fn directive_block<'t>(
        &mut self,
        spec: &Spec,
        lines: &[Line<'t>],
    ) -> Result<Block<'t>, String> {
        let lines = lines.get(usize::from(lines.first().is_some_and(|line| line.is_blank()))..);
        let lines = without_blank_end(lines.unwrap_or_default());
        let most = spec.required + spec.optional;
        let has_head = most > 0 || !spec.options.is_empty();
        let head = lines.iter().take_while(|line| has_head && !line.is_blank()).count();
        let (mut arguments, rest) = lines.split_at_checked(head).unwrap_or_default();
        let mut options = BTreeMap::new();
        if !spec.options.is_empty()
            && let Some(at) = arguments.iter().position(|line| field_marker(line.text).is_some())
        {
            let (before, fields) = arguments.split_at_checked(at).unwrap_or_default();
            options = self.directive_options(spec.options, fields)?;
            arguments = before;
        }
        let mut content = Vec::new();
        if most == 0 {
            content.extend_from_slice(arguments);
        }
        content.extend_from_slice(rest);
        let blank = content.iter().take_while(|line| line.is_blank()).count();
        content.drain(..blank);
        let argument = if most > 0 { argument(spec, arguments)? } else { None };
        if !content.is_empty() && !spec.has_content {
            return Err("no content permitted".to_owned());
        }
        Ok(Block { argument, options, content })
    }

    fn directive_options(
        &mut self,
        known: &[(&str, Convert)],
        lines: &[Line<'_>],
    ) -> Result<BTreeMap<String, Option<String>>, String> {
        let mut fields = Vec::new();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let marker = field_marker(line.text).ok_or("invalid option block")?;
            let taken = Taken::behind(lines, at, marker);
            let name = self.inline(field_name(line.text, marker), line.number).text.to_lowercase();
            let value = (!taken.lines.is_empty()).then(|| joined(&taken.lines));
            fields.push((name, value, line.number));
            at = taken.end;
        }
        if fields.iter().any(|(name, ..)| words(name).count() != 1) {
            return Err(
                "invalid option data: extension option field name may not contain multiple \
                        words"
                    .to_owned(),
            );
        }
        let mut options = BTreeMap::new();
        for (name, value, line) in fields {
            self.check_option(known, (&name, value.as_deref()), line)?;
            if options.contains_key(&name) {
                return Err(format!("invalid option data: duplicate option \"{name}\""));
            }
            options.insert(name, value);
        }
        Ok(options)
    }

    fn check_option(
        &mut self,
        known: &[(&str, Convert)],
        (name, value): (&str, Option<&str>),
        line: usize,
    ) -> Result<(), String> {
        let convert = known.iter().find(|(known, _)| *known == name).map(|(_, convert)| *convert);
        let convert = convert.ok_or_else(|| format!("unknown option: \"{name}\""))?;
        let shown = || value.map_or("None".to_owned(), quoted);
        match convert.check(value) {
            Ok(()) => Ok(()),
            Err(Wrong::Perhaps) => {
                let message =
                    format!("invalid option value? (option: \"{name}\"; value: {})", shown());
                self.doubt(Kind::Directive, line, message);
                Ok(())
            }
            Err(Wrong::Value(message)) => Err(format!(
                "invalid option value: (option: \"{name}\"; value: {})\n{message}",
                shown()
            )),
        }
    }
}

fn argument(spec: &Spec, lines: &[Line<'_>]) -> Result<Option<String>, String> {
    let text = joined(lines);
    let (found, most) = (words(&text).count(), spec.required + spec.optional);
    if found < spec.required {
        return Err(format!("{} argument(s) required, {found} supplied", spec.required));
    }
    if found > most && !spec.spaced {
        return Err(format!("maximum {most} argument(s) allowed, {found} supplied"));
    }
    Ok((found > 0).then(|| crate::text::strip(&text).to_owned()))
}
