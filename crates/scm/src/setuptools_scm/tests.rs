use pyrel_tree::SourceTree;

use super::find::whole;
use super::tag::TagVersion;
use super::*;
use crate::Date;

/// 2023-11-14 22:13:20 UTC.
const NOW: u64 = 1_700_000_000;

/// A state of a repository, and options.
struct Case {
    scm: ScmVersion,
    options: Options,
}

fn on(tag: &str) -> Case {
    let options = Options::default();
    let tag = tag::required(tag, &options).unwrap();
    let tree = SourceTree::of_entries(None, std::collections::BTreeMap::new());
    let around = Around { tree: &tree, checkout: None, folder_name: None, time: NOW };
    let node = Some("geec5d7ae3f00112233445566778899aabbccddee".to_owned());
    let (branch, node_date) = (Some("main".to_owned()), Date::new(2026, 11, 22));
    let scm = ScmVersion { node, branch, node_date, ..ScmVersion::new(tag, around.now()) };
    Case { scm, options }
}

impl Case {
    fn after(mut self, distance: u64) -> Self {
        self.scm.distance = distance;
        self
    }

    fn dirty(mut self) -> Self {
        self.scm.dirty = true;
        self
    }

    fn branch(mut self, branch: &str) -> Self {
        self.scm.branch = Some(branch.to_owned());
        self
    }

    fn scheme(mut self, name: &str) -> Self {
        self.options.version_schemes = vec![VersionScheme::named(name).unwrap()];
        self
    }

    fn local(mut self, names: &[&str]) -> Self {
        let named = names.iter().map(|name| LocalScheme::named(name).unwrap());
        self.options.local_schemes = named.collect();
        self
    }

    fn unchanged(mut self) -> Self {
        self.scm.tag = TagVersion::new(self.scm.tag.version.as_written(), false).unwrap();
        self.options.normalize = false;
        self
    }

    #[track_caller]
    fn gives(self, expect: &str) {
        assert_eq!(schemes::format(&self.scm, &self.options).as_deref(), Ok(expect));
    }

    #[track_caller]
    fn fails(self, expect: &str) {
        let words = schemes::format(&self.scm, &self.options).map_err(|refusal| refusal.words);
        assert_eq!(words, Err(expect.to_owned()));
    }
}

/// What vcs-versioning 2.6.0 answers, observed.
#[test]
fn schemes_give_the_versions_that_the_tool_gives() {
    on("v1.0").gives("1.0");
    on("v1.0").dirty().gives("1.1.dev0+geec5d7ae3.d20231114");
    on("v1.0").after(1).gives("1.1.dev1+geec5d7ae3");
    on("v1.0").after(1).dirty().gives("1.1.dev1+geec5d7ae3.d20231114");
    on("v1.0").after(1).scheme("no-guess-dev").gives("1.0.post1.dev1+geec5d7ae3");
    on("v1.0").after(1).scheme("only-version").gives("1.0+geec5d7ae3");
    on("v1.0").after(1).scheme("post-release").gives("1.0.post1+geec5d7ae3");
    on("v1.0").after(1).scheme("semver-pep440").gives("1.0.1.dev1+geec5d7ae3");
    on("v1.0").after(1).scheme("semver-pep440").branch("feature/x").gives("1.1.0.dev1+geec5d7ae3");
    let branched = |branch| on("v1.0").after(1).scheme("release-branch-semver").branch(branch);
    branched("main").gives("1.1.0.dev1+geec5d7ae3");
    branched("release/v1.0").gives("1.1.dev1+geec5d7ae3");
    branched("1.1").gives("1.1.0.dev1+geec5d7ae3");
    on("2.0.0rc1").after(1).gives("2.0.0rc2.dev1+geec5d7ae3");
    on("2.0.0.dev0").after(1).gives("2.0.0.dev1+geec5d7ae3");
    on("2.0.0.dev0").after(1).scheme("python-simplified-semver").gives("2.0.0.dev1+geec5d7ae3");
    on("v5.0.post1").after(1).gives("5.0.post2.dev1+geec5d7ae3");
    on("v6.0a").after(1).gives("6.0a1.dev1+geec5d7ae3");
    on("v1!7.0").after(1).gives("1!7.1.dev1+geec5d7ae3");
    on("v1!7.0").after(1).unchanged().gives("v1!7.1.dev1+geec5d7ae3");
    on("pkg-3.1").after(1).gives("3.2.dev1+geec5d7ae3");
    on("release-2024").after(1).gives("2025.dev1+geec5d7ae3");
    on("4.0+local.1").gives("4.0+local.1");
    on("4.0+local.1").after(1).gives("4.1.dev1+local.1.geec5d7ae3");
    on("v9").after(1).gives("10.dev1+geec5d7ae3");
}

