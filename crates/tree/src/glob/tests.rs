//! Laws that hold for every dialect: nothing panics, and a slow matcher that tries everything
//! agrees.

use proptest::prelude::*;

use super::char_set::Case;
use super::wildcard::{Token, Wildcard};
use super::*;
use crate::RelPath;

fn tries_everything(tokens: &[Token], text: &[char]) -> bool {
    match (tokens, text) {
        ([], rest) => rest.is_empty(),
        ([Token::Run, tokens @ ..], rest) => {
            (0..=rest.len()).any(|taken| tries_everything(tokens, &rest[taken..]))
        }
        ([token, tokens @ ..], [c, rest @ ..]) => {
            let taken = match token {
                Token::Char(literal) => literal == c,
                Token::OneOf(set) => set.matches(*c, Case::Differs),
                Token::One | Token::Run => true,
            };
            taken && tries_everything(tokens, rest)
        }
        (_, []) => false,
    }
}

fn name_matches(pattern: &str, name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    tries_everything(&fnmatch::tokens(pattern), &chars)
}

fn python_finds(parts: &[&str], names: &[&str], kind: PathKind) -> bool {
    match (parts, names) {
        ([], rest) => rest.is_empty(),
        (["**"], []) => kind == PathKind::Folder,
        (["**"], rest) => rest.iter().all(|name| !name.starts_with('.')),
        (["**", later @ ..], rest) => {
            python_finds(later, rest, kind)
                || rest.split_first().is_some_and(|(name, below)| {
                    !name.starts_with('.') && python_finds(parts, below, kind)
                })
        }
        ([part, later @ ..], [name, below @ ..]) => {
            (part.starts_with('.') || !name.starts_with('.'))
                && name_matches(part, name)
                && python_finds(later, below, kind)
        }
        (_, []) => false,
    }
}

/// `**` at the end takes at least one name; dots are like other characters.
fn takes_dots(parts: &[&str], names: &[&str]) -> bool {
    match (parts, names) {
        ([], rest) => rest.is_empty(),
        (["**"], rest) => !rest.is_empty(),
        (["**", later @ ..], rest) => {
            takes_dots(later, rest)
                || rest.split_first().is_some_and(|(_, below)| takes_dots(parts, below))
        }
        ([part, later @ ..], [name, below @ ..]) => {
            name_matches(part, name) && takes_dots(later, below)
        }
        (_, []) => false,
    }
}

fn git_matches(body: &str, names: &[&str], kind: PathKind) -> bool {
    let folders_only = body.ends_with('/');
    let body = body.strip_suffix('/').unwrap_or(body);
    if body.is_empty() || (folders_only && kind == PathKind::File) {
        return false;
    }
    if !body.contains('/') {
        return names.last().is_some_and(|name| name_matches(body, name));
    }
    let body = body.strip_prefix('/').unwrap_or(body);
    let parts: Vec<&str> =
        body.split('/').map(|part| if is_deep(part) { "**" } else { part }).collect();
    takes_dots(&parts, names)
}

fn is_deep(part: &str) -> bool {
    part.len() >= 2 && part.chars().all(|c| c == '*')
}

fn some_path() -> impl Strategy<Value = RelPath> {
    "[ab.]{1,3}(/[ab.]{1,3}){0,4}".prop_filter_map("climbs or is the root", |text| {
        RelPath::new(&text).ok().filter(|path| !path.is_root())
    })
}

fn some_kind() -> impl Strategy<Value = PathKind> {
    prop_oneof![Just(PathKind::File), Just(PathKind::Folder)]
}

