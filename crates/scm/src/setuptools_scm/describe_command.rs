//! A custom `git describe`, understood instead of run.

use pyrel_git::{Commit, Describe, History};

use super::release::Release;
use crate::Refusal;

/// What a command `git describe …` asks for.
#[derive(Clone, Debug, Default)]
pub struct DescribeCommand {
    describe: Describe,
    /// How many digits of the commit are shown at least; none for as many as git needs.
    abbrev: Option<usize>,
    /// Whether distance and commit are told even on a tag.
    long: bool,
    /// Whether changed files are told.
    dirty: bool,
    /// Whether the commit alone will do.
    always: bool,
    /// Whether only a tag of the commit itself will do.
    exact: bool,
}

/// From this many digits on, all that is shown later is the same.
const ENOUGH_DIGITS: usize = 9;
/// The digits of a whole commit.
const WHOLE: usize = 40;

impl DescribeCommand {
    /// What the tool runs where nothing is said, for tags that match a glob.
    pub(super) fn usual(glob: String, release: Release) -> Self {
        let describe = Describe { matching: vec![glob], lightweight: true, ..Describe::default() };
        let abbrev = (release >= Release::V9).then_some(WHOLE);
        Self { describe, abbrev, long: true, dirty: true, ..Self::default() }
    }

    /// A command in one text, which is parted as a shell parts it.
    ///
    /// # Errors
    /// As [`DescribeCommand::new`], and when quotes are left open.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let words = shell_words(text).ok_or_else(|| refused("it leaves quotes open"))?;
        Self::new(&words)
    }

    /// A command in words.
    ///
    /// # Errors
    /// When it is another command, or has options that are not understood.
    pub fn new(words: &[String]) -> Result<Self, Refusal> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ["git", "describe", options @ ..] = &words[..] else {
            return Err(refused("only `git describe` is understood, and nothing is run"));
        };
        let mut command = Self::default();
        let mut options = options.iter().copied();
        while let Some(option) = options.next() {
            let (name, value) = match option.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (option, None),
            };
            match (name, value) {
                ("--match" | "--exclude", value) => {
                    let value = value.or_else(|| options.next());
                    let value =
                        value.ok_or_else(|| refused(&format!("`{name}` lacks a pattern")))?;
                    let patterns = match name {
                        "--match" => &mut command.describe.matching,
                        _ => &mut command.describe.excluding,
                    };
                    patterns.push(value.to_owned());
                }
                ("--abbrev", Some(digits)) => command.abbrev = Some(digits_of(digits)?),
                ("--dirty", None | Some("-dirty")) => command.dirty = true,
                ("--tags", None) => command.describe.lightweight = true,
                ("--long", None) => command.long = true,
                ("--first-parent", None) => command.describe.first_parent = true,
                ("--always", None) => command.always = true,
                ("--exact-match", None) => command.exact = true,
                _ => return Err(refused(&format!("`{option}` is not understood"))),
            }
        }
        if command.long && command.abbrev == Some(0) {
            return Err(refused("git refuses `--long` with `--abbrev=0`"));
        }
        Ok(command)
    }

    /// Whether a release shows the commit as it would be printed, and it is known how: before 9.0
    /// nothing is cut off.
    ///
    /// # Errors
    /// When it is not known.
    pub fn check(&self, release: Release) -> Result<(), Refusal> {
        match self.abbrev {
            Some(digits @ 1..WHOLE) if release < Release::V9 => Err(refused(&format!(
                "`--abbrev={digits}` is not rebuilt; leave it out, or write 40"
            ))),
            _ => Ok(()),
        }
    }

    /// What the command would print, and whether something is changed decides about its end.
    /// `None` where it would fail.
    pub(super) fn answer(
        &self,
        history: &History,
        head: &Commit,
        is_changed: impl FnOnce() -> Result<bool, Refusal>,
    ) -> Result<Option<String>, Refusal> {
        let found = history.describe(&self.describe)?;
        let found = found.filter(|found| !self.exact || found.distance == 0);
        let commit = || match self.abbrev {
            Some(digits) if digits >= ENOUGH_DIGITS => Ok(head.id.to_string()),
            _ => history.abbreviated(head.id).map_err(Refusal::from),
        };
        let mut answer = match found {
            Some(found) if self.abbrev == Some(0) || (found.distance == 0 && !self.long) => {
                found.tag.name.clone()
            }
            Some(found) => format!("{}-{}-g{}", found.tag.name, found.distance, commit()?),
            None if self.always => commit()?,
            None => return Ok(None),
        };
        if self.dirty && is_changed()? {
            answer += "-dirty";
        }
        Ok(Some(answer))
    }
}

