//! In whose name, wherever that is written; and never a word of the secret.

use super::{base64, built, taking};
use crate::harness::case::Case;
use crate::harness::scripted::{Heard, Reply, Scripted};

const SECRET: &str = "pypi-S3cret+of/this=test";

/// The `Authorization` that arrives from a case.
#[track_caller]
fn arrives(case: Case, arguments: &str, expect: Option<(&str, &str)>) {
    let server = taking();
    let case = built(case);
    case.run(&format!("upload --repository-url {} {arguments}", server.url())).success();
    let heard = server.heard();
    assert_eq!(heard.len(), 2);
    let expect = expect.map_or_else(String::new, |(user, password)| {
        format!("Basic {}", base64::standard(&format!("{user}:{password}")))
    });
    assert!(heard.iter().all(|heard| heard.header("authorization") == expect), "{heard:?}");
}

#[test]
fn a_token_is_taken_from_wherever_it_is() {
    let expect = Some(("__token__", SECRET));
    arrives(Case::new(), &format!("--token {SECRET}"), expect);
    for name in ["PYREL_TOKEN", "UV_PUBLISH_TOKEN", "PYREL_PASSWORD", "TWINE_PASSWORD"] {
        arrives(Case::new().env(name, SECRET), "", expect);
        arrives(Case::new().file(".env", &format!("{name}='{SECRET}'\n")), "", expect);
    }
}

#[test]
fn a_user_comes_with_a_password() {
    let expect = Some(("desk", "p:w"));
    arrives(Case::new(), "-u desk -p p:w", expect);
    for prefix in ["PYREL", "UV_PUBLISH", "TWINE"] {
        let (user, password) = (format!("{prefix}_USERNAME"), format!("{prefix}_PASSWORD"));
        arrives(Case::new().env(&user, "desk").env(&password, "p:w"), "", expect);
        let dotenv = format!("export {user}=desk\n{password}=\"p:w\" # ours\n");
        arrives(Case::new().file(".env", &dotenv), "", expect);
    }
}

#[test]
fn nobody_is_asked_for_on_this_machine() {
    arrives(Case::new(), "", None);
}

#[test]
fn the_first_place_wins() {
    let both = |case: Case| case.env("PYREL_TOKEN", "of-env").file(".env", "PYREL_TOKEN=of-file\n");
    arrives(both(Case::new()), "--token of-flag", Some(("__token__", "of-flag")));
    arrives(both(Case::new()), "", Some(("__token__", "of-env")));
    let case = Case::new().env("TWINE_PASSWORD", "of-twine").env("UV_PUBLISH_TOKEN", "of-uv");
    arrives(case, "", Some(("__token__", "of-uv")));
}

#[test]
fn a_section_of_pypirc_names_the_index_and_the_user() {
    let server = taking();
    let pypirc = format!(
        "[distutils]\nindex-servers =\n    ours\n\n[ours]\nrepository = {}/up/\nusername = \
         desk\npassword = p%w\n",
        server.url()
    );
    let case = built(Case::new().home_file(".pypirc", &pypirc));
    let run = case.run("upload -r ours");
    run.success().stdout_contains("the section [ours] of ~/.pypirc").never_says("p%w");
    let heard = server.heard();
    assert_eq!(server.lines(), ["POST /up/", "POST /up/"]);
    assert_eq!(heard[0].header("authorization"), format!("Basic {}", base64::standard("desk:p%w")));
    let run = case.env("PYREL_TOKEN", SECRET).run("upload -r ours --dry-run");
    run.success().stdout_contains("the environment variable `PYREL_TOKEN`").never_says("p%w");
}

#[test]
fn the_index_is_taken_from_wherever_it_is_named() {
    for name in [
        "PYREL_REPOSITORY_URL",
        "PYREL_REPOSITORY",
        "UV_PUBLISH_URL",
        "TWINE_REPOSITORY_URL",
        "TWINE_REPOSITORY",
        "PYPI_PUBLISH_URL",
    ] {
        let server = taking();
        let case = built(Case::new().env(name, &format!("{}/{name}/", server.url())));
        case.run("upload").success();
        assert_eq!(server.lines(), [format!("POST /{name}/"), format!("POST /{name}/")]);
    }
}

