//! Metadata, licence files and tags.

use super::{Case, case};

#[track_caller]
fn headers(case: &Case, names: &[&str]) -> String {
    let text = case.project().metadata.write();
    let wanted = |line: &&str| names.iter().any(|name| line.starts_with(&format!("{name}:")));
    text.lines().filter(wanted).collect::<Vec<_>>().join("\n")
}

#[test]
fn setuptools_own_headers_are_written() {
    let case = case(
        "description = \"one\\ntwo\"\n[project.optional-dependencies]\nDev_Tools = [\"x\"]\n\
         [tool.setuptools]\nplatforms = [\"any\", \"linux\"]\nprovides = [\"pr\"]\nobsoletes = [\"ob\"]\n",
    );
    assert_eq!(
        headers(
            &case.package(),
            &[
                "Metadata-Version",
                "Summary",
                "Platform",
                "Provides",
                "Obsoletes",
                "Provides-Extra",
                "Requires-Dist"
            ]
        ),
        "Metadata-Version: 2.4\nPlatform: any\nPlatform: linux\nSummary: one\n\
         Requires-Dist: x; extra == \"dev-tools\"\nProvides-Extra: dev-tools\nProvides: pr\nObsoletes: ob"
    );
}

#[test]
fn usual_licence_files_come_in_the_order_of_their_patterns() {
    let case = case("").package().files(&[
        "AUTHORS",
        "LICENSE.txt",
        "LICENCE.md",
        "NOTICE",
        "license.rst",
        "COPYING~",
        "sub.d/LICENSE",
    ]);
    assert_eq!(
        headers(&case, &["License-File", "Dynamic"]),
        "Dynamic: license-file\nLicense-File: LICENCE.md\nLicense-File: LICENSE.txt\n\
         License-File: NOTICE\nLicense-File: AUTHORS"
    );
    assert_eq!(
        case.dist_info(),
        "licenses/AUTHORS licenses/LICENCE.md licenses/LICENSE.txt licenses/NOTICE top_level.txt"
    );
}

#[test]
fn named_licence_files_are_the_only_ones() {
    let case = case(
        "license-files = [\"z*\", \"licenses/**/*.txt\", \"LICENSE\"]\n[tool.setuptools]\npackages = [\"a\"]\n",
    );
    let case = case.package().executable("LICENSE", "").files(&[
        "z2",
        "z1",
        "licenses/a/b.txt",
        "licenses/.h.txt",
        "AUTHORS",
    ]);
    assert_eq!(
        case.dist_info(),
        "licenses/LICENSE* licenses/licenses/a/b.txt licenses/z1 licenses/z2 top_level.txt"
    );
    assert_eq!(
        headers(&case, &["License-File"]),
        "License-File: z1\nLicense-File: z2\nLicense-File: licenses/a/b.txt\nLicense-File: LICENSE"
    );
    let none = super::case("license-files = []\n").package().files(&["LICENSE"]);
    assert_eq!(headers(&none, &["License-File", "Dynamic"]), "");
    let old = super::case("[tool.setuptools]\nlicense-files = [\"L*\", \"X\"]\n").package();
    let old = old.files(&["LX", "NOTICE"]);
    assert_eq!(headers(&old, &["License-File"]), "License-File: LX");
    assert_eq!(
        old.noticed(),
        ["unmatched-license-pattern: pyproject.toml:8:24: no file matches the pattern `X`"]
    );
}

#[test]
fn licence_patterns_must_match_and_stand_in_one_place() {
    let case =
        case("license-files = [\"X\", \"../Y\"]\n[tool.setuptools]\nlicense-files = [\"Z\"]\n");
    assert_eq!(
        case.package().refused(),
        [
            "no-license-file: pyproject.toml:7:18: no file matches the pattern `X`",
            "invalid-value: pyproject.toml:7:23: `../Y`: `../Y` is not a valid pattern: `..` must not \
             be used (byte 0)",
            "invalid-value: pyproject.toml:9:18: `tool.setuptools.license-files` cannot stand beside \
             `project.license-files`",
        ]
    );
}

#[test]
fn an_old_licence_table_is_the_licence_itself() {
    let text = case("license = {text = \"a\\n\\nb\"}\n").package();
    assert_eq!(text.project().metadata.license.as_deref(), Some("a\n\nb"));
    let file = case("license = {file = \"LIC.rst\"}\n").package().file("LIC.rst", "line\r\nb");
    assert_eq!(file.project().metadata.license.as_deref(), Some("line\nb"));
    assert_eq!(file.sdist(), "LIC.rst a/__init__.py a/m.py");
    assert_eq!(file.dist_info(), "top_level.txt");
}

#[test]
fn a_readme_needs_a_suffix_that_setuptools_knows_or_none() {
    let readme = |name: &str| case(&format!("readme = \"{name}\"\n")).package().file(name, "hi");
    let content_type = |name: &str| readme(name).project().metadata.description_content_type;
    assert_eq!(content_type("R.MD").as_deref(), Some("text/markdown"));
    assert_eq!(content_type("README"), None);
    assert!(
        readme("R.html").refused().contains(
            &"invalid-value: pyproject.toml:7:10: `project.readme`: the name `R.html` does not tell \
              the content type"
                .to_owned()
        )
    );
}

#[test]
fn wheels_are_for_python_3_unless_they_are_universal() {
    let tags = |case: Case| {
        let tags = case.package().project().tags;
        tags.expand().map(|tag| tag.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(tags(case("requires-python = \">=2.7\"\n")), ["py3-none-any"]);
    let universal = ["py2-none-any", "py3-none-any"];
    assert_eq!(tags(case("[tool.distutils.bdist-wheel]\nuniversal = true\n")), universal);
    assert_eq!(tags(case("").file("setup.cfg", "[bdist_wheel]\nuniversal = 1\n")), universal);
    assert_eq!(tags(case("").file("setup.cfg", "[wheel]\nuniversal = yes\n")), universal);
    assert_eq!(
        tags(case("").file("setup.cfg", "[bdist_wheel]\nuniversal = 0\n")),
        ["py3-none-any"]
    );
}

#[test]
fn an_empty_name_before_an_address_is_none() {
    let case = case(
        "authors = [{name = \"\", email = \"e@x.org\"}, {name = \"Ann\", email = \"a@x.org\"}]\n",
    );
    assert_eq!(
        headers(&case.package(), &["Author", "Author-email"]),
        "Author-email: e@x.org, Ann <a@x.org>"
    );
}

#[test]
fn empty_texts_are_no_headers() {
    let case = case("requires-python = \"\"\nreadme = {text = \"x\", content-type = \"\"}\n");
    assert_eq!(headers(&case.package(), &["Requires-Python", "Description-Content-Type"]), "");
}
