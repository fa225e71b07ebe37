//! Programs of the user's own.

use std::fmt;
use std::str::FromStr;

/// A program of the user's own, such as one that signs with a key on a card. There is no shell between:
/// it gets the words as they are.
#[derive(Clone, Eq, PartialEq)]
pub struct Program {
    name: String,
    arguments: Vec<String>,
}

impl Program {
    /// What is run.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is run with.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

/// Words parted at white space. Between quotes of either kind white space parts nothing; no other
/// character means anything, so that paths of Windows are written as they are.
impl FromStr for Program {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut words: Vec<String> = Vec::new();
        let (mut word, mut quote) = (None::<String>, None);
        for letter in text.chars() {
            match quote {
                Some(open) if letter == open => quote = None,
                None if matches!(letter, '"' | '\'') => {
                    quote = Some(letter);
                    word.get_or_insert_default();
                }
                None if letter.is_whitespace() => words.extend(word.take()),
                Some(_) | None => word.get_or_insert_default().push(letter),
            }
        }
        words.extend(word);
        if quote.is_some() {
            return Err("a quote in it is not closed");
        }
        if words.iter().any(|word| word.contains('\0')) {
            return Err("no word of it can hold a NUL");
        }
        let mut words = words.into_iter();
        match words.next().filter(|name| !name.is_empty()) {
            Some(name) => Ok(Self { name, arguments: words.collect() }),
            None => Err("it names no program"),
        }
    }
}

/// Without its arguments, among which there may be secrets.
impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Program({}, …)", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<Vec<String>, &'static str> {
        let program: Program = text.parse()?;
        Ok([vec![program.name], program.arguments].concat())
    }

    #[test]
    fn words_are_parted_at_white_space_outside_of_quotes() {
        let check = |text: &str, expect: &[&str]| assert_eq!(words(text).unwrap(), expect);
        check("sign", &["sign"]);
        check("  sign  -k\tkey.pem ", &["sign", "-k", "key.pem"]);
        check("sign 'a b' \"c 'd'\"e ''", &["sign", "a b", "c 'd'e", ""]);
        check(r"C:\Tools\sign.exe --at C:\x", &[r"C:\Tools\sign.exe", "--at", r"C:\x"]);
        check("'my tools/sign' $HOME | *", &["my tools/sign", "$HOME", "|", "*"]);
    }

    #[test]
    fn what_names_no_program_is_refused() {
        assert_eq!(words(""), Err("it names no program"));
        assert_eq!(words("'' x"), Err("it names no program"));
        assert_eq!(words("sign 'x"), Err("a quote in it is not closed"));
        assert_eq!(words("sign \0"), Err("no word of it can hold a NUL"));
    }

    #[test]
    fn arguments_are_never_shown() {
        let program: Program = "sign --pin 1234".parse().unwrap();
        assert_eq!(format!("{program} {program:?}"), "sign Program(sign, …)");
    }
}
