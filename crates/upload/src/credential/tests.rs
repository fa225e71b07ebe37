use std::path::PathBuf;

use pyrel_diag::{Explain, Kind};

use super::*;
use crate::{ConfigText, Flags, Repository};

const SECRET: &str = "pypi-hidden";

fn index(text: &str) -> Index {
    let flags = Flags { repository: Some(text.to_owned()), ..Flags::default() };
    let inputs = Inputs { cwd: PathBuf::new(), flags, ..Inputs::default() };
    match Repository::choose(&inputs, None).unwrap().value {
        Repository::Index(index) => index,
        Repository::Folder(path) => panic!("{path:?}"),
    }
}

fn env(pairs: &[(&str, &str)]) -> Inputs {
    let env = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Inputs { env: env.collect(), ..Inputs::default() }
}

fn file(name: &str, text: &str) -> Option<ConfigText> {
    Some(ConfigText { name: name.to_owned(), text: text.to_owned() })
}

/// User, source and secret, as the real world would come to them.
#[track_caller]
fn check(inputs: &Inputs, index: &Index, expect: (&str, &str, &str)) {
    let pypirc = inputs.pypirc.as_ref().map(|text| Pypirc::parse(text).unwrap());
    let found = Credential::find(inputs, pypirc.as_ref(), index).unwrap().value;
    let secret = read_secret(&found.source, inputs).unwrap();
    let source = found.source.to_string();
    assert_eq!((found.user.as_str(), source.as_str(), secret.expose()), expect);
}

#[test]
fn the_first_secret_decides() {
    let token = Some(Secret::new("pypi-1"));
    let flags = Flags { token, ..Flags::default() };
    let names = [
        "PYREL_TOKEN",
        "PYREL_PASSWORD",
        "UV_PUBLISH_TOKEN",
        "UV_PUBLISH_PASSWORD",
        "TWINE_PASSWORD",
    ];
    let mut inputs = Inputs {
        cwd: PathBuf::new(),
        flags,
        env: names.iter().map(|name| ((*name).to_owned(), format!("pypi-{name}\n"))).collect(),
        dotenv: file(".env", &names.map(|name| format!("{name}=pypi-.{name}\n")).concat()),
        pypirc: file("~/.pypirc", "[pypi]\nusername = __token__\npassword = pypi-rc\n"),
        config: None,
    };
    let mut pypi = index("pypi");
    pypi.section = Some("pypi".to_owned());
    check(&inputs, &pypi, ("__token__", "the option `--token`", "pypi-1"));
    inputs.flags = Flags { password: Some(Secret::new("pypi-2")), ..Flags::default() };
    check(&inputs, &pypi, ("__token__", "the option `--password`", "pypi-2"));
    inputs.flags = Flags::default();
    for name in names {
        let source = format!("the environment variable `{name}`");
        check(&inputs, &pypi, ("__token__", &source, &format!("pypi-{name}")));
        inputs.env.remove(name);
    }
    for name in names {
        let source = format!("`{name}` in .env");
        check(&inputs, &pypi, ("__token__", &source, &format!("pypi-.{name}")));
        let text = inputs.dotenv.take().unwrap().text.replace(&format!("\n{name}="), "\n");
        let text = text.strip_prefix(&format!("{name}=")).unwrap_or(&text).to_owned();
        inputs.dotenv = file(".env", &text);
    }
    check(&inputs, &pypi, ("__token__", "the section [pypi] of ~/.pypirc", "pypi-rc"));
}

#[test]
fn a_user_name_stands_beside_its_password_or_before_it() {
    let mine = index("https://mine.example/");
    let own = env(&[("TWINE_USERNAME", "bob"), ("TWINE_PASSWORD", "p"), ("PYREL_USERNAME", "ann")]);
    check(&own, &mine, ("bob", "the environment variable `TWINE_PASSWORD`", "p"));
    let before = env(&[("PYREL_USERNAME", "ann"), ("TWINE_PASSWORD", "p")]);
    check(&before, &mine, ("ann", "the environment variable `TWINE_PASSWORD`", "p"));
    let none = env(&[("TWINE_PASSWORD", "p")]);
    check(&none, &mine, ("__token__", "the environment variable `TWINE_PASSWORD`", "p"));
    let token = env(&[("TWINE_USERNAME", "bob"), ("UV_PUBLISH_TOKEN", "t")]);
    check(&token, &mine, ("__token__", "the environment variable `UV_PUBLISH_TOKEN`", "t"));
}

