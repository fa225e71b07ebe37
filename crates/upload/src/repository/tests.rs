use pyrel_diag::Explain;

use super::*;
use crate::{ConfigText, Flags};

const FILE: &str = "[distutils]\nindex-servers = mine\n\
    [mine]\nrepository = https://bob:s3cret@mine.example/up\nusername = u\n\
    [hidden]\nrepository = http://127.0.0.1:8080/\n\
    [empty]\nusername = u\n\
    [drop]\nrepository = /srv/index\n\
    [testpypi]\npassword = pypi-x\n";

fn pypirc() -> Pypirc {
    Pypirc::parse(&ConfigText { name: "~/.pypirc".to_owned(), text: FILE.to_owned() }).unwrap()
}

fn env(pairs: &[(&str, &str)]) -> Inputs {
    let env = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Inputs { env: env.collect(), ..Inputs::default() }
}

fn flag(text: &str) -> Inputs {
    let flags = Flags { repository: Some(text.to_owned()), ..Flags::default() };
    Inputs { flags, ..Inputs::default() }
}

fn show(inputs: &Inputs) -> String {
    match Repository::choose(inputs, Some(&pypirc())).map(|warned| warned.value) {
        Ok(Repository::Folder(path)) => format!("folder {}", path.display()),
        Ok(Repository::Index(index)) => {
            format!("{} {}", index.name.as_deref().unwrap_or("-"), index.url)
        }
        Err(error) => format!("{error}"),
    }
}

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(show(&flag(text)), expect, "{text}");
}

#[test]
fn names_stand_for_indexes_and_folders() {
    check("pypi", "pypi https://upload.pypi.org/legacy/");
    check("testpypi", "testpypi https://test.pypi.org/legacy/");
    check("local", "folder local-index");
    check("mine", "mine https://mine.example/up");
    check("drop", "folder /srv/index");
}

#[test]
fn addresses_and_folders_may_stand_for_names() {
    check("http://localhost:8080/up", "- http://localhost:8080/up");
    check("./index", "folder ./index");
    check("/srv/index", "folder /srv/index");
    check("file:///srv/my%20index", "folder /srv/my index");
    check("FILE:../index", "folder ../index");
    check("C:\\index", "folder C:\\index");
    check("file:///C:/index", "folder C:/index");
}

#[test]
fn a_text_that_may_be_either_is_refused() {
    let why = "the option `--repository` holds no address that files can be sent to: ";
    let scheme = "it has no scheme: write `https://…`, or `./…` for a folder";
    check("upload.pypi.org/legacy/", &format!("{why}{scheme}"));
    check("bob:s3cret@host", &format!("{why}{scheme}"));
    check("https://", &format!("{why}empty host"));
    check(
        "https://pypi.org/simple",
        &format!("{why}files are sent to `https://upload.pypi.org/legacy/`"),
    );
}

#[test]
fn the_first_place_that_says_something_decides() {
    let all = [
        ("PYREL_REPOSITORY_URL", "https://a/"),
        ("PYREL_REPOSITORY", "mine"),
        ("UV_PUBLISH_URL", "https://c/"),
        ("TWINE_REPOSITORY_URL", "https://d/"),
        ("TWINE_REPOSITORY", "testpypi"),
        ("PYPI_PUBLISH_URL", "https://f/"),
    ];
    let expect = [
        "- https://a/",
        "mine https://mine.example/up",
        "- https://c/",
        "- https://d/",
        "testpypi https://test.pypi.org/legacy/",
        "- https://f/",
    ];
    for (from, expect) in expect.into_iter().enumerate() {
        assert_eq!(show(&env(&all[from..])), expect);
    }
    assert_eq!(
        show(&env(&[("PYREL_REPOSITORY_URL", " ")])),
        "pypi https://upload.pypi.org/legacy/"
    );
    let mut inputs = flag("testpypi");
    inputs.env = env(&all).env;
    assert_eq!(show(&inputs), "testpypi https://test.pypi.org/legacy/");
    inputs.flags.repository_url = Some("https://z/".to_owned());
    assert_eq!(show(&inputs), "- https://z/");
    let config = Inputs { config: Some("testpypi".to_owned()), ..Inputs::default() };
    assert_eq!(show(&config), "testpypi https://test.pypi.org/legacy/");
}

#[test]
fn an_index_may_say_where_it_lists_its_files() {
    let check_url = |text: &str| {
        let mut inputs = flag(text);
        inputs.env = env(&[("UV_PUBLISH_CHECK_URL", "https://u:p@mine.example/simple")]).env;
        let chosen = Repository::choose(&inputs, None).unwrap().value;
        let Repository::Index(index) = chosen else { panic!("{chosen:?}") };
        index.check_url
    };
    assert_eq!(check_url("pypi").as_deref(), Some("https://pypi.org/simple/"));
    assert_eq!(check_url("https://x/up").as_deref(), Some("https://mine.example/simple"));
}

#[test]
fn a_section_without_an_address_is_named_by_its_line() {
    check("empty", "the section [empty] of ~/.pypirc (line 8) has no `repository`");
}

#[test]
fn an_unlisted_section_is_used_with_a_note() {
    let warned = Repository::choose(&flag("hidden"), Some(&pypirc())).unwrap();
    assert_eq!(
        warned.findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["~/.pypirc:6:1: the section [hidden] is not listed in `index-servers`"]
    );
    assert!(Repository::choose(&flag("mine"), Some(&pypirc())).unwrap().findings.is_empty());
}

#[test]
fn an_unknown_name_comes_with_the_nearest_and_a_way_to_define_it() {
    let error = Repository::choose(&flag("testpipy"), Some(&pypirc())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the repository `testpipy` of the option `--repository` is not known"
    );
    assert_eq!(
        error.hint().unwrap(),
        "did you mean `testpypi`? known are `pypi`, `testpypi`, `local`, `drop`, `empty`, `hidden`, \
         `mine`; define `testpipy` in `~/.pypirc` by a section [testpipy] with the line \
         `repository = https://…`, or give its address with `--repository-url`"
    );
}

#[test]
fn the_address_shows_no_user_information() {
    let repository = Repository::choose(&flag("mine"), Some(&pypirc())).unwrap();
    assert!(!format!("{repository:?}").contains("s3cret"), "{repository:?}");
}

#[test]
fn an_option_without_a_text_does_not_mean_pypi() {
    for (repository, repository_url, flag) in
        [(Some(""), None, "--repository"), (None, Some(" "), "--repository-url")]
    {
        let flags = crate::Flags {
            repository: repository.map(str::to_owned),
            repository_url: repository_url.map(str::to_owned),
            ..crate::Flags::default()
        };
        let error = Repository::choose(&Inputs { flags, ..Inputs::default() }, None).unwrap_err();
        assert_eq!(error.to_string(), format!("`{flag}` is empty"));
        assert_eq!(error.kind(), pyrel_diag::Kind::Usage);
    }
    let env = [("PYREL_REPOSITORY".to_owned(), String::new())].into();
    assert!(Repository::choose(&Inputs { env, ..Inputs::default() }, None).is_ok());
}