/// Components of wildcards and few letters, so that much matches.
fn some_pattern() -> impl Strategy<Value = String> {
    let part =
        prop_oneof![3 => "[ab.*?]{1,4}", 1 => Just("**".to_owned()), 1 => "\\[!?[ab.-]{1,3}\\]"];
    proptest::collection::vec(part, 1..5).prop_map(|parts| parts.join("/"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_pattern_and_no_path_panics(pattern in "\\PC{0,12}|[\\[\\]*?!/\\\\.a^:#-]{0,14}", path in some_path()) {
        let _answers = (
            Fnmatch::new(&pattern).matches(path.as_str()),
            ManifestPattern::new(&pattern).matches(&path),
            PythonGlob::new(&pattern).map(|glob| glob.matches(&path, PathKind::File)),
            Pep639Glob::new(&pattern).map(|glob| glob.matches(&path)),
            ManifestGlob::below(&pattern, &pattern).is_ok(),
            HatchSpec::new().add(&pattern, Origin::BuiltIn).is_ok(),
        );
        for mut rules in [IgnoreRules::new(), IgnoreRules::case_insensitive()] {
            if let Err(error) = rules.add(&pattern, Origin::BuiltIn) {
                prop_assert!(pattern.is_char_boundary(error.at), "{error}");
                prop_assert!(!rules.ignored(&path, PathKind::Folder));
            }
        }
    }

    #[test]
    fn a_wildcard_finds_what_trying_everything_finds(pattern in "[ab*?]{0,8}|[\\[\\]ab*!-]{0,8}", text in "[ab-]{0,10}") {
        let chars: Vec<char> = text.chars().collect();
        let tokens = fnmatch::tokens(&pattern);
        let expect = tries_everything(&tokens, &chars);
        prop_assert_eq!(Fnmatch::new(&pattern).matches(&text), expect);
        // Without sets: a range may hold capitals that it does not seem to.
        if !pattern.contains('[') {
            prop_assert_eq!(Wildcard::new(tokens, Case::Ignored).matches(&text), expect);
        }
    }

    #[test]
    fn a_python_glob_finds_what_trying_everything_finds(
        pattern in some_pattern(), path in some_path(), kind in some_kind()
    ) {
        let parts: Vec<&str> = pattern.split('/').filter(|part| *part != ".").collect();
        if let Ok(glob) = PythonGlob::new(&pattern) && !parts.contains(&"..") {
            let names: Vec<&str> = path.components().collect();
            let kind = if pattern.ends_with("/.") { PathKind::Folder } else { kind };
            prop_assert_eq!(glob.matches(&path, kind), python_finds(&parts, &names, kind));
        }
    }

    #[test]
    fn a_manifest_pattern_finds_what_trying_everything_finds(
        pattern in some_pattern().prop_filter("sets differ", |p| !p.contains('[')), path in some_path()
    ) {
        let parts: Vec<&str> = pattern.split('/').collect();
        let names: Vec<&str> = path.components().collect();
        prop_assert_eq!(ManifestPattern::new(&pattern).matches(&path), takes_dots(&parts, &names));
    }

    #[test]
    fn ignore_rules_decide_as_trying_everything_does(
        lines in proptest::collection::vec("!?/?[ab.*?]{1,3}(/[ab.*?]{1,3}){0,2}/?", 1..4),
        path in some_path(), kind in some_kind()
    ) {
        let mut rules = IgnoreRules::new();
        for line in &lines {
            prop_assert!(rules.add(line, Origin::BuiltIn).is_ok());
        }
        let names: Vec<&str> = path.components().collect();
        let ignored = (1..=names.len()).any(|depth| {
            let kind = if depth < names.len() { PathKind::Folder } else { kind };
            let last = lines.iter().rev().find(|line| {
                git_matches(line.strip_prefix('!').unwrap_or(line), &names[..depth], kind)
            });
            last.is_some_and(|line| !line.starts_with('!'))
        });
        prop_assert_eq!(rules.ignored(&path, kind), ignored);
    }
}

#[test]
fn adversarial_patterns_stay_fast() {
    let deep = RelPath::new(&"a/".repeat(400)).unwrap();
    let long = RelPath::new(&"a".repeat(20_000)).unwrap();
    let stars = format!("{}b", "*a".repeat(300));
    let depths = format!("{}b", "**/a/".repeat(200));
    for path in [&deep, &long] {
        for pattern in [&stars, &depths] {
            assert!(!PythonGlob::new(pattern).unwrap().matches(path, PathKind::File));
            assert!(!Pep639Glob::new(pattern).unwrap().matches(path));
            let mut rules = IgnoreRules::case_insensitive();
            rules.add(pattern, Origin::BuiltIn).unwrap();
            assert!(rules.verdict(path, PathKind::File).is_none());
            let mut spec = HatchSpec::new();
            spec.add(pattern, Origin::BuiltIn).unwrap();
            assert!(!spec.matches(path));
        }
    }
}