/// What 7.1.0, 8.0.4, 8.1.0, 8.3.1 and 9.2.2 answer, observed.
#[test]
fn older_releases_give_versions_of_their_own() {
    use Release::{V7, V8_0, V8_1, V8_3, V9};
    let asked = |release: Release, tag: &str, scheme: &str, distance: u64| {
        let Case { scm, options } = on("1").scheme(scheme);
        let options = Options { release, ..options };
        let tag = tag::required(tag, &options)?;
        schemes::format(&ScmVersion { tag, distance, release, ..scm }, &options)
    };
    let check = |tag: &str, scheme: &str, distance: u64, expect: [Option<&str>; 5]| {
        let all = [V7, V8_0, V8_1, V8_3, V9].map(|release| asked(release, tag, scheme, distance));
        let all = all.map(|version| {
            version
                .ok()
                .map(|version| version.replace("eec5d7ae3f00112233445566778899aabbccddee", "NODE"))
        });
        assert_eq!(all.each_ref().map(Option::as_deref), expect, "{tag} {scheme} {distance}");
    };
    let same = |old: &'static str, new: &'static str| {
        [Some(old), Some(old), Some(old), Some(old), Some(new)]
    };
    let (simple, branch) = ("python-simplified-semver", "release-branch-semver");
    check("v1.0", "guess-next-dev", 1, same("1.1.dev1+gNODE", "1.1.dev1+geec5d7ae3"));
    check("v1.0", simple, 0, same("1.0.0", "1.0.0"));
    let [some, node] = ["1.0.0", "1.0.1.dev2+gNODE"].map(Some);
    check("v1.0rc1", simple, 0, [None, None, some, some, some]);
    check("v1.0rc1", simple, 2, [None, None, node, node, Some("1.0.1.dev2+geec5d7ae3")]);
    check("2.0.0.dev0", simple, 1, same("2.0.1.dev1+gNODE", "2.0.1.dev1+geec5d7ae3"));
    let node = Some("7.1.0.dev1+gNODE");
    check("v1!7.0", branch, 1, [None, None, node, node, Some("7.1.0.dev1+geec5d7ae3")]);
    let (old, new) = ("4.1.dev1+gNODE", "4.1.dev1+local.1.geec5d7ae3");
    check("4.0+local.1", "guess-next-dev", 1, same(old, new));
    check("4.0+local.1", "guess-next-dev", 0, same("4.0", "4.0+local.1"));
    check("4.0", "post-release", 1, same("4.0.post1+gNODE", "4.0.post1+geec5d7ae3"));
    let (old, new) = ("26.11.22.1.dev1+gNODE", "26.11.22.1.dev1+geec5d7ae3");
    check("26.11.22", "calver-by-date", 1, same(old, new));
}

#[test]
fn dates_are_counted_by_the_day_of_the_commit() {
    let calver = |tag| on(tag).after(1).scheme("calver-by-date").local(&["no-local-version"]);
    calver("1.0").gives("26.11.22.0.dev1");
    calver("2024.01.05").gives("2026.11.22.0.dev1");
    calver("26.11.22").gives("26.11.22.1.dev1");
    calver("2026.11.22.4").gives("2026.11.22.5.dev1");
    calver("v26.11.22").unchanged().gives("v26.11.22.1.dev1");
    calver("24.1.5").branch("release-24.2.1").gives("24.2.1");
    calver("24.13.5").fails("the tag `24.13.5` is no day of the calendar");
}

#[test]
fn local_schemes_are_asked_in_turn() {
    let after = |names: &[&str]| on("v1.0").after(1).local(names);
    after(&["dirty-tag"]).gives("1.1.dev1");
    after(&["dirty-tag"]).dirty().gives("1.1.dev1+dirty");
    after(&["no-local-version-strict"]).gives("1.1.dev1");
    after(&["node-and-timestamp"]).dirty().gives("1.1.dev1+geec5d7ae3.d20231114221320");
    after(&["fail-on-uncommitted-changes"]).gives("1.1.dev1+unknown");
    after(&["fail-on-uncommitted-changes", "node-and-date"]).gives("1.1.dev1+geec5d7ae3");
    let why = "files are changed, and the local scheme allows none";
    after(&["fail-on-uncommitted-changes", "node-and-date"]).dirty().fails(why);
    after(&["no-local-version-strict"]).dirty().fails(why);
}

