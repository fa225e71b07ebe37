//! The pages that are made from tables in the code, so that they cannot say anything else.

use std::path::Path;

use pyrel_build::backends::{BACKENDS, Backend, OptionRow, PlugInRow, PlugInVerdict, Verdict};
use pyrel_build::{WARNINGS, WarningRow};
use pyrel_check::{Check, FAMILIES, Family};
use pyrel_dxt::CHAPTERS;
use pyrel_release::config;

const BACKENDS_FOLDER: &str = "docs/backends";

/// A page as it ought to be.
#[derive(Debug)]
pub(crate) struct Page {
    /// Where it lies, from the root of the repository.
    pub(crate) path: String,
    /// What it says; nothing if it must not be there.
    pub(crate) text: Option<String>,
}

/// The pages that are not on disk as they ought to be.
pub(crate) fn stale(root: &Path) -> Vec<Page> {
    let mut pages = pages();
    pages.retain(|page| std::fs::read_to_string(root.join(&page.path)).ok() != page.text);
    pages.extend(orphans(root));
    pages
}

fn pages() -> Vec<Page> {
    let mut pages = vec![
        Page { path: "docs/configuration.md".to_owned(), text: Some(config::page()) },
        Page {
            path: "docs/pyrel.schema.json".to_owned(),
            text: Some(format!("{:#}\n", config::schema())),
        },
        Page { path: "docs/warnings.md".to_owned(), text: Some(warnings_page()) },
        Page { path: "docs/checks.md".to_owned(), text: Some(checks_page()) },
        Page { path: "docs/plug-ins.md".to_owned(), text: Some(plug_ins_page()) },
        Page { path: "docs/extension-rules.md".to_owned(), text: Some(extension_rules_page()) },
    ];
    pages.extend(
        BACKENDS.iter().map(|backend| Page {
            path: path_of(backend.name()),
            text: Some(backend_page(*backend)),
        }),
    );
    pages
}

/// Pages of backends that there are no more.
fn orphans(root: &Path) -> Vec<Page> {
    let Ok(entries) = std::fs::read_dir(root.join(BACKENDS_FOLDER)) else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let paths = names.map(|name| format!("{BACKENDS_FOLDER}/{name}"));
    let known = |path: &String| BACKENDS.iter().any(|backend| path_of(backend.name()) == *path);
    paths.filter(|path| !known(path)).map(|path| Page { path, text: None }).collect()
}

fn path_of(backend: &str) -> String {
    format!("{BACKENDS_FOLDER}/{backend}.md")
}

fn backend_page(backend: &dyn Backend) -> String {
    let entry_points: Vec<_> =
        backend.entry_points().iter().map(|entry_point| format!("`{entry_point}`")).collect();
    let rows: String = backend.options().iter().map(row).collect();
    format!(
        "# {}\n\n\
         What becomes of each of its options. It is meant where `build-system.build-backend` is {}. \
         Keys stand below the backend's own table in `pyproject.toml`; a key that begins with \
         `tool.` is written out, and a last part `*` stands for every key below.\n\n\
         An option that is refused stops the build, with its line; one that is ignored changes \
         nothing in the files.\n\n\
         | option | what it is for | here |\n|---|---|---|\n{rows}",
        backend.name(),
        entry_points.join(" or "),
    )
}

fn extension_rules_page() -> String {
    let mut page = String::from(
        "# Rules of desktop extensions\n\nWhat `pyrel dxt` finds in manifests, folders and bundles. \
         `--ignore ID` silences a rule, unless `pyrel dxt pack` stops at it: no option makes a bundle \
         that hosts refuse. `--strict` turns all warnings into errors, and advice never changes an \
         exit code. The weight is that of `pyrel dxt validate`, to which a missing entry point is an \
         error if the command runs it; `pyrel dxt pack` and `pyrel release` only warn of what is \
         found beyond the schema and the folder.\n",
    );
    for chapter in &CHAPTERS {
        page += &format!("\n## {}\n\n{}\n\n", chapter.title, chapter.words);
        page += "| rule | weight | what | what to do |\n|---|---|---|---|\n";
        for rule in chapter.rules() {
            let [words, remedy] = [rule.words, rule.remedy].map(|text| text.replace('|', "\\|"));
            page += &format!("| `{}` | {} | {words} | {remedy} |\n", rule.id, rule.severity);
        }
    }
    page
}

fn plug_ins_page() -> String {
    let has_some = |backend: &&&dyn Backend| !backend.plug_ins().is_empty();
    let sections: String = BACKENDS.iter().filter(has_some).map(|it| plug_ins(*it)).collect();
    format!(
        "# Plug-ins\n\n\
         What becomes of what other distributions add to a backend. One that is rebuilt does here \
         what it does there, without being run; one that is refused stops the build and is named, \
         and so does every one that is not listed.\n{sections}"
    )
}

