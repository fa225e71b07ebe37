//! An index that trusts a workflow, and the runner's own identity service, both behind TLS.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::base64;
use crate::harness::case::Case;
use crate::harness::scripted::{Heard, Reply, Scripted};

/// What the index grants.
pub(crate) const TOKEN: &str = "pypi-minted-for-this-job";

/// What the runner shows when it asks for an identity.
pub(crate) const BEARER: &str = "bearer-of-the-runner";

/// A running pair of both.
#[derive(Debug)]
pub(crate) struct Trusted {
    server: Scripted,
    manners: Arc<Mutex<Manners>>,
}

/// How the index behaves.
#[derive(Debug, Clone)]
pub(crate) struct Manners {
    /// The answer to the request for a token, if it is not the token.
    pub(crate) refusal: Option<(u16, Value)>,
    /// The status of the answer to a file.
    pub(crate) status: u16,
}

impl Trusted {
    /// An index that grants a token and takes files.
    pub(crate) fn start() -> Self {
        let manners = Arc::new(Mutex::new(Manners { refusal: None, status: 200 }));
        let shared = Arc::clone(&manners);
        let server = Scripted::https(move |heard| answer(heard, &shared.lock().unwrap()));
        Self { server, manners }
    }

    /// Changes how it behaves.
    pub(crate) fn with(self, change: impl FnOnce(&mut Manners)) -> Self {
        change(&mut self.manners.lock().unwrap());
        self
    }

    /// The upload address.
    pub(crate) fn url(&self) -> String {
        format!("{}/legacy/", self.server.url())
    }

    /// Everything heard so far, in order.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.server.heard()
    }

    /// Method and target of everything heard so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.server.lines()
    }

    /// The environment of a job with the permission `id-token: write`.
    pub(crate) fn environment(&self, case: Case) -> Case {
        case.env("GITHUB_ACTIONS", "true")
            .env("ACTIONS_ID_TOKEN_REQUEST_URL", &format!("{}/id?api=2", self.server.url()))
            .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", BEARER)
            .env("SSL_CERT_FILE", self.server.authority().to_str().unwrap())
    }
}

/// The identity of the job: a JWT, of which only the claims matter here.
pub(crate) fn identity() -> String {
    let claims = json!({
        "sub": "repo:desk/weather-desk:environment:pypi",
        "repository": "desk/weather-desk",
        "repository_owner": "desk",
        "job_workflow_ref": "desk/weather-desk/.github/workflows/push.yml@refs/tags/v1.4.0",
        "ref": "refs/tags/v1.4.0",
        "environment": "pypi",
        "event_name": "push",
    });
    let part = |json: &Value| base64::url_safe(&json.to_string());
    format!("{}.{}.signature", part(&json!({"alg": "RS256"})), part(&claims))
}

fn answer(heard: &Heard, manners: &Manners) -> Reply {
    match heard.line().as_str() {
        "GET /_/oidc/audience" => Reply::json(200, &json!({"audience": "testpypi-of-ours"})),
        "GET /id?api=2&audience=testpypi-of-ours" => {
            if heard.header("authorization") != format!("Bearer {BEARER}") {
                return Reply::json(401, &json!({}));
            }
            Reply::json(200, &json!({"value": identity()}))
        }
        "POST /_/oidc/mint-token" if heard.json() != json!({"token": identity()}) => {
            Reply::json(422, &json!({"message": "that is not the identity"}))
        }
        "POST /_/oidc/mint-token" => match &manners.refusal {
            Some((status, body)) => Reply::json(*status, body),
            None => Reply::json(200, &json!({"success": true, "token": TOKEN})),
        },
        "POST /_/oidc/burn-token" => Reply::empty(204),
        "POST /legacy/" => Reply::json(manners.status, &json!({"message": "as told"})),
        _ => Reply::empty(404),
    }
}
