use std::collections::BTreeSet;

use pyrel_diag::{Finding, Severity};
use serde_json::Value;

use super::look::judge;

/// The beginning of metadata that leave nothing to say but what is added.
const BASE: &str = "Metadata-Version: 2.5\nName: demo\nVersion: 1.0\n\
                    Description-Content-Type: text/plain\n";

fn found(text: &str) -> Vec<Finding> {
    judge("demo.whl", "METADATA", text.as_bytes())
}

/// Findings as `LINE:COLUMN-END id: message [PyPI's words] (what to do, where that is special)`.
fn told(finding: &Finding) -> String {
    let place = match &finding.place {
        Some(pyrel_diag::Place::Text(at)) => format!("{}:{}-{}", at.line, at.column, at.end_column),
        _ => "-".to_owned(),
    };
    let note = finding.note.as_ref().map(|note| format!(" [{note}]")).unwrap_or_default();
    let remedy = finding.remedy.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
    format!("{place} {}: {}{note}{remedy}", finding.rule.id, finding.message)
}

#[track_caller]
fn check(headers: &str, expect: &[&str]) {
    let found = found(&format!("{BASE}{headers}\nA demonstration.\n"));
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expect);
}

/// `data/warehouse.json` is made by `tests/peers/warehouse_oracle.py` of the workspace.
#[test]
fn every_text_is_judged_as_by_the_libraries_of_pypi() {
    let rows = include_str!("../../tests/data/warehouse.json");
    let rows: Vec<Value> = serde_json::from_str(rows).unwrap();
    assert!(rows.len() >= 250);
    let mut differing = Vec::new();
    for row in rows {
        let text = row["text"].as_str().unwrap();
        let theirs: BTreeSet<&str> =
            row["said"].as_array().unwrap().iter().map(|it| words(it.as_str().unwrap())).collect();
        let found = found(text);
        let errors = found.iter().filter(|finding| finding.severity() == Severity::Error);
        let ours: BTreeSet<&str> = errors.map(|it| words(it.note.as_deref().unwrap())).collect();
        // What only PyPI says, it says once the standards are kept.
        if ours.is_empty() != theirs.is_empty() || !theirs.is_subset(&ours) {
            differing.push(format!("{text:?}: {ours:?}, but PyPI {theirs:?}"));
        }
    }
    assert_eq!(differing, Vec::<String>::new());
}

/// PyPI's words without lists, whose order is by chance, and without the full stop that is not
/// always there.
fn words(text: &str) -> &str {
    text.split(" [").next().unwrap_or_default().trim_end_matches('.')
}

#[test]
fn sound_metadata_leave_nothing_to_say() {
    check(
        "Summary: A demonstration\nKeywords: a,b\nAuthor-email: Jane Doe <jane@example.org>\n\
         License-Expression: MIT\nLicense-File: LICENSE\nClassifier: Typing :: Typed\n\
         Requires-Dist: a>=1; extra == \"x\"\nRequires-Python: >=3.9\nProvides-Extra: x\n\
         Project-URL: Home, https://example.org\nDynamic: License-File\nImport-Name: demo\n",
        &[],
    );
}

#[test]
fn two_faults_of_one_text_are_two_findings_in_their_lines() {
    check(
        "Author-email: Jane <jane@example.test>\nClassifier: Typing :: Typd\n\
         Project-URL: A very long label of no use at all, example.org\n",
        &[
            "5:21-38 email-invalid: `jane@example.test` in `Author-email` is no e-mail address \
             ['jane@example.test' is not a valid email address: The part after the @-sign is a \
             special-use or reserved name that cannot be used with email.]",
            "6:13-27 classifier-unknown: there is no classifier `Typing :: Typd` in \
             trove-classifiers 2026.9.21.13, 2026-09-21 ['Typing :: Typd' is not a valid \
             classifier.] (did you mean `Typing :: Typed`?)",
            "7:14-48 url-label-too-long: the label `A very long label of no use at all` has 34 \
             characters, more than 32 ['A very long label of no use at all' must be 32 characters \
             or less.]",
        ],
    );
}

#[test]
fn what_is_wrong_with_the_text_as_such_is_found() {
    check(
        "Licence: MIT\nSummary: UNKNOWN\nPlatform:\nClassifier: Typing :: Typed \n\
         Summary: again\u{7}\nno header\n",
        &[
            "5:1-8 field-unknown: there is no field `Licence` (did you mean `License`?)",
            "6:10-17 field-value-unknown: `Summary` is `UNKNOWN`, which says nothing",
            "7:1-9 field-empty: `Platform` is empty",
            "8:13-28 field-trailing-blank: `Classifier: Typing :: Typed` has blanks after it",
            "9:10-16 field-repeated: `Summary` stands 2 times ['summary' has invalid data.]",
            "9:15-16 metadata-control-character: the value of `Summary` has the control character \
             U+0007",
            "10:1-10 metadata-stray-line: neither a header nor the continuation of one: for Python \
             the headers end here",
        ],
    );
}

