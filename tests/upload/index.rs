//! A real index, and what arrives there.

use std::fs;

use super::form::{Part, parts, texts};
use super::{SDIST, WHEEL, built, taking};
use crate::harness::case::{Case, REPOSITORY};
use crate::harness::dist::Dist;
use crate::harness::index::{Index, PASSWORD, USER};
use crate::harness::peers::peers;
use crate::harness::run::Run;
use crate::release::law::{deeds, hold, list};

fn case() -> Case {
    built(Case::new().env("TWINE_USERNAME", USER).env("TWINE_PASSWORD", PASSWORD))
}

#[test]
fn an_index_gets_what_lies_in_the_dist_folder() {
    let (index, case) = (Index::start(), case());
    let arguments = format!("upload --repository-url {}", index.url());
    let (plan, real) = hold(&case, &arguments, || index.files());
    assert_eq!(deeds(&plan), ["publish", "publish"]);
    assert_eq!(index.files(), [WHEEL, SDIST]);
    for name in [WHEEL, SDIST] {
        assert_eq!(index.read(name), fs::read(case.path("dist").join(name)).unwrap());
    }
    let published = list(&real.json()["outputs"], "published");
    assert!(published.iter().all(|file| file["status"] == "uploaded"), "{published:?}");

    // What the real checker of the real client says.
    let mut twine = peers().tool("publish", "twine");
    twine.args(["check", "--strict"]).args([WHEEL, SDIST]);
    Run::of(twine.current_dir(case.path("dist"))).success();
}

/// Looked at before the first byte leaves: what contradicts itself goes nowhere, nor does what lies
/// beside it.
#[test]
fn an_index_gets_nothing_while_something_is_wrong() {
    let (index, case) = (Index::start(), case());
    let broken = "demo-1.0-py3-none-any.whl";
    let from = format!("{REPOSITORY}/fixtures/check/record-hash/{broken}");
    let _ = fs::copy(from, case.path("dist").join(broken)).unwrap();
    for more in ["", " --dry-run"] {
        let url = index.url();
        let run =
            case.run(&format!("upload --repository-url {url}{more} dist/{broken} dist/{WHEEL}"));
        run.failure(1)
            .stderr_contains("error[record-hash]: `demo/__init__.py` has the digest")
            .stderr_contains("error: one error was found\n");
        assert_eq!(index.files(), [""; 0]);
    }
}

/// What PyPI alone refuses is no error for another index.
#[test]
fn an_index_of_ones_own_gets_local_versions() {
    let (index, case) = (Index::start(), case());
    let local = "demo-1.0+cu118-py3-none-any.whl";
    let from = format!("{REPOSITORY}/fixtures/check/local-version/{local}");
    let _ = fs::copy(from, case.path("dist").join(local)).unwrap();
    case.run(&format!("upload --repository-url {} dist/{local}", index.url())).success();
    assert_eq!(index.files(), [local]);
    let run = case.run(&format!("upload --repository testpypi --dry-run dist/{local}"));
    run.failure(1).stderr_contains("error[local-version]: `1.0+cu118` is a local version\n");
}

#[test]
fn an_installer_gets_it_from_there() {
    let (index, case) = (Index::start(), case());
    case.run(&format!("upload --repository-url {}", index.url())).success();
    let address = index.url().replace("://", &format!("://{USER}:{PASSWORD}@"));
    super::folder::install(&case, &format!("{address}simple/"));
}

#[test]
fn a_wrong_password_is_said_with_the_reason_of_the_index() {
    let index = Index::start();
    let case = built(Case::new().env("TWINE_USERNAME", USER).env("TWINE_PASSWORD", "wr0ng-one"));
    let run = case.run(&format!("upload --repository-url {}", index.url()));
    run.failure(3).never_says("wr0ng-one");
    run.stderr_contains(&format!("`{WHEEL}` was not published on"))
        .stderr_contains("the index answered 403")
        .stderr_contains("hint: check that the credentials belong to this index");
    assert_eq!(index.files(), [""; 0]);
}

#[test]
fn the_same_file_twice_is_refused_or_passed_over() {
    let (index, case) = (Index::start(), case());
    let arguments = format!("upload --repository-url {}", index.url());
    case.run(&arguments).success();
    let run = case.run(&arguments);
    run.failure(3).stderr_contains("the index has a file of this name already");
    run.stderr_contains("--skip-existing");
    let run = case.run(&format!("{arguments} --skip-existing --json"));
    let report = run.success().json();
    assert_eq!(deeds(&list(&report, "spared")), ["publish", "publish"]);
    assert_eq!(list(&report, "done"), [serde_json::Value::Null; 0]);
    assert!(list(&report["outputs"], "published").iter().all(|it| it["status"] == "skipped"));
}

