//! Releases on GitHub, as far as a client sees them: its REST API over one repository in memory.

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::scripted::{Heard, Reply, Scripted};

/// The repository that the API knows.
pub(crate) const REPOSITORY: &str = "desk/weather-desk";

/// A running API.
#[derive(Debug)]
pub(crate) struct Github {
    server: Scripted,
    state: Arc<Mutex<State>>,
}

/// What the repository holds.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The releases, newest first.
    pub(crate) releases: Vec<Release>,
    /// An asset whose upload fails once, with this answer.
    pub(crate) failing: Option<(&'static str, u16)>,
    last_id: u64,
}

/// A release.
#[derive(Debug)]
pub(crate) struct Release {
    /// What it was made with; `draft` changes.
    pub(crate) fields: Value,
    /// Its assets, as the API shows them.
    pub(crate) assets: Vec<Value>,
}

impl Github {
    /// An API without a release, for those who have this token.
    pub(crate) fn start(token: &'static str) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let server = Scripted::http(move |heard| {
            if heard.header("authorization") != format!("Bearer {token}") {
                return Reply::json(401, &json!({"message": "Bad credentials"}));
            }
            shared.lock().unwrap().answer(heard)
        });
        Self { server, state }
    }

    /// What `GITHUB_API_URL` has to be.
    pub(crate) fn url(&self) -> &str {
        self.server.url()
    }

    /// Method and target of everything heard so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.server.lines()
    }

    /// What was heard and is no mere look.
    pub(crate) fn changes(&self) -> Vec<String> {
        self.lines().into_iter().filter(|line| !line.starts_with("GET ")).collect()
    }

    /// What the repository holds.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn answer(&mut self, heard: &Heard) -> Reply {
        let (path, query) = heard.target.split_once('?').unwrap_or((&heard.target, ""));
        let base = format!("/repos/{REPOSITORY}/releases");
        let rest = path.strip_prefix(&base).unwrap_or(path);
        let parts: Vec<&str> = rest.split('/').skip(1).collect();
        let host = heard.header("host").to_owned();
        match (heard.method.as_str(), parts.as_slice()) {
            ("GET", []) => Reply::json(200, &Value::Array(self.shown(&host))),
            ("POST", []) => self.create(&heard.json(), &host),
            ("PATCH", [id]) => self.change(id, &heard.json(), &host),
            ("GET", [id, "assets"]) => Reply::json(200, &json!(self.release(id).assets)),
            ("DELETE", ["assets", id]) => self.delete(id),
            ("POST", ["uploads", id]) => {
                let name = query.strip_prefix("name=").expect("an asset has a name");
                self.upload(id, name, &heard.body)
            }
            _ => Reply::json(404, &json!({"message": "Not Found"})),
        }
    }

    fn shown(&self, host: &str) -> Vec<Value> {
        self.releases.iter().map(|release| release.shown(host)).collect()
    }

    fn create(&mut self, fields: &Value, host: &str) -> Reply {
        self.last_id += 1;
        let mut fields = fields.clone();
        fields["id"] = json!(self.last_id);
        let release = Release { fields, assets: Vec::new() };
        let shown = release.shown(host);
        self.releases.insert(0, release);
        Reply::json(201, &shown)
    }

    fn change(&mut self, id: &str, change: &Value, host: &str) -> Reply {
        let release = self.release(id);
        for (key, value) in change.as_object().unwrap() {
            release.fields[key] = value.clone();
        }
        Reply::json(200, &release.shown(host))
    }

    fn upload(&mut self, id: &str, name: &str, body: &[u8]) -> Reply {
        if let Some((_, status)) = self.failing.take_if(|(failing, _)| name.ends_with(*failing)) {
            return Reply::json(status, &json!({"message": "Server Error"}));
        }
        self.last_id += 1;
        let asset = asset(self.last_id, name, "uploaded", body);
        let assets = &mut self.release(id).assets;
        if assets.iter().any(|there| there["name"] == name) {
            let errors = json!([{"resource": "ReleaseAsset", "code": "already_exists"}]);
            return Reply::json(422, &json!({"message": "Validation Failed", "errors": errors}));
        }
        assets.push(asset.clone());
        Reply::json(201, &asset)
    }

    fn delete(&mut self, id: &str) -> Reply {
        for release in &mut self.releases {
            release.assets.retain(|asset| asset["id"] != number(id));
        }
        Reply::empty(204)
    }

    fn release(&mut self, id: &str) -> &mut Release {
        let found = self.releases.iter_mut().find(|it| it.fields["id"] == number(id));
        found.expect("the release is there")
    }
}

impl Release {
    fn shown(&self, host: &str) -> Value {
        let mut shown = self.fields.clone();
        let (id, tag) = (self.fields["id"].to_string(), self.fields["tag_name"].as_str().unwrap());
        shown["upload_url"] =
            json!(format!("http://{host}/repos/{REPOSITORY}/releases/uploads/{id}{{?name,label}}"));
        shown["html_url"] = json!(format!("https://github.example/{REPOSITORY}/releases/{tag}"));
        shown
    }

    /// The names of its assets, in the order in which they came.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.assets.iter().map(|asset| asset["name"].as_str().unwrap()).collect()
    }

    /// The digest of an asset.
    pub(crate) fn digest(&self, name: &str) -> &str {
        let found = self.assets.iter().find(|asset| asset["name"] == name);
        found.unwrap_or_else(|| panic!("no asset {name}"))["digest"].as_str().unwrap()
    }
}

fn number(id: &str) -> u64 {
    id.parse().expect("an id is a number")
}

/// An asset as the API shows it.
pub(crate) fn asset(id: u64, name: &str, state: &str, content: &[u8]) -> Value {
    let hex: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    let (size, digest) = (content.len(), format!("sha256:{hex}"));
    json!({"id": id, "name": name, "state": state, "size": size, "digest": digest})
}
