//! Reading requirements.

use std::str::FromStr;

use super::{Origin, Requirement};
use crate::cursor::{Cursor, is_word};
use crate::error::Error;
use crate::specifier::{VersionSpecifier, trailing};
use crate::{ExtraName, Marker, PackageName, VersionSpecifiers, marker};

impl FromStr for Requirement {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut cursor = Cursor::new(text);
        cursor.skip_blanks();
        let name: PackageName = identifier(&mut cursor, "a package name")?;
        cursor.skip_blanks();
        let extras = extras(&mut cursor)?;
        cursor.skip_blanks();
        let (origin, marker) = if cursor.eat("@") {
            let url = url(&mut cursor)?;
            (Origin::Url(url), condition(&mut cursor, "` ;` with a marker, or the end")?)
        } else {
            let specifiers = specifiers(&mut cursor)?;
            let expected = match specifiers.is_empty() {
                true => "a version specifier, `;` with a marker, or the end",
                false => "`,` with another version specifier, `;` with a marker, or the end",
            };
            (Origin::Index(specifiers), condition(&mut cursor, expected)?)
        };
        Ok(Self { name, extras, origin, marker, written: text.to_owned() })
    }
}

/// Reads a name as far as letters, digits, `-`, `_` and `.` go, but not a `-` or `.` at its end.
fn identifier<N>(cursor: &mut Cursor<'_>, expected: &'static str) -> Result<N, Error>
where
    N: FromStr<Err = Error>,
{
    let rest = cursor.rest();
    if !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Err(cursor.expected(expected));
    }
    let fits = |c: char| is_word(c) || matches!(c, '-' | '.');
    let run = rest.get(..rest.find(|c| !fits(c)).unwrap_or(rest.len())).unwrap_or_default();
    let name = run.trim_end_matches(['-', '.']);
    let parsed = name.parse().map_err(|error: Error| error.shifted(cursor.at()))?;
    cursor.advance(name.len());
    Ok(parsed)
}

fn extras(cursor: &mut Cursor<'_>) -> Result<Vec<ExtraName>, Error> {
    let mut extras: Vec<ExtraName> = Vec::new();
    if !cursor.eat("[") {
        return Ok(extras);
    }
    cursor.skip_blanks();
    if cursor.eat("]") {
        return Ok(extras);
    }
    loop {
        extras.push(identifier(cursor, "the name of an extra")?);
        cursor.skip_blanks();
        if cursor.eat("]") {
            break;
        }
        if !cursor.eat(",") {
            return Err(cursor.expected("`,` or `]` after the name of an extra"));
        }
        cursor.skip_blanks();
    }
    extras.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    extras.dedup_by(|a, b| a.as_str() == b.as_str());
    Ok(extras)
}

/// An address ends at the next blank: it may hold all else, semicolons included.
fn url(cursor: &mut Cursor<'_>) -> Result<String, Error> {
    cursor.skip_blanks();
    let start = cursor.at();
    let rest = cursor.rest();
    cursor.advance(rest.find([' ', '\t']).unwrap_or(rest.len()));
    let url = cursor.since(start);
    if url.is_empty() {
        return Err(cursor.expected("an address after `@`"));
    }
    if url.contains(char::is_control) {
        return Err(Error::other("the address holds a control character", start..cursor.at()));
    }
    Ok(url.to_owned())
}

/// Reads the specifiers, in parentheses or not. The texts between the commas are looked at again
/// one by one, since after `===` a comma belongs to the version for the reader but not for its
/// meaning.
fn specifiers(cursor: &mut Cursor<'_>) -> Result<VersionSpecifiers, Error> {
    let in_parentheses = cursor.eat("(");
    cursor.skip_blanks();
    let start = cursor.at();
    while let Some((_, len)) = VersionSpecifier::prefix_of(cursor.rest()) {
        let at = cursor.at();
        cursor.advance(len);
        if let Some(problem) = trailing(cursor.rest()) {
            return Err(Error::new(problem, at..cursor.at() + 1));
        }
        cursor.skip_blanks();
        if !cursor.eat(",") {
            break;
        }
        cursor.skip_blanks();
    }
    let specifiers = cursor.since(start).parse().map_err(|error: Error| error.shifted(start))?;
    if in_parentheses && !cursor.eat(")") {
        return Err(cursor.expected("a version specifier or `)`"));
    }
    cursor.skip_blanks();
    Ok(specifiers)
}

/// Reads what is left: nothing, or a semicolon and a marker.
fn condition(cursor: &mut Cursor<'_>, expected: &'static str) -> Result<Option<Marker>, Error> {
    cursor.skip_blanks();
    if cursor.is_at_end() {
        return Ok(None);
    }
    if !cursor.eat(";") {
        return Err(cursor.expected(expected));
    }
    let marker = marker::parse(cursor)?;
    if cursor.is_at_end() {
        Ok(Some(marker))
    } else {
        Err(cursor.expected("`and`, `or` or the end"))
    }
}
