use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pyrel_diag::Explain;
use pyrel_effect::{Recorder, Reply};

use super::*;
use crate::Warehouse;

fn claims(workflow: &str, environment: Option<&str>, event: &str) -> Value {
    let mut claims = json!({
        "sub": "repo:me/demo:ref:refs/tags/v1",
        "repository": "me/demo",
        "repository_owner": "me",
        "repository_owner_id": "7",
        "job_workflow_ref": workflow,
        "ref": "refs/tags/v1",
        "event_name": event,
        "jti": "not shown",
    });
    if let Some(name) = environment {
        claims["environment"] = json!(name);
    }
    claims
}

fn script(claims: &Value, status: u16, minted: &Value) -> Vec<Reply> {
    let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
    vec![
        Reply::json("audience", 200, &json!({"audience": "pypi"})),
        Reply::json("run.example", 200, &json!({"value": format!("h.{payload}.s")})),
        Reply::json("mint-token", status, minted),
    ]
}

fn refusal(code: &str, description: &str) -> Value {
    let errors = json!([{"code": code, "description": description}]);
    json!({"message": "Token request failed", "errors": errors})
}

#[track_caller]
fn fails(script: Vec<Reply>, identity_url: &str, expect: (&str, Option<&str>)) {
    let index = Index::of(Warehouse::Pypi).unwrap();
    let job = Job { index: &index, identity_url, project: "demo" };
    let error = mint(&job, &Recorder::new(script)).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.hint().as_deref()), expect);
}

const GITHUB: &str = "https://run.example/?a=1";
const FORM: &str = "see https://pypi.org/manage/project/demo/settings/publishing/ or, before the \
    first release, https://pypi.org/manage/account/publishing/";

#[test]
fn a_job_without_a_publisher_reads_what_to_type_into_the_form() {
    let workflow = "me/demo/.github/workflows/release.yml@refs/tags/v1";
    let minted = refusal("invalid-publisher", "valid token, but no corresponding publisher");
    let message = "PyPI gave this job no token (invalid-publisher): the index answered 422: valid \
        token, but no corresponding publisher";
    let hint = format!(
        "the publisher of the project must have owner `me`, repository name `demo`, workflow name \
         `release.yml` and environment name `prod` or none, {FORM}\nthis job says:\n    \
         sub: repo:me/demo:ref:refs/tags/v1\n    repository: me/demo\n    repository_owner: me\n    \
         repository_owner_id: 7\n    job_workflow_ref: {workflow}\n    ref: refs/tags/v1\n    \
         environment: prod\n    event_name: push"
    );
    let claims = claims(workflow, Some("prod"), "push");
    fails(script(&claims, 422, &minted), GITHUB, (message, Some(&hint)));
}

#[test]
fn jobs_that_can_never_be_trusted_are_told_so() {
    let minted = refusal("invalid-publisher", "no");
    let claims = claims("you/ci/.github/workflows/x.yml@main", None, "pull_request_target");
    let index = Index::of(Warehouse::Pypi).unwrap();
    let job = Job { index: &index, identity_url: GITHUB, project: "demo" };
    let world = Recorder::new(script(&claims, 422, &minted));
    let hint = mint(&job, &world).unwrap_err().hint().unwrap();
    let lines: Vec<&str> = hint.lines().collect();
    assert!(lines[0].contains("workflow name `x.yml` and no environment name"), "{hint}");
    assert_eq!(
        lines[1..3],
        [
            "a reusable workflow of another repository cannot be trusted: publish from a workflow \
             of this repository",
            "a workflow started by `pull_request_target` is never trusted",
        ]
    );
}

#[test]
fn other_refusals_are_explained() {
    let none = json!({});
    let said =
        |code: &str| format!("PyPI gave this job no token ({code}): the index answered 422: no");
    let pending =
        format!("the project exists already: register the publisher at the project itself, {FORM}");
    for (code, hint) in [
        ("invalid-pending-publisher", pending.as_str()),
        ("invalid-reuse-token", "run again: an identity serves once and for a few minutes"),
        ("invalid-token", "run again: an identity serves once and for a few minutes"),
        ("not-enabled", "the index has switched it off for now: run again later"),
    ] {
        let script = script(&none, 422, &refusal(code, "no"));
        fails(script, GITHUB, (&said(code), Some(hint)));
    }
    fails(
        script(&none, 500, &none),
        GITHUB,
        ("PyPI gave this job no token: the index answered 500 without a reason", None),
    );
}

#[test]
fn an_index_without_trusted_publishing_is_told_from_one_that_refuses() {
    let body = json!({"message": "Trusted publishing functionality not enabled"});
    fails(
        vec![Reply::json("audience", 403, &body)],
        GITHUB,
        (
            "PyPI offers no Trusted Publishing: the index answered 403: Trusted publishing \
             functionality not enabled",
            Some("give a token: set `PYREL_TOKEN`"),
        ),
    );
}

#[test]
fn lost_answers_are_told_apart() {
    let mut lost = script(&json!({}), 200, &json!({}));
    lost[2].sent = Sent::Unknown("reset".to_owned());
    fails(
        lost,
        GITHUB,
        (
            "the answer of PyPI to the request for a token was lost: reset",
            Some("nothing was published: run again"),
        ),
    );
    let mut away = script(&json!({}), 200, &json!({}));
    away[0].sent = Sent::NotSent("no route".to_owned());
    fails(away, GITHUB, ("PyPI cannot be reached: no route", None));
}

#[test]
fn github_without_an_identity_is_a_matter_of_permission() {
    let mut none = script(&json!({}), 200, &json!({}));
    none[1] = Reply::json("run.example", 403, &json!({}));
    fails(
        none,
        GITHUB,
        (
            "GitHub gave this job no identity: it answered 403",
            Some("the job needs the permission `id-token: write`"),
        ),
    );
}

#[test]
fn an_identity_is_never_asked_for_in_plain_text() {
    let audience = || vec![Reply::json("audience", 200, &json!({"audience": "pypi"}))];
    let plain = "`ACTIONS_ID_TOKEN_REQUEST_URL` would be asked in plain text";
    fails(audience(), "http://run.example/", (plain, None));
    let none = "`ACTIONS_ID_TOKEN_REQUEST_URL` is no address";
    fails(audience(), "run.example", (none, None));
}

#[test]
fn no_error_shows_the_identity() {
    let minted = refusal("invalid-publisher", "no");
    let index = Index::of(Warehouse::Pypi).unwrap();
    let job = Job { index: &index, identity_url: GITHUB, project: "demo" };
    let world = Recorder::new(script(&json!({"sub": "x"}), 422, &minted));
    let error = mint(&job, &world).unwrap_err();
    let identity = URL_SAFE_NO_PAD.encode(json!({"sub": "x"}).to_string());
    assert!(!format!("{error:?}").contains(&identity), "{error:?}");
    assert_eq!(world.masked(), 1);
}