fn digits_of(text: &str) -> Result<usize, Refusal> {
    match text.parse() {
        Ok(digits) if digits == 0 || digits >= ENOUGH_DIGITS => Ok(digits),
        _ => Err(refused(&format!("`--abbrev={text}` is not rebuilt; leave it out, or write 40"))),
    }
}

fn refused(why: &str) -> Refusal {
    let words = format!("the command that describes commits is not run, and {why}");
    Refusal::new(words).option("scm.git.describe_command")
}

/// Python's `shlex.split`: `None` where a quote is left open.
fn shell_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '\'' => break,
                        letter => word.push(letter),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '"' => break,
                        '\\' => match letters.next()? {
                            escaped @ ('"' | '\\') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        letter => word.push(letter),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(letters.next()?),
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    Some(words)
}

/// A description taken apart: `v1.0-3-g1234567-dirty`.
pub(super) struct Described {
    pub tag: String,
    pub distance: u64,
    pub node: Option<String>,
    pub dirty: bool,
}

impl Described {
    /// From the right: what does not end that way is a tag.
    pub(super) fn read(text: &str) -> Self {
        let (text, dirty) = match text.strip_suffix("-dirty") {
            Some(text) => (text, true),
            None => (text, false),
        };
        let parts = || {
            let (text, node) = text.rsplit_once("-g")?;
            let is_hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
            let (tag, distance) = text.rsplit_once('-')?;
            let is_number = !distance.is_empty() && distance.bytes().all(|c| c.is_ascii_digit());
            let fits = !tag.is_empty()
                && !tag.contains('\n')
                && is_number
                && !node.is_empty()
                && node.bytes().all(is_hex);
            fits.then(|| Some((tag, distance.parse().ok()?, node)))?
        };
        match parts() {
            Some((tag, distance, node)) => {
                let (tag, node) = (tag.to_owned(), Some(format!("g{node}")));
                Self { tag, distance, node, dirty }
            }
            None => Self { tag: text.to_owned(), distance: 0, node: None, dirty },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_as_a_shell_parts_them() {
        let check = |text: &str, expect: Option<&[&str]>| {
            let words = shell_words(text);
            assert_eq!(words, expect.map(|it| it.iter().map(|it| (*it).to_owned()).collect()));
        };
        check("git describe --match 'v*'", Some(&["git", "describe", "--match", "v*"]));
        check(r#"a "b \" c" d\ e '' "#, Some(&["a", "b \" c", "d e", ""]));
        check("a 'b", None);
        check("a\\", None);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let check = |text: &str, expect: Option<&str>| {
            let why = DescribeCommand::parse(text).err().map(|it| it.words);
            let expect = expect
                .map(|why| format!("the command that describes commits is not run, and {why}"));
            assert_eq!(why, expect, "{text}");
        };
        check("git describe --dirty --tags --long --match 'v*' --exclude=x --first-parent", None);
        check("git describe --abbrev=40 --always --exact-match", None);
        check("./version", Some("only `git describe` is understood, and nothing is run"));
        check("git describe HEAD", Some("`HEAD` is not understood"));
        check("git describe --dirty=x", Some("`--dirty=x` is not understood"));
        check("git describe --match", Some("`--match` lacks a pattern"));
        check(
            "git describe --abbrev=7",
            Some("`--abbrev=7` is not rebuilt; leave it out, or write 40"),
        );
        check("git describe --long --abbrev=0", Some("git refuses `--long` with `--abbrev=0`"));
    }

    #[test]
    fn a_description_is_taken_apart_from_the_right() {
        let check = |text: &str, expect: (&str, u64, Option<&str>, bool)| {
            let it = Described::read(text);
            assert_eq!((it.tag.as_str(), it.distance, it.node.as_deref(), it.dirty), expect);
        };
        check("v1.0-3-g1234567", ("v1.0", 3, Some("g1234567"), false));
        check("a-b-v1-0-gabc-dirty", ("a-b-v1", 0, Some("gabc"), true));
        check("v1.0-dirty", ("v1.0", 0, None, true));
        check("v1.0-rc-1", ("v1.0-rc-1", 0, None, false));
        check("v1-2-gxyz", ("v1-2-gxyz", 0, None, false));
    }
}