#[test]
fn a_token_of_one_index_does_not_go_to_another() {
    let mut inputs = Inputs {
        cwd: PathBuf::new(),
        dotenv: file(".env", "PYPI_TOKEN=pypi-real\nTESTPYPI_TOKEN=pypi-test\n"),
        ..Inputs::default()
    };
    check(&inputs, &index("pypi"), ("__token__", "`PYPI_TOKEN` in .env", "pypi-real"));
    check(&inputs, &index("testpypi"), ("__token__", "`TESTPYPI_TOKEN` in .env", "pypi-test"));
    assert!(Credential::find(&inputs, None, &index("https://mine.example/")).is_err());
    inputs.pypirc = file("~/.pypirc", "[mine]\npassword = p\n");
    let pypirc = Pypirc::parse(inputs.pypirc.as_ref().unwrap()).unwrap();
    assert!(Credential::find(&inputs, Some(&pypirc), &index("https://mine.example/")).is_err());
}

#[test]
fn an_address_may_say_in_whose_name() {
    let inputs =
        env(&[("UV_PUBLISH_URL", "https://bob:p%40@mine.example/"), ("TWINE_PASSWORD", "q")]);
    let Repository::Index(mine) = Repository::choose(&inputs, None).unwrap().value else {
        panic!()
    };
    check(&inputs, &mine, ("bob", "the environment variable `UV_PUBLISH_URL`", "p@"));
    let inputs = env(&[("PYREL_REPOSITORY", "https://bob:p@mine.example/")]);
    let Repository::Index(mine) = Repository::choose(&inputs, None).unwrap().value else {
        panic!()
    };
    check(&inputs, &mine, ("bob", "the environment variable `PYREL_REPOSITORY`", "p"));
    let inputs = env(&[("UV_PUBLISH_URL", "https://pypi-t@mine.example/")]);
    let Repository::Index(mine) = Repository::choose(&inputs, None).unwrap().value else {
        panic!()
    };
    check(&inputs, &mine, ("__token__", "the environment variable `UV_PUBLISH_URL`", "pypi-t"));
    let inputs = env(&[("UV_PUBLISH_URL", "https://bob@mine.example/"), ("TWINE_PASSWORD", "q")]);
    let Repository::Index(mine) = Repository::choose(&inputs, None).unwrap().value else {
        panic!()
    };
    check(&inputs, &mine, ("bob", "the environment variable `TWINE_PASSWORD`", "q"));
    let inputs = Inputs {
        cwd: PathBuf::new(),
        pypirc: file("~/.pypirc", "[mine]\nrepository = https://bob:p@mine.example/\n"),
        flags: Flags { repository: Some("mine".to_owned()), ..Flags::default() },
        ..Inputs::default()
    };
    let pypirc = Pypirc::parse(inputs.pypirc.as_ref().unwrap()).unwrap();
    let chosen = Repository::choose(&inputs, Some(&pypirc)).unwrap().value;
    let Repository::Index(mine) = chosen else { panic!() };
    check(&inputs, &mine, ("bob", "the section [mine] of ~/.pypirc", "p"));
}

#[test]
fn a_job_on_github_may_publish_in_its_own_name() {
    let mut inputs = env(&[
        ("GITHUB_ACTIONS", "true"),
        (IDENTITY_URL, "https://run.example/token?api=1"),
        (IDENTITY_TOKEN, "hidden"),
    ]);
    let found = Credential::find(&inputs, None, &index("pypi")).unwrap().value;
    let shown = "Trusted Publishing with https://upload.pypi.org/legacy/";
    assert_eq!((found.user.as_str(), found.source.to_string().as_str()), ("__token__", shown));
    inputs.env.insert("TWINE_PASSWORD".to_owned(), SECRET.to_owned());
    let found = Credential::find(&inputs, None, &index("pypi")).unwrap().value;
    assert_eq!(found.source, CredentialSource::Env("TWINE_PASSWORD".to_owned()));
}

#[test]
fn this_machines_own_index_needs_no_credentials() {
    let found = Credential::find(&Inputs::default(), None, &index("http://[::1]:8080/")).unwrap();
    assert_eq!(found.value.source, CredentialSource::Anonymous);
}

