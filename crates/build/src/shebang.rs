//! The first line of scripts, as installers want it.

use crate::named_file::universal_newlines;

/// The text with `#!python` and the options that were there, if its first line runs any Python.
pub(crate) fn with_plain_shebang(text: &str) -> Option<String> {
    let text = universal_newlines(text);
    let (mark, text) = match text.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", text.as_str()),
    };
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let interpreter = first.strip_prefix("#!")?;
    let options = interpreter.rmatch_indices("python").find_map(|(at, python)| {
        let after = interpreter.get(at + python.len()..)?;
        let options = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        (options.is_empty() || options.starts_with([' ', '\t'])).then_some(options)
    })?;
    Some(format!("{mark}#!python{options}\n{rest}"))
}

#[cfg(test)]
mod tests {
    use super::with_plain_shebang;

    #[test]
    fn any_python_in_the_first_line_becomes_a_bare_one() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(with_plain_shebang(text).as_deref(), expect, "{text:?}");
        };
        check("#!/usr/bin/env python3\nx\n", Some("#!python\nx\n"));
        check("#! /usr/bin/python3.11 -E -s\r\nx\r\n", Some("#!python -E -s\nx\n"));
        check("#!/opt/python/bin/pypy\n", None);
        check("#!/opt/python3/bin/python", Some("#!python\n"));
        check("#!/bin/sh\nexec python\n", None);
        check("print()\n", None);
        check("#!/usr/bin/pythonista\n", None);
    }
}
