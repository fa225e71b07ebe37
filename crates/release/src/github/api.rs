//! Talking to the API: requests, answers, and what they mean.

use pyrel_effect::http::{Authorization, Body, Method, Request, Response, Sent};
use pyrel_effect::{Error, Secret, Touch, World};
use pyrel_tree::Slice;
use serde_json::{Value, json};

use super::Target;

/// The API of one repository, with the token at hand.
pub(super) struct Api<'a> {
    world: &'a dyn World,
    target: &'a Target,
    token: Secret,
}

/// A release as the API describes it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Its number.
    pub id: u64,
    /// Whether only its makers see it.
    pub draft: bool,
    /// Its page.
    pub page: String,
    /// Where assets are uploaded to, without the template part.
    pub upload: String,
}

/// How many releases and assets are asked for at once; the API's maximum.
const PAGE: usize = 100;
/// How many pages are looked through for a draft: drafts are the newest.
const PAGES: usize = 10;

impl<'a> Api<'a> {
    pub(super) fn open(world: &'a dyn World, target: &'a Target) -> Result<Self, Error> {
        Ok(Self { world, target, token: world.secret(&target.token)? })
    }

    /// The release of the tag, published or not. Looking it up by its tag would miss drafts.
    pub(super) fn release(&self) -> Result<Option<Found>, Error> {
        for page in 1..=PAGES {
            let path = format!("releases?per_page={PAGE}&page={page}");
            let list = self.look(&path)?;
            let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
            let ours = |release: &&Value| release["tag_name"] == self.target.tag.as_str();
            if let Some(found) = list.iter().find(ours).and_then(Found::of) {
                return Ok(Some(found));
            }
            if list.len() < PAGE {
                break;
            }
        }
        Ok(None)
    }

    pub(super) fn create_draft(
        &self,
        touch: &Touch,
        text: &super::step::Text,
    ) -> Result<Found, Error> {
        let mut body = json!({
            "tag_name": self.target.tag.as_str(),
            "name": text.title,
            "body": text.body,
            "draft": true,
            "prerelease": text.prerelease,
        });
        if let (Some(commit), Some(body)) = (&self.target.commit, body.as_object_mut()) {
            body.insert("target_commitish".to_owned(), json!(commit));
        }
        let request = self.request(Method::Post, &self.url("releases")).json(&body);
        let answer = self.send(touch, &request, "create the draft")?;
        Found::of(&answer).ok_or_else(|| Error::remote("GitHub's answer describes no release"))
    }

    pub(super) fn publish(&self, touch: &Touch, release: &Found) -> Result<String, Error> {
        let url = self.url(&format!("releases/{}", release.id));
        let request = self.request(Method::Patch, &url).json(&json!({"draft": false}));
        let answer = self.send(touch, &request, "publish the release")?;
        Ok(answer["html_url"].as_str().unwrap_or(&release.page).to_owned())
    }

    pub(super) fn assets(&self, release: &Found) -> Result<Vec<Value>, Error> {
        let mut all = Vec::new();
        for page in 1..=PAGES {
            let path = format!("releases/{}/assets?per_page={PAGE}&page={page}", release.id);
            let list = self.look(&path)?;
            let list = list.as_array().cloned().unwrap_or_default();
            let last = list.len() < PAGE;
            all.extend(list);
            if last {
                break;
            }
        }
        Ok(all)
    }

    pub(super) fn upload(
        &self,
        touch: &Touch,
        release: &Found,
        name: &str,
        content: Slice,
    ) -> Result<Value, Error> {
        if !self.target.api.vouches_for(&release.upload) {
            let message = format!("the token is not sent to `{}`, as GitHub wants", release.upload);
            return Err(Error::remote(message));
        }
        let url = format!("{}?name={}", release.upload, percent(name));
        let request = self.request(Method::Post, &url);
        let request = request.body("application/octet-stream", Body::slice(content));
        self.send(touch, &request, &format!("upload {name}"))
    }

    pub(super) fn delete_asset(&self, touch: &Touch, id: u64, name: &str) -> Result<(), Error> {
        let url = self.url(&format!("releases/assets/{id}"));
        let request = self.request(Method::Delete, &url);
        self.send(touch, &request, &format!("remove the broken asset {name}")).map(drop)
    }

    fn url(&self, path: &str) -> String {
        format!("{}/repos/{}/{path}", self.target.api, self.target.repository)
    }

    fn request(&self, method: Method, url: &str) -> Request {
        Request::new(method, url)
            .header("accept", "application/vnd.github+json")
            .header("x-github-api-version", "2022-11-28")
            .authorized(Authorization::Bearer(self.token.clone()))
    }

    fn look(&self, path: &str) -> Result<Value, Error> {
        let request = self.request(Method::Get, &self.url(path));
        answer(self.world.look(&request), "look at the releases")
    }

    fn send(&self, touch: &Touch, request: &Request, what: &str) -> Result<Value, Error> {
        answer(self.world.send(touch, request), what)
    }
}

impl Found {
    fn of(release: &Value) -> Option<Self> {
        let upload = release["upload_url"].as_str()?;
        Some(Self {
            id: release["id"].as_u64()?,
            draft: release["draft"].as_bool().unwrap_or(false),
            page: release["html_url"].as_str().unwrap_or_default().to_owned(),
            // A URI template: `…/assets{?name,label}`.
            upload: upload.split('{').next().unwrap_or(upload).to_owned(),
        })
    }
}

fn answer(sent: Sent, what: &str) -> Result<Value, Error> {
    match sent {
        Sent::Answered(response) if response.is_success() => {
            Ok(response.json().unwrap_or(Value::Null))
        }
        Sent::Answered(response) => Err(refusal(&response, what)),
        Sent::NotSent(why) => Err(Error::remote(format!("cannot {what}: {why}"))),
        Sent::Unknown(why) => Err(Error::Remote {
            message: format!("cannot tell whether GitHub did {what}: {why}"),
            hint: Some("run the release again: what is done is left alone".to_owned()),
            findings: Vec::new(),
        }),
    }
}

fn refusal(response: &Response, what: &str) -> Error {
    let json = response.json().unwrap_or(Value::Null);
    let said = json["message"].as_str().map_or_else(|| response.reason.clone(), str::to_owned);
    let hint = match response.status {
        401 => Some("the token is wrong or has expired"),
        403 | 404 => Some("the token needs the permission `contents: write` for this repository"),
        422 if said.contains("immutable") => {
            Some("the release is published and immutable: release another version")
        }
        _ => None,
    };
    Error::Remote {
        message: format!("GitHub will not {what}: {} {said}", response.status),
        hint: hint.map(str::to_owned),
        findings: Vec::new(),
    }
}

/// Percent-encodes what a query value may not hold (RFC 3986 §2.3).
fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}
