//! What a job says about itself, held against what the index's publisher form asks for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pyrel_effect::Secret;
use serde_json::Value;

use super::Job;
use crate::reply::tidied;

/// The claims that decide whether a publisher matches, and those that show why not.
const SHOWN: [&str; 9] = [
    "sub",
    "repository",
    "repository_owner",
    "repository_owner_id",
    "job_workflow_ref",
    "workflow_ref",
    "ref",
    "environment",
    "event_name",
];

/// What to type into the publisher form so that this very job is trusted, and its claims.
pub(super) fn what_the_form_wants(job: &Job<'_>, identity: &Secret) -> String {
    let Some(claims) = claims(identity) else {
        return format!("register this workflow as a trusted publisher, {}", form_of(job));
    };
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).map(tidied);
    let unknown = || "?".to_owned();
    let repository = claim("repository").unwrap_or_else(unknown);
    let workflow = claim("job_workflow_ref").unwrap_or_else(unknown);
    let environment = match claim("environment") {
        Some(name) => format!("environment name `{name}` or none"),
        None => "no environment name".to_owned(),
    };
    let mut text = format!(
        "the publisher of the project must have owner `{}`, repository name `{}`, workflow name \
         `{}` and {environment}, {}\n",
        claim("repository_owner").unwrap_or_else(unknown),
        repository.rsplit('/').next().unwrap_or_default(),
        file_of(&workflow),
        form_of(job),
    );
    if !workflow.starts_with(&format!("{repository}/")) {
        text += "a reusable workflow of another repository cannot be trusted: publish from a \
                 workflow of this repository\n";
    }
    if claim("event_name").as_deref() == Some("pull_request_target") {
        text += "a workflow started by `pull_request_target` is never trusted\n";
    }
    text += "this job says:";
    for name in SHOWN {
        if let Some(value) = claim(name) {
            text += &format!("\n    {name}: {value}");
        }
    }
    text
}

/// Where the form is.
pub(super) fn form_of(job: &Job<'_>) -> String {
    match job.index.url.warehouse() {
        Some(known) => format!(
            "see {site}/manage/project/{project}/settings/publishing/ or, before the first \
             release, {site}/manage/account/publishing/",
            site = known.site(),
            project = job.project,
        ),
        None => format!("in the settings of `{}`", job.project),
    }
}

/// The payload of a JWT (RFC 7519, 3), unverified: the index verifies it, this is for the eye.
fn claims(identity: &Secret) -> Option<Value> {
    let payload = identity.expose().split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// `release.yml` of `owner/name/.github/workflows/release.yml@refs/heads/main`.
fn file_of(workflow: &str) -> &str {
    let path = workflow.split('@').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}