fn plug_ins(backend: &dyn Backend) -> String {
    let rows: String = backend.plug_ins().iter().map(plug_in).collect();
    format!("\n## {}\n\n| plug-in | it is | of | here |\n|---|---|---|---|\n{rows}", backend.name())
}

fn plug_in(row: &PlugInRow) -> String {
    let verdict = match row.verdict {
        PlugInVerdict::Rebuilt => "rebuilt".to_owned(),
        PlugInVerdict::Harmless(why) => format!("ignored: {why}"),
        PlugInVerdict::Refused(why) => format!("refused: {why}"),
    };
    let (name, kind) = (row.name, row.kind.words());
    format!("| `{name}` | {kind} | {} | {} |\n", row.distribution, cell(&verdict))
}

fn warnings_page() -> String {
    let sections: String = WARNINGS.iter().map(warning).collect();
    format!(
        "# Warnings\n\n\
         What pyrel says of a project before it is published, and its backend does not; the same \
         for every backend. `--ignore ID` silences a rule, and `--strict` turns all warnings into \
         errors.\n{sections}"
    )
}

fn warning(row: &WarningRow) -> String {
    let WarningRow { rule, reason } = row;
    format!(
        "\n## `{}`\n\n**What:** {}.\n\n**Why:** {reason}\n\n**What to do:** {}.\n",
        rule.id, rule.words, rule.remedy
    )
}

fn checks_page() -> String {
    let sections: String = FAMILIES.iter().map(family).collect();
    format!(
        "# Checks\n\n\
         What `pyrel check` finds in finished wheels and sdists, offline and all at once. A rule is \
         about one of seven natures of mistakes:\n\n\
         | nature | what it means | `pyrel check` | `--target generic` | `pyrel build` |\n\
         |---|---|---|---|---|\n\
         | contradiction | the file contradicts itself or cannot be read | error | error | error |\n\
         | standard | it breaks a packaging standard, and PyPI refuses it for that | error | error \
         | warning |\n\
         | installers | installers refuse it, and no index looks | error | error | warning |\n\
         | policy | PyPI refuses it, by a rule of its own | error | advice | advice |\n\
         | doubt | PyPI may refuse it | warning | advice | advice |\n\
         | harm | nobody refuses it, and it harms who publishes or installs it | warning | warning | advice |\n\
         | advice | nobody refuses it | advice | advice | advice |\n\n\
         `pyrel upload` and `pyrel release` weigh by where the files go. `--ignore ID` silences a \
         rule, as `ignore` in `[tool.pyrel.check]` does; `--strict` turns warnings into errors; \
         `pyrel check --explain ID` says what stands here.\n{sections}"
    )
}

fn family(family: &Family) -> String {
    let rules: String = family.rules.iter().map(|check| rule(check)).collect();
    format!("\n## {}\n{rules}", family.title)
}

fn rule(check: &Check) -> String {
    let Check { rule, nature, codes, why } = check;
    let codes: String =
        codes.iter().map(|code| format!("; `{code}` of check-wheel-contents")).collect();
    format!(
        "\n### `{}`\n\n*{nature}{codes}.* **What:** {}.\n\n**Why:** {why}\n\n**What to do:** {}.\n",
        rule.id, rule.words, rule.remedy
    )
}

fn row(row: &OptionRow) -> String {
    let verdict = match row.verdict {
        Verdict::Honoured => "honoured".to_owned(),
        Verdict::Ignored(why) => format!("ignored: {why}"),
        Verdict::Refused(why) => format!("refused: {why}"),
    };
    format!("| `{}` | {} | {} |\n", cell(row.key), cell(row.words), cell(&verdict))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_becomes_of_the_option_and_why() {
        let check = |verdict, expect: &str| {
            assert_eq!(row(&OptionRow { key: "a.*", verdict, words: "this | that" }), expect);
        };
        check(Verdict::Honoured, "| `a.*` | this \\| that | honoured |\n");
        check(Verdict::Ignored("of no use"), "| `a.*` | this \\| that | ignored: of no use |\n");
        check(Verdict::Refused("code"), "| `a.*` | this \\| that | refused: code |\n");
    }

    #[test]
    fn every_backend_has_a_page_and_no_other_page_is_kept() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("no-such-folder");
        let paths: Vec<_> = stale(&root).into_iter().map(|page| page.path).collect();
        assert_eq!(paths.len(), 6 + BACKENDS.len());
        assert!(paths.contains(&"docs/backends/flit_core.md".to_owned()));
    }
}