#[test]
fn what_cannot_be_counted_up_is_refused() {
    on("1.0.dev3").after(1).fails("`1.0.dev3` counts development releases by itself");
    on("1.0.post1")
        .after(1)
        .scheme("no-guess-dev")
        .fails("`1.0.post1` is a post-release, after which none is guessed");
}

#[test]
fn tags_are_read_by_pattern_and_prefix() {
    let check = |options: &Options, tag: &str, expect: Option<&str>| {
        let version = tag::version(tag, options).unwrap().map(|version| version.text);
        assert_eq!(version.as_deref(), expect, "{tag}");
    };
    let usual = Options::default();
    check(&usual, "a-b-v1.0-rc1", Some("1.0rc1"));
    check(&usual, "foo9bar", None);
    check(&usual, "1.0+x_y", Some("1.0+x.y"));
    check(&usual, "1.0+!", Some("1.0"));
    let regex = TagRegex::new(r"v(\d+)").unwrap();
    let tags = Tags { prefix: "lib/".to_owned(), strict: true, regex };
    let own = Options { tags, ..Options::default() };
    assert_eq!(own.tags.glob(), "lib/*[0-9]*.*[0-9]*");
    check(&own, "lib/v12.3", Some("12"));
    check(&own, "lib/xv12", None);
    let why = |pattern| TagRegex::new(pattern).unwrap_err().words;
    let wrong = "the pattern has neither one group alone nor a group `version`";
    assert_eq!([why("v1"), why("(a)(b)")], [wrong, wrong]);
}

#[test]
fn what_was_pretended_lies_over_what_was_found() {
    let tree = SourceTree::of_entries(None, std::collections::BTreeMap::new());
    let around = Around { tree: &tree, checkout: None, folder_name: Some("demo-1.7"), time: NOW };
    let with = |set: &[(&str, &str)], options: Options| {
        let pairs = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let options = Options { variables: pairs.collect(), ..options };
        find(&options, &around).map(|found| found.to_string()).map_err(|refusal| refusal.words)
    };
    let named = || Options {
        parentdir_prefix: Some("demo-".to_owned()),
        fallback: Some("3.3".to_owned()),
        ..Options::default()
    };
    let found = |words: &str| Ok(words.to_owned());
    let variable = "SETUPTOOLS_SCM_PRETEND_VERSION";
    let expect =
        found("the version 9.9.9-rc1 is from the variable `SETUPTOOLS_SCM_PRETEND_VERSION`");
    assert_eq!(with(&[(variable, "9.9.9-rc1")], named()), expect);
    assert_eq!(
        with(&[(variable, "")], named()),
        found("the version 1.7 is from the name of the folder")
    );
    let other = Options { parentdir_prefix: Some("x-".to_owned()), ..named() };
    assert_eq!(with(&[], other), found("the version 3.3 is from `fallback_version`"));
    let nothing = "neither git nor a file of the project says what the version is";
    assert_eq!(with(&[], Options::default()), Err(nothing.to_owned()));
    let pretended = Pretended {
        preformatted: Some(false),
        distance: Some(4),
        node: Some("gabc".to_owned()),
        ..Pretended::default()
    };
    let options = Options { pretended, ..named() };
    assert_eq!(
        with(&[], options),
        found("the version 1.8.dev4+gabc is from the name of the folder")
    );
    assert!(whole("x", &around).is_none());
}

#[test]
fn egg_info_tells_what_was_found() {
    let case = on("v1.0").after(3);
    let text = "{\n  \"tag\": \"1.0\",\n  \"distance\": 3,\n  \"node\": \
                \"geec5d7ae3f00112233445566778899aabbccddee\",\n  \"dirty\": false,\n  \"branch\": \
                \"main\",\n  \"node_date\": \"2026-11-22\"\n}\n";
    assert_eq!(case.scm.json().as_deref(), Some(text));
    assert_eq!(file_list_json(&[]), "{\n  \"files\": []\n}\n");
    let files = ["a".to_owned(), "é\"".to_owned()];
    let text = "{\n  \"files\": [\n    \"a\",\n    \"\\u00e9\\\"\"\n  ]\n}\n";
    assert_eq!(file_list_json(&files), text);
}