#[test]
fn the_dist_folder_is_taken_from_wherever_it_is_named() {
    for arguments in ["upload --dist-dir out", "upload"] {
        let case = Case::new().fixture("seed-like").env("DIST_DIR", "out");
        case.run("build").success();
        assert_eq!((case.list("dist").len(), case.list("out").len()), (0, 2));
        case.run(arguments).success();
        assert_eq!(case.list("local-index/simple/weather-desk-mcp").len(), 4);
    }
}

/// Repeats whatever it was sent, as some proxies do.
fn repeating(heard: &Heard) -> Reply {
    let headers: Vec<_> =
        heard.headers.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    let plain = format!("user said {SECRET}, {}", headers.join(", "));
    Reply::text(403, &plain)
}

#[test]
fn a_secret_is_said_nowhere() {
    let encoded = base64::standard(&format!("__token__:{SECRET}"));
    let sources = [
        Case::new().env("PYREL_TOKEN", SECRET),
        Case::new().file(".env", &format!("TWINE_PASSWORD={SECRET}\n")),
    ];
    for case in sources {
        let (taking, repeating, case) = (taking(), Scripted::http(repeating), built(case));
        for format in ["human", "json", "github", "sarif"] {
            for more in ["", "-v", "-vvv", "--dry-run -vv", "-q"] {
                for (server, code) in [(&taking, 0), (&repeating, 3)] {
                    let url = server.url();
                    let run = case
                        .run(&format!("upload --repository-url {url} --format {format} {more}"));
                    run.never_says(SECRET).never_says(&encoded);
                    let expect = if more.contains("dry") { 0 } else { code };
                    assert_eq!(run.status, expect, "{run:?}");
                }
            }
        }
    }
}

#[test]
fn a_secret_in_a_broken_file_is_said_nowhere() {
    let case = built(Case::new());
    case.write(".env", &format!("PYREL_TOKEN='{SECRET}\nnext line\n"));
    for format in ["human", "json", "github", "sarif"] {
        let run = case.run(&format!("upload --repository testpypi --format {format}"));
        run.failure(1).never_says(SECRET);
    }
    let case = built(Case::new().home_file(".pypirc", &format!("[ours\npassword = {SECRET}\n")));
    for format in ["human", "json", "github", "sarif"] {
        let run = case.run(&format!("upload --repository ours --format {format}"));
        run.failure(1).never_says(SECRET);
    }
}

#[test]
fn without_credentials_nothing_begins() {
    let case = built(Case::new());
    for arguments in ["upload --repository testpypi", "upload --repository testpypi --dry-run"] {
        case.run(arguments).failure(1).stdout("").stderr(
            "error: no credentials for TestPyPI: there is nothing in the options `--token` and \
             `--password`, `PYREL_TOKEN`, `PYREL_PASSWORD`, `UV_PUBLISH_TOKEN`, \
             `UV_PUBLISH_PASSWORD`, `TWINE_PASSWORD` of the environment, `.env` (no such file), \
             `~/.pypirc` (no such file), Trusted Publishing (this is no GitHub Actions job)\n\
             hint: make an API token at https://test.pypi.org/manage/account/token/ and set \
             `PYREL_TOKEN` to it\n",
        );
    }
    let case = case.env("GITHUB_ACTIONS", "true");
    case.run("upload --repository testpypi").failure(1).stderr_contains("id-token: write");
}

#[test]
fn a_token_does_not_travel_in_plain_text() {
    let case = built(Case::new().env("PYREL_TOKEN", SECRET));
    for more in ["", "--dry-run"] {
        case.run(&format!("upload --repository-url http://192.0.2.1/up/ {more}"))
            .failure(1)
            .stderr(
                "error: credentials are not sent to http://192.0.2.1/up/ in plain text\nhint: use \
                 an address that begins with `https://`\n",
            )
            .never_says(SECRET);
    }
}

#[test]
fn two_kinds_of_credentials_are_one_too_many() {
    built(Case::new()).run("upload --token a --username b").failure(2);
}

#[test]
fn a_repository_that_nothing_defines_is_a_wrong_command() {
    let run = built(Case::new()).run("upload --repository testpipy");
    run.failure(2).stderr_contains("did you mean `testpypi`?");
}
