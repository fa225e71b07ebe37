//! Messages of more than one line, word for word.

use pyrel_readme::{Certainty, Kind, Language, problems};

fn check(text: &str, kind: Kind, expect: &str) {
    let found = problems(text, Language::Rst);
    let first = found.first().map(|found| (found.certainty, found.kind, found.message.as_str()));
    assert_eq!(first, Some((Certainty::Proven, kind, expect)), "{text}");
}

#[test]
fn directives_say_what_is_wrong_with_what_they_are_given() {
    let image = |options: &str| format!(".. image:: a.png\n{options}\nText.\n");
    let directive = |text: &str, expect: &str| check(text, Kind::Directive, expect);
    directive(&image("   :wide: 1\n"), "Error in \"image\" directive:\nunknown option: \"wide\".");
    directive(
        &image("   :alt: a\n   :alt: b\n"),
        "Error in \"image\" directive:\ninvalid option data: duplicate option \"alt\".",
    );
    directive(
        &image("   :scale: x\n"),
        "Error in \"image\" directive:\ninvalid option value: (option: \"scale\"; value: 'x')\n\
         invalid literal for int() with base 10: 'x'.",
    );
    directive(
        &image("   :align: far\n"),
        "Error in \"image\" directive:\ninvalid option value: (option: \"align\"; value: 'far')\n\
         \"far\" unknown; choose from \"top\", \"middle\", \"bottom\", \"left\", \"center\", or \"right\".",
    );
    directive(&image("   :alt: a\n   b\n"), "Error in \"image\" directive:\ninvalid option block.");
    directive(
        ".. image::\n\nText.\n",
        "Error in \"image\" directive:\n1 argument(s) required, 0 supplied.",
    );
    directive(
        ".. code:: a b\n\n   x\n",
        "Error in \"code\" directive:\nmaximum 1 argument(s) allowed, 2 supplied.",
    );
    directive(
        ".. image:: a.png\n\n   Text.\n",
        "Error in \"image\" directive:\nno content permitted.",
    );
}

#[test]
fn tables_say_what_is_malformed() {
    let table = |text: &str, expect: &str| check(text, Kind::Table, expect);
    table("+---+\n| a  |\n+---+\n", "Malformed table.\nRight border not aligned or missing.");
    table("+---+\n| a |\n", "Malformed table.\nBottom border missing or corrupt.");
    table(
        "==  ==\na   b\n==  ==\naaa b\n==  ==\n",
        "Malformed table.\nText in column margin in table line 4.",
    );
    table(
        "==  ==\na   b\n==  ===\n",
        "Malformed table.\nBottom border or header rule does not match top border.",
    );
    table(
        ".. csv-table::\n\n   \"a\"b\n",
        "Error with CSV data in \"csv-table\" directive:\n',' expected after '\"'",
    );
}
