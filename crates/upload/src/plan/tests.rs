use pyrel_diag::Explain;
use pyrel_effect::{Recorder, Reply};
use serde_json::json;

use super::*;
use crate::distribution::tests::distribution;
use crate::{Inputs, Repository, Warehouse};

const METADATA: &str = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n";

fn files() -> Vec<Distribution> {
    vec![
        distribution("demo-1.0-py3-none-any.whl", b"wheel", METADATA),
        distribution("demo-1.0.tar.gz", b"sdist", METADATA),
    ]
}

fn index(text: &str) -> Index {
    let inputs = Inputs { config: Some(text.to_owned()), ..Inputs::default() };
    match Repository::choose(&inputs, None).unwrap().value {
        Repository::Index(index) => index,
        Repository::Folder(path) => panic!("{path:?}"),
    }
}

fn with_token() -> Credential {
    let env = [("PYREL_TOKEN".to_owned(), "pypi-hidden".to_owned())];
    let inputs = Inputs { env: env.into(), ..Inputs::default() };
    Credential::find(&inputs, None, &index("pypi")).unwrap().value
}

fn trusted() -> Credential {
    let env = [
        ("GITHUB_ACTIONS", "true"),
        ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://run.example/?a=1"),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "hidden"),
    ];
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let inputs = Inputs { env: env.into(), ..Inputs::default() };
    Credential::find(&inputs, None, &index("pypi")).unwrap().value
}

#[test]
fn a_plan_foretells_its_token_and_each_file() {
    let pypi = Index::of(Warehouse::Pypi).unwrap();
    let plan = plan(&files(), &pypi, &trusted(), IfExists::Refuse).unwrap();
    assert!(plan.findings.is_empty());
    let lines: Vec<String> = plan.value.touches().iter().map(ToString::to_string).collect();
    let digest = |bytes| pyrel_archive::Sha256::of(bytes);
    assert_eq!(
        lines,
        [
            "mint an upload token of https://upload.pypi.org/legacy/, and burn it when it has served"
                .to_owned(),
            format!(
                "publish demo-1.0-py3-none-any.whl to https://upload.pypi.org/legacy/ (sha256 {})",
                digest(b"wheel")
            ),
            format!(
                "publish demo-1.0.tar.gz to https://upload.pypi.org/legacy/ (sha256 {})",
                digest(b"sdist")
            ),
        ]
    );
    let world = Recorder::new(vec![
        Reply::json("audience", 200, &json!({"audience": "pypi"})),
        Reply::json("run.example", 200, &json!({"value": "h.p.s"})),
        Reply::json("mint-token", 200, &json!({"token": "pypi-minted"})),
    ]);
    assert_eq!(world.hold(plan.value), Ok(true));
}

#[test]
fn a_plan_shows_no_secret() {
    let plan = plan(&files(), &index("pypi"), &with_token(), IfExists::Skip).unwrap().value;
    let json: Vec<String> = plan.touches().iter().map(|it| it.to_json().to_string()).collect();
    let shown = format!("{plan:?} {json:?}");
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn credentials_do_not_travel_in_plain_text() {
    let open = index("http://mine.example/up");
    let error = plan(&files(), &open, &with_token(), IfExists::Refuse).unwrap_err();
    assert_eq!(
        error.to_string(),
        "credentials are not sent to http://mine.example/up in plain text"
    );
    assert_eq!(error.hint().unwrap(), "use an address that begins with `https://`");
    assert!(plan(&files(), &open, &Credential::anonymous(), IfExists::Refuse).is_ok());
    let here = index("http://127.0.0.1:8080/");
    assert!(plan(&files(), &here, &with_token(), IfExists::Refuse).is_ok());
}

#[test]
fn nothing_to_publish_is_a_mistake() {
    let error = plan(&[], &index("pypi"), &with_token(), IfExists::Refuse).unwrap_err();
    assert_eq!(error.to_string(), "there are no files to publish");
    assert_eq!(error.hint().unwrap(), "run `pyrel build` first");
}

#[test]
fn what_is_left_away_is_warned_about() {
    let text = format!("{METADATA}License-File: L\n");
    let files = [distribution("demo-1.0.tar.gz", b"", &text)];
    let warned = plan(&files, &index("pypi"), &with_token(), IfExists::Refuse).unwrap();
    assert_eq!(
        warned.findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["demo-1.0.tar.gz: `License-File` came with metadata version 2.4, and this is 2.1"]
    );
}
