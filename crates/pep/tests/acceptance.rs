//! A second judge: texts made from the grammar of dependency specifiers are accepted here as they
//! are by `pep508_rs`. What is printed differs by design, since that crate simplifies markers.

use proptest::prelude::*;
use pyrel_pep::Requirement;

/// Texts of the grammar, most of them right.
fn texts() -> impl Strategy<Value = String> {
    let name = "[A-Za-z][A-Za-z0-9._-]{0,3}[A-Za-z0-9]";
    let extras = "|\\[[a-z]\\]|\\[ a , b-c \\]|\\[a b\\]|\\[a,\\]";
    let version = "(1|0!2)(\\.0){0,2}(a1|rc2|\\.post3|\\.dev4|-5|\\.\\*|\\+l\\.1){0,2}";
    let specifier = format!("(==|!=|~=|<=|>=|<|>) ?{version}");
    let specifiers = format!("|{specifier}|{specifier} , {specifier}|\\({specifier}\\)|1\\.0");
    let variable = "(python_version|os_name|sys\\.platform|platform_machine|extra|nonsense)";
    let comparison = format!("({variable} ?(==|!=|<|>=|in|not in|=) ?['\"][a-z3]\\.?[0-9]?['\"])");
    let marker = format!(
        "|;{comparison}|; \\({comparison} or {comparison}\\) and {comparison}|; {comparison} and"
    );
    (regex(name), regex(extras), regex(&specifiers), regex(&marker)).prop_map(
        |(name, extras, specifiers, marker)| format!("{name}{extras} {specifiers} {marker}"),
    )
}

#[expect(clippy::unwrap_used, reason = "a test with a broken pattern shall fail")]
fn regex(pattern: &str) -> impl Strategy<Value = String> + use<> {
    proptest::string::string_regex(pattern).unwrap()
}

fn theirs(text: &str) -> bool {
    text.parse::<pep508_rs::Requirement<pep508_rs::VerbatimUrl>>().is_ok()
}

proptest! {
    #[test]
    fn what_the_grammar_allows_is_accepted(text in texts()) {
        let ours = text.parse::<Requirement>();
        prop_assert_eq!(ours.is_ok(), theirs(&text), "{:?}: {:?}", text, ours);
    }

    #[test]
    fn what_is_printed_is_accepted_by_both(text in texts()) {
        if let Ok(requirement) = text.parse::<Requirement>() {
            let printed = requirement.to_string();
            prop_assert_eq!(printed.parse::<Requirement>().unwrap(), requirement);
            prop_assert!(theirs(&printed), "{}", printed);
        }
    }

    #[test]
    fn any_text_is_accepted_or_refused_with_a_place_in_it(text in "[a =<>;,.'\"()\\[\\]@1é\n*+~-]{0,40}") {
        if let Err(error) = text.parse::<Requirement>() {
            prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error);
            prop_assert!(!error.to_string().ends_with('.'));
        }
    }
}