#[test]
fn missing_credentials_name_all_that_was_looked_at() {
    let error = Credential::find(&Inputs::default(), None, &index("testpypi")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no credentials for TestPyPI: there is nothing in the options `--token` and `--password`, \
         `PYREL_TOKEN`, `PYREL_PASSWORD`, `UV_PUBLISH_TOKEN`, `UV_PUBLISH_PASSWORD`, \
         `TWINE_PASSWORD` of the environment, `.env` (no such file), `~/.pypirc` (no such file), \
         Trusted Publishing (this is no GitHub Actions job)"
    );
    assert_eq!(
        error.hint().unwrap(),
        "make an API token at https://test.pypi.org/manage/account/token/ and set `PYREL_TOKEN` to it"
    );
    assert_eq!(error.kind(), Kind::User);
}

#[test]
fn a_job_without_permission_reads_which_lines_to_add() {
    let inputs = Inputs {
        cwd: PathBuf::new(),
        dotenv: file(".env", "A=1"),
        pypirc: file("~/.pypirc", "[mine]\npassword = p\n"),
        ..env(&[("GITHUB_ACTIONS", "true"), (IDENTITY_URL, "https://run.example/")])
    };
    let pypirc = Pypirc::parse(inputs.pypirc.as_ref().unwrap()).unwrap();
    let error = Credential::find(&inputs, Some(&pypirc), &index("pypi")).unwrap_err();
    let expect = "`.env`, ~/.pypirc (no section for this index), \
                  Trusted Publishing (the job has no permission `id-token: write`)";
    assert!(error.to_string().ends_with(expect), "{error}");
    assert_eq!(
        error.hint().unwrap(),
        "to publish without a stored token, add these lines to the job:\n\n    permissions:\n      \
         id-token: write\n      contents: read\n\nand register the workflow as a trusted publisher \
         of the project; a workflow that runs for a pull request from a fork never gets this \
         permission"
    );
}

#[test]
fn a_token_and_a_login_at_once_are_refused() {
    let mut flags = Flags { token: Some(Secret::new(SECRET)), ..Flags::default() };
    flags.username = Some("bob".to_owned());
    let inputs = Inputs { cwd: PathBuf::new(), flags, ..Inputs::default() };
    let error = Credential::find(&inputs, None, &index("pypi")).unwrap_err();
    assert_eq!(error.to_string(), "`--token` is given beside `--username`");
}

#[track_caller]
fn warns(inputs: &Inputs, expect: &[&str]) {
    let warned = Credential::find(inputs, None, &index("pypi")).unwrap();
    assert_eq!(warned.findings.iter().map(ToString::to_string).collect::<Vec<_>>(), expect);
}

#[test]
fn what_pypi_would_refuse_is_warned_about() {
    warns(&env(&[("PYREL_TOKEN", "pypi-ok")]), &[]);
    warns(
        &env(&[("PYREL_TOKEN", "abc")]),
        &[
            "the token from the environment variable `PYREL_TOKEN` does not begin with `pypi-`, as those of PyPI do",
        ],
    );
    warns(
        &env(&[("PYREL_TOKEN", "pypi-a b")]),
        &["the token from the environment variable `PYREL_TOKEN` has white space inside"],
    );
    warns(
        &env(&[("TWINE_USERNAME", "bob"), ("TWINE_PASSWORD", "x")]),
        &[
            "PyPI takes tokens only, and the environment variable `TWINE_PASSWORD` comes with a user name",
        ],
    );
}

#[test]
fn a_secret_that_is_gone_is_missed_by_its_place() {
    let error = read_secret(&CredentialSource::Env("PYREL_TOKEN".to_owned()), &Inputs::default());
    assert_eq!(
        error.unwrap_err().to_string(),
        "the credentials are gone from the environment variable `PYREL_TOKEN`"
    );
}

#[test]
fn nothing_shows_a_secret() {
    let inputs = Inputs {
        cwd: PathBuf::new(),
        flags: Flags {
            repository: Some(format!("https://bob:{SECRET}@mine.example/")),
            repository_url: Some(format!("https://bob:{SECRET}@mine.example/")),
            password: Some(Secret::new(SECRET)),
            username: Some(SECRET.to_owned()),
            token: None,
        },
        env: env(&[("PYREL_TOKEN", SECRET)]).env,
        dotenv: file(".env", SECRET),
        pypirc: file("~/.pypirc", SECRET),
        config: Some(SECRET.to_owned()),
    };
    let chosen = Repository::choose(&inputs, None).unwrap();
    let Repository::Index(mine) = &chosen.value else { panic!() };
    let found = Credential::find(&inputs, None, mine).unwrap();
    let broken = Pypirc::parse(inputs.pypirc.as_ref().unwrap()).unwrap_err();
    let shown = format!("{inputs:?} {chosen:?} {found:?} {broken:?} {broken}");
    assert!(!shown.contains("hidden"), "{shown}");
}