/// What is sent with each kind of file; the digests are taken from the file itself.
fn expected(file: &[u8], kind: &str, python: &str, description: &str) -> Vec<String> {
    use sha2::Digest as _;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let sha256 = hex(&sha2::Sha256::digest(file));
    let mut expected = vec![
        ":action=file_upload".to_owned(),
        "protocol_version=1".to_owned(),
        format!("sha256_digest={sha256}"),
        format!("filetype={kind}"),
        format!("pyversion={python}"),
        format!("description={description}"),
    ];
    expected.extend(METADATA.lines().map(str::to_owned));
    expected.sort();
    expected
}

const METADATA: &str = "\
metadata_version=2.4
name=weather-desk-mcp
version=1.4.0
summary=Station forecasts for language models, served over MCP
description_content_type=text/markdown
keywords=mcp,weather,forecast
author_email=Weather Desk <desk@example.com>
license_expression=MIT
license_file=LICENSE
classifiers=Development Status :: 5 - Production/Stable
classifiers=Intended Audience :: End Users/Desktop
classifiers=Operating System :: OS Independent
classifiers=Programming Language :: Python :: 3
classifiers=Programming Language :: Python :: 3 :: Only
classifiers=Topic :: Scientific/Engineering :: Atmospheric Science
requires_python=>=3.10
project_urls=Homepage, https://example.com/weather-desk
project_urls=Source, https://example.com/weather-desk/source
dynamic=license-file";

#[test]
fn the_form_has_the_fields_that_pypi_knows() {
    let (server, case) = (taking(), built(Case::new()));
    case.run(&format!("upload --repository-url {}/legacy/", server.url())).success();
    let heard = server.heard();
    assert_eq!(server.lines(), ["POST /legacy/", "POST /legacy/"]);
    let readme = case.read("README.md");
    for (heard, (name, kind, python)) in
        heard.iter().zip([(WHEEL, "bdist_wheel", "py3"), (SDIST, "sdist", "source")])
    {
        assert_eq!(heard.header("content-length"), heard.body.len().to_string());
        assert!(heard.header("accept").starts_with("application/json"), "{heard:?}");
        let parts = parts(heard);
        let file = fs::read(case.path("dist").join(name)).unwrap();
        let content = Part {
            name: "content".to_owned(),
            file: Some(name.to_owned()),
            kind: Some("application/octet-stream".to_owned()),
            bytes: file.clone(),
        };
        assert_eq!(parts.last(), Some(&content));
        let mut sent = texts(&parts);
        let blake2 = sent.iter().position(|text| text.starts_with("blake2_256_digest="));
        let blake2 = sent.remove(blake2.unwrap());
        sent.sort();
        assert_eq!(sent, expected(&file, kind, python, &readme));
        assert_eq!(blake2, format!("blake2_256_digest={}", blake2_of(&case, name)));
    }
}

/// BLAKE2b with 32 bytes, by Python's library.
fn blake2_of(case: &Case, name: &str) -> String {
    let script = "import hashlib, sys; \
                  print(hashlib.blake2b(open(sys.argv[1], 'rb').read(), digest_size=32).hexdigest())";
    let mut python = peers().python("publish");
    let run = Run::of(python.args(["-c", script]).arg(case.path("dist").join(name)));
    run.success().stdout.trim().to_owned()
}

/// What twine itself sends, taken as the measure for the metadata.
#[test]
fn twine_sends_the_same() {
    let case = built(Case::new());
    let (ours, theirs) = (taking(), taking());
    case.run(&format!("upload --repository-url {}", ours.url())).success();
    let mut twine = peers().tool("publish", "twine");
    twine.args(["upload", "--non-interactive", "--disable-progress-bar", "-u", "a", "-p", "b"]);
    twine.args(["--repository-url", theirs.url(), WHEEL, SDIST]);
    Run::of(twine.current_dir(case.path("dist")).env("HOME", case.home())).success();
    for (ours, theirs) in ours.heard().iter().zip(theirs.heard()) {
        let fields = |parts: &[Part]| {
            let mut texts = texts(parts);
            texts.retain(|text| !text.starts_with("keywords="));
            texts.sort();
            texts
        };
        let (ours, theirs) = (parts(ours), parts(&theirs));
        assert_eq!(fields(&ours), fields(&theirs));
        let content = |parts: &[Part]| parts.iter().find(|it| it.name == "content").cloned();
        assert_eq!(content(&ours), content(&theirs));
    }
}

/// Both kinds say the same about the project, as indexes expect.
#[test]
fn the_sdist_and_the_wheel_agree() {
    let case = built(Case::new());
    let wheel = Dist::read(&case.path("dist").join(WHEEL));
    let sdist = Dist::read(&case.path("dist").join(SDIST));
    assert_eq!(wheel.text(&wheel.dist_info("METADATA")), sdist.text("PKG-INFO"));
}
