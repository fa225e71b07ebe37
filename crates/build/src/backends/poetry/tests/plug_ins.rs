//! poetry-dynamic-versioning.

use crate::backends::in_memory::refusals;

#[test]
fn what_cannot_be_written_into_the_project_is_refused() {
    let check = |project: &str, more: &str, expect: &str| {
        let toml = format!(
            "[build-system]\nrequires = [\"poetry-core\", \"poetry-dynamic-versioning\"]\n\
             build-backend = \"poetry_dynamic_versioning.backend\"\n{project}\
             [tool.poetry-dynamic-versioning]\nenable = true\n{more}"
        );
        assert_eq!(refusals(&toml, &[("demo.py", "")]), [expect], "{project}{more}");
    };
    let classic = "[tool.poetry]\nname = \"demo\"\nversion = \"0\"\n";
    let from_file = "from-file = { source = \"demo.py\" }\n";
    check(classic, "", "7: there is no git repository");
    check(
        classic,
        "fix-shallow-repository = true\n",
        "9: `tool.poetry-dynamic-versioning.fix-shallow-repository` is refused: nothing is fetched",
    );
    check(
        classic,
        &format!("{from_file}substitution = {{ patterns = [{{ value = \"(a)\" }}] }}\n"),
        "10: `tool.poetry-dynamic-versioning.substitution.patterns[0]`: `mode` is neither `str` nor \
         `tuple`",
    );
    let standard =
        "[project]\nname = \"demo\"\ndynamic = [\"version\"]\n[tool.poetry]\nversion = \"0\"\n";
    check(standard, from_file, "1: the version  is not written into `pyproject.toml`");
}
