//! Trusted Publishing over TLS: the token is minted, hidden, used and burnt.

use serde_json::json;

use super::trusted::{BEARER, TOKEN, Trusted, identity};
use super::{WHEEL, base64, built};
use crate::harness::case::Case;
use crate::release::law::{deeds, list};

fn arguments(index: &Trusted) -> String {
    format!("upload --repository-url {}", index.url())
}

#[test]
fn a_job_publishes_in_its_own_name() {
    let index = Trusted::start();
    let case = built(index.environment(Case::new()));
    let run = case.run(&arguments(&index));
    run.success().stdout_contains("credentials: Trusted Publishing with");
    assert_eq!(
        index.lines(),
        [
            "GET /_/oidc/audience",
            "GET /id?api=2&audience=testpypi-of-ours",
            "POST /_/oidc/mint-token",
            "POST /legacy/",
            "POST /legacy/",
            "POST /_/oidc/burn-token",
        ]
    );
    let heard = index.heard();
    let basic = format!("Basic {}", base64::standard(&format!("__token__:{TOKEN}")));
    assert!(heard[3..5].iter().all(|heard| heard.header("authorization") == basic));
    assert_eq!(heard[5].json(), json!({"token": TOKEN}));
    // The runner is told of both secrets, and blots them out from there on.
    let masks = format!("::add-mask::{}\n::add-mask::{TOKEN}\n", identity());
    assert!(run.stderr.contains(&masks), "{run:?}");
    assert_eq!(run.stderr.matches(TOKEN).count(), 1);
    assert!(!run.stdout.contains(TOKEN) && !run.stdout.contains(&identity()));
    run.never_says(BEARER);
}

#[test]
fn a_dry_run_sees_it_coming_and_asks_nobody() {
    let index = Trusted::start();
    let case = built(index.environment(Case::new()));
    let dry = case.run(&format!("{} --dry-run --json", arguments(&index)));
    let plan = list(&dry.success().json(), "plan");
    assert_eq!(deeds(&plan), ["token", "publish", "publish"]);
    assert_eq!(index.lines(), [""; 0]);
    let real = case.run(&format!("{} --json", arguments(&index)));
    assert_eq!(list(&real.success().json(), "done"), plan);
}

#[test]
fn the_token_is_burnt_after_a_failure_as_well() {
    let index = Trusted::start().with(|manners| manners.status = 400);
    let case = built(index.environment(Case::new()));
    let run = case.run(&arguments(&index));
    run.failure(3).stderr_contains(&format!("`{WHEEL}` was not published"));
    let lines = index.lines();
    assert_eq!(lines[3..], ["POST /legacy/", "POST /_/oidc/burn-token"]);
}

#[test]
fn a_refusal_is_explained_by_the_claims_of_the_job() {
    let refusal = json!({
        "message": "Token request failed",
        "errors": [{"code": "invalid-publisher", "description": "valid token, but no publisher"}],
    });
    let index = Trusted::start().with(|manners| manners.refusal = Some((422, refusal)));
    let case = built(index.environment(Case::new()));
    let run = case.run(&format!("{} -v", arguments(&index)));
    run.failure(3).stderr_contains("gave this job no token (invalid-publisher)");
    run.stderr_contains(
        "the publisher of the project must have owner `desk`, repository name `weather-desk`, \
         workflow name `push.yml` and environment name `pypi` or none",
    );
    run.stderr_contains("sub: repo:desk/weather-desk:environment:pypi");
    assert_eq!(run.stderr.matches(&identity()).count(), 1, "only the mask may say it");
    assert_eq!(index.lines().len(), 3);
}

#[test]
fn a_stored_token_is_preferred() {
    let index = Trusted::start();
    let case = built(index.environment(Case::new()).env("PYREL_TOKEN", "pypi-stored"));
    case.run(&arguments(&index)).success();
    assert_eq!(index.lines(), ["POST /legacy/", "POST /legacy/"]);
}

#[test]
fn an_index_whose_certificate_nobody_vouches_for_is_not_talked_to() {
    let (index, other) = (Trusted::start(), Trusted::start());
    let case = built(other.environment(index.environment(Case::new())));
    let run = case.run(&arguments(&index));
    run.failure(3).stderr_contains("certificate");
    assert_eq!(index.lines(), [""; 0]);
}
