//! Texts that are made to take long, or to go deep.

use std::time::{Duration, Instant};

use pyrel_readme::{Language, problems};

/// Each takes about a second without optimisation on a busy machine; what is quadratic takes minutes.
const LONGEST: Duration = Duration::from_secs(20);

/// The size of most texts.
const SIZE: usize = 1 << 18;

fn check(name: &str, text: &str) {
    let start = Instant::now();
    let found = problems(text, Language::Rst);
    let took = start.elapsed();
    assert!(took < LONGEST, "{name} took {took:?}, and found {} problems", found.len());
}

/// A long text: a piece repeated, in lines short enough to be read.
fn repeated(piece: &str) -> String {
    let line = piece.repeat(2_000 / piece.len());
    format!("{line}\n").repeat(SIZE / (line.len() + 1))
}

#[test]
fn long_text_of_any_markup_is_read_in_time() {
    let pieces = [
        "*",
        "* ",
        "*a ",
        "**a ",
        "`",
        "`a ",
        "``a ",
        "_`a ",
        "|",
        "|a ",
        "_",
        "a_ ",
        "a-",
        "a-a ",
        "[",
        "[a]_ ",
        ":a:",
        ":a:`",
        "\\",
        "<a> ",
        "`<a",
        "`a <b>`_ ",
        "a:: ",
        "x",
        "é",
        "日",
        "\u{301}",
        ".. ",
        "- ",
        "1. ",
        "(a) ",
        "-a, ",
        "--a=<",
        "+-",
        "=",
        "= ",
        "'*' ",
        "\"",
        "-",
        "|a|_ ",
    ];
    for piece in pieces {
        check(piece, &repeated(piece));
    }
}

#[test]
fn many_lines_of_any_kind_are_read_in_time() {
    let lines = [
        "- a",
        "1. a",
        ":a: b",
        "-a  b",
        "| a",
        ">>> a",
        ".. a",
        ".. _a: b_",
        ".. _a: b",
        "__ a",
        ".. |a| replace:: |b|",
        ".. [#] a",
        ".. [a] b",
        "a::",
        "a\n b",
        "a\n\n b",
        "=== ===",
        "+---+",
        "+-+-+",
        "a\n=",
        "====",
        "a\n\n  b\n\n  -- c",
        "",
        " a",
        ".. note:: a",
        ".. class:: a",
        ".. role:: a(b)",
        ".. list-table::\n\n  * - a",
        ".. csv-table::\n\n  \"a",
        ".. _a",
        ".. |a",
        "term\n  def",
        "[#]_ [#a]_ [*]_ a__",
        ".. contents::",
        "> a",
        "::\n\n> a\n\n",
    ];
    for line in lines {
        check(line, &format!("{line}\n").repeat(SIZE / (line.len() + 1)));
        let numbered = |n: usize| {
            format!(
                "{}\n",
                line.replace('a', &format!("a{n}")).replace('b', &format!("a{}", n + 1))
            )
        };
        check(line, &(0..SIZE / (line.len() + 8)).map(numbered).collect::<String>());
    }
}

#[test]
fn deep_nesting_is_given_up() {
    let quotes: String = (0..1_500).map(|depth| format!("{}x\n\n", " ".repeat(depth))).collect();
    check("quotes", &quotes);
    let shallow: String =
        (0..3_000).map(|depth| format!("{}x\n", " ".repeat(depth % 1_500))).collect();
    check("indents", &shallow);
    check("bullets", &"- ".repeat(4_900));
    check("bullets in lines", &format!("{}\n", "- ".repeat(4_900)).repeat(100));
    check("fields", &":a: ".repeat(2_400));
    check("footnotes", &".. [1] ".repeat(1_400));
    check("substitutions", &".. |a| replace:: ".repeat(580));
    let found = problems(&"- ".repeat(300), Language::Rst);
    assert!(found.iter().any(|problem| problem.message.contains("levels deep")), "{found:?}");
}

#[test]
fn giant_tables_are_read_in_time() {
    let row = |piece: &str, times: usize| format!("+{}\n", piece.repeat(times));
    check("all corners", &row("+", 990).repeat(1_000));
    check(
        "many cells",
        &format!(
            "{}{}",
            row("-+", 500),
            format!("{}{}", row(" |", 500).replacen('+', "|", 1), row("-+", 500)).repeat(500)
        ),
    );
    let open = format!("{}{}", row("-+", 500), row(" |", 500).replacen('+', "|", 1).repeat(1_000));
    check("one row of many cells", &format!("{open}{}", row("-+", 500)));
    let ladders =
        format!("{}{}", row("-+", 500), row("+", 1_000).replacen("++", "+|", 1).repeat(900));
    check("ladders", &format!("{ladders}{}", row("-+", 500)));
    let simple = format!("{}\n", "= ".repeat(4_000).trim_end());
    check(
        "many columns",
        &format!("{simple}{}{simple}", format!("{}\n", "a ".repeat(4_000)).repeat(100)),
    );
    check("spans", &format!("== ==\n{}== ==\n", "a  b\n-----\n".repeat(90_000)));
}
