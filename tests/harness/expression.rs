//! The expressions of GitHub's workflow language, as far as the composite action uses them: a name,
//! a literal in single quotes, two of them compared, or several of these joined by `&&`.

use std::collections::BTreeMap;

/// What a name stands for, under its full dotted form such as `inputs.dry-run`.
pub(crate) type Names = BTreeMap<String, String>;

/// `text` with every `${{ … }}` in it worked out.
pub(crate) fn interpolate(text: &str, names: &Names) -> String {
    let mut rest = text;
    let mut whole = String::new();
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").expect("an expression is closed");
        whole.push_str(before);
        whole.push_str(&evaluate(expression, names));
        rest = after;
    }
    whole + rest
}

/// Whether the `if` of a step lets it run.
pub(crate) fn holds(condition: &str, names: &Names) -> bool {
    let condition = condition.trim();
    let bare = condition.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}"));
    let mut parts = bare.unwrap_or(condition).split("&&").filter(|part| part.trim() != ALWAYS);
    parts.all(|part| !matches!(evaluate(part, names).as_str(), "" | "false" | "0"))
}

/// Whether a step runs after one that failed, if the rest of its condition holds.
pub(crate) fn outlives_failure(condition: &str) -> bool {
    condition.split("&&").any(|part| part.trim() == ALWAYS)
}

const ALWAYS: &str = "always()";

fn evaluate(expression: &str, names: &Names) -> String {
    if let Some((left, right)) = expression.split_once("==") {
        return (value(left, names) == value(right, names)).to_string();
    }
    if let Some((left, right)) = expression.split_once("!=") {
        return (value(left, names) != value(right, names)).to_string();
    }
    value(expression, names)
}

fn value(term: &str, names: &Names) -> String {
    let term = term.trim();
    if let Some(text) = term.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return text.to_owned();
    }
    assert!(
        term.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)),
        "`{term}` goes beyond the expressions that are known here"
    );
    match names.get(term) {
        Some(value) => value.clone(),
        // A step that was skipped has no outputs, and to ask for one is allowed.
        None if term.starts_with("steps.") => String::new(),
        None => panic!("nothing is called `{term}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let pairs =
            [("inputs.dry-run", "true"), ("steps.a.outputs.b", "c"), ("runner.os", "Linux")];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn names_are_replaced_wherever_they_stand() {
        let check = |text: &str, expect: &str| assert_eq!(interpolate(text, &names()), expect);
        check("plain ${HOME}", "plain ${HOME}");
        check("${{ steps.a.outputs.b }}", "c");
        check("x-${{ runner.os }}-${{steps.skipped.outputs.z}}-y", "x-Linux--y");
        check("${{ inputs.dry-run == 'true' }}", "true");
    }

    #[test]
    fn conditions_compare_names_with_literals() {
        let check = |condition: &str, expect: bool| assert_eq!(holds(condition, &names()), expect);
        check("inputs.dry-run == 'false'", false);
        check("inputs.dry-run != 'false'", true);
        check("${{ steps.a.outputs.b != '' }}", true);
        check("steps.skipped.outputs.b != ''", false);
        check("inputs.dry-run", true);
    }
}