#[test]
fn metadata_of_nothing_say_all_that_is_missing() {
    let found = judge("demo.whl", "METADATA", b"Summary: \xff\n");
    let ids: Vec<_> = found.iter().map(|finding| finding.rule.id).collect();
    let expect = [
        "metadata-version-missing",
        "name-missing",
        "version-missing",
        "description-missing",
        "metadata-not-utf8",
    ];
    assert_eq!(ids, expect);
    assert_eq!(told(&found[4]), "1:10-11 metadata-not-utf8: the byte 0xff is no part of UTF-8");
}

#[test]
fn licences_point_at_the_word_and_say_what_was_meant() {
    check(
        "License: MIT\nLicense-Expression: MIT OR Apche-2.0\nLicense-File: ..\\LICENSE\n\
         Classifier: License :: OSI Approved :: MIT License\n",
        &[
            "5:10-13 license-and-expression: `License` stands beside `License-Expression` \
             [License is deprecated when License-Expression is present. Only License-Expression \
             should be present.]",
            "6:28-37 license-expression-invalid: `Apche-2.0` is not an SPDX licence identifier \
             ['MIT OR Apche-2.0' is invalid for 'license-expression'.] (did you mean \
             `Apache-2.0`?)",
            "7:15-25 license-file-path: `..\\LICENSE` leads, or may lead, out of the distribution \
             ['..\\\\LICENSE' is invalid for 'license-file', parent directory indicators are not \
             allowed.]",
            "8:13-51 classifier-license-with-expression: `License :: OSI Approved :: MIT License` \
             says again what `License-Expression` says",
        ],
    );
}

#[test]
fn dependencies_are_judged_one_by_one() {
    check(
        "Requires-Dist: a >=1 b\nRequires-Dist: c @ https://example.org/c.whl\n\
         Requires-Dist: d; extra == 'Extra'\nProvides-Extra: other\nProvides-Extra: Other\n\
         Provides-Dist: e f\nRequires-Python: >=3.8 <4\n",
        &[
            "5:22-23 requirement-invalid: `a >=1 b`: expected `,` with another version specifier, \
             `;` with a marker, or the end, found `b` ['a >=1 b' is invalid for 'requires-dist'.]",
            "6:20-45 direct-dependency: `c` comes from `https://example.org/c.whl` [Can't have \
             direct dependency: c @ https://example.org/c.whl.]",
            "7:29-34 extra-undeclared: `d` is for the extra `extra`, which is not declared",
            "9:17-22 extra-repeated: the extra `Other` stands here again",
            "10:18-19 provides-obsoletes-invalid: `e f`: expected a version specifier, `;` with a \
             marker, or the end, found `f` ['e f' is invalid: …]",
            "11:23-26 requires-python-invalid: `>=3.8 <4`: expected a comma or the end, found `<4` \
             ['>=3.8 <4' is invalid for 'requires-python'.]",
        ],
    );
}

#[test]
fn hostile_texts_end_soon() {
    for text in [
        "Classifier: ab :: cd\n".repeat(20_000),
        "a".repeat(1 << 20) + ":\n",
        format!("Requires-Dist: a; {}\n", "(".repeat(1 << 18)),
        format!("License-Expression: {}\n", "(".repeat(1 << 18)),
        format!("Author-email: {}\n", "(a:<\"".repeat(1 << 16)),
        format!("Summary: {}\n", "\u{1}\n ".repeat(1 << 16)),
    ] {
        assert!(!found(&text).is_empty());
    }
}

#[test]
fn what_does_not_render_is_shown_in_its_line() {
    let headers = BASE.replace("text/plain", "text/x-rst; charset=UTF-8");
    let found = found(&format!("{headers}\r\n\r\nSee :ref:`usage`\r\n"));
    let told: Vec<_> = found.iter().map(told).collect();
    let expect = "7:1-17 readme-role: the description does not render: Unknown interpreted text role \
                  \"ref\" [The description failed to render for 'text/x-rst; charset=UTF-8'.]";
    assert_eq!(told, [expect]);
    let description = "Description: first\n        \n        :ref:`usage`\n";
    let found = self::found(&format!("Metadata-Version: 2.1\nName: a\nVersion: 1\n{description}"));
    let words = "The description failed to render in the default format of reStructuredText.";
    let role = found.iter().find(|finding| finding.rule.id == "readme-role").unwrap();
    assert_eq!(role.note.as_deref(), Some(words));
    assert!(self::told(role).starts_with("6:1-21 "), "{}", self::told(role));
}
