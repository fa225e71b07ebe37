//! Trusted Publishing: a GitHub Actions job publishes in its own name.
//!
//! The index tells which audience it wants, GitHub signs an identity for that audience, the index
//! exchanges it for a token that lives for 15 minutes, and takes the token back when it has
//! served. Only the exchange and the taking back are acts; the rest is looking.

mod claims;

use pyrel_effect::http::{Authorization, Method, Request, Response, Sent};
use pyrel_effect::{CredentialSource, Error, Secret, Touch, World};
use serde_json::{Value, json};
use url::Url;

use crate::credential::IDENTITY_TOKEN;
use crate::publish::send;
use crate::reply::{answered, tidied};
use crate::{Index, UploadUrl};

/// A job that wants a token of an index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job<'a> {
    pub(crate) index: &'a Index,
    /// Where GitHub hands out identities.
    pub(crate) identity_url: &'a str,
    /// What is to be published, for the words of a refusal.
    pub(crate) project: &'a str,
}

/// The act that the exchange and the taking back of a token are.
pub(crate) fn touch(index: &Index) -> Touch {
    Touch::Token { index: index.url.to_string() }
}

/// Gets a token.
pub(crate) fn mint(job: &Job<'_>, world: &dyn World) -> Result<Secret, Error> {
    let audience = audience(job, world)?;
    let identity = identity(job, world, &audience)?;
    world.mask(&identity);
    let url = job.index.url.on_same_server("/_/oidc/mint-token");
    let body = json!({"token": identity.expose()});
    let request = Request::new(Method::Post, url).header("accept", "application/json").json(&body);
    let response = match send(world, &touch(job.index), &request) {
        Sent::Answered(response) => response,
        Sent::NotSent(why) => return Err(unreachable(job, &why)),
        Sent::Unknown(why) => return Err(lost(job, &why)),
    };
    let token = text_at(&response, "token").filter(|_| response.is_success());
    let token = token.map(Secret::new).ok_or_else(|| refused(job, &response, &identity))?;
    world.mask(&token);
    Ok(token)
}

/// Gives a token back. Best effort: it dies by itself soon.
pub(crate) fn burn(index: &Index, world: &dyn World, token: &Secret) {
    let url = index.url.on_same_server("/_/oidc/burn-token");
    let request = Request::new(Method::Post, url).json(&json!({"token": token.expose()}));
    drop(world.send(&touch(index), &request));
}

fn audience(job: &Job<'_>, world: &dyn World) -> Result<String, Error> {
    let url = job.index.url.on_same_server("/_/oidc/audience");
    let request = Request::new(Method::Get, url).header("accept", "application/json");
    let response = match world.look(&request) {
        Sent::Answered(response) => response,
        Sent::NotSent(why) | Sent::Unknown(why) => return Err(unreachable(job, &why)),
    };
    let audience = text_at(&response, "audience").filter(|_| response.is_success());
    audience.ok_or_else(|| Error::Remote {
        message: format!(
            "{} offers no Trusted Publishing: {}",
            job.index.title(),
            answered(&response)
        ),
        hint: Some("give a token: set `PYREL_TOKEN`".to_owned()),
        findings: Vec::new(),
    })
}

fn identity(job: &Job<'_>, world: &dyn World, audience: &str) -> Result<Secret, Error> {
    let url = identity_request(job.identity_url, audience).map_err(Error::remote)?;
    let bearer = world.secret(&CredentialSource::Env(IDENTITY_TOKEN.to_owned()))?;
    let request = Request::new(Method::Get, url)
        .header("accept", "application/json")
        .authorized(Authorization::Bearer(bearer));
    let why = match world.look(&request) {
        Sent::Answered(response) => {
            let value = text_at(&response, "value").filter(|_| response.is_success());
            match value {
                Some(value) => return Ok(Secret::new(value)),
                None => format!("it answered {}", response.status),
            }
        }
        Sent::NotSent(why) | Sent::Unknown(why) => why,
    };
    Err(Error::Remote {
        message: format!("GitHub gave this job no identity: {}", tidied(&why)),
        hint: Some("the job needs the permission `id-token: write`".to_owned()),
        findings: Vec::new(),
    })
}

/// The address that GitHub names has a query already, and the audience goes behind it.
fn identity_request(identity_url: &str, audience: &str) -> Result<String, String> {
    let (keeps, url) = match (UploadUrl::parse(identity_url), Url::parse(identity_url)) {
        (Ok((checked, _)), Ok(url)) => (checked.keeps_secrets(), url),
        _ => return Err("`ACTIONS_ID_TOKEN_REQUEST_URL` is no address".to_owned()),
    };
    if !keeps {
        return Err("`ACTIONS_ID_TOKEN_REQUEST_URL` would be asked in plain text".to_owned());
    }
    let mut url = url;
    url.query_pairs_mut().append_pair("audience", audience);
    Ok(url.to_string())
}

fn text_at(response: &Response, key: &str) -> Option<String> {
    let json = response.json()?;
    json.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn unreachable(job: &Job<'_>, why: &str) -> Error {
    Error::remote(format!("{} cannot be reached: {}", job.index.title(), tidied(why)))
}

fn lost(job: &Job<'_>, why: &str) -> Error {
    let title = job.index.title();
    Error::Remote {
        message: format!(
            "the answer of {title} to the request for a token was lost: {}",
            tidied(why)
        ),
        hint: Some("nothing was published: run again".to_owned()),
        findings: Vec::new(),
    }
}

fn refused(job: &Job<'_>, response: &Response, identity: &Secret) -> Error {
    let title = job.index.title();
    let code = response
        .json()
        .and_then(|json| json.get("errors")?.get(0)?.get("code")?.as_str().map(str::to_owned));
    let code = code.unwrap_or_default();
    let hint = match code.as_str() {
        "invalid-publisher" => Some(claims::what_the_form_wants(job, identity)),
        "invalid-pending-publisher" => Some(format!(
            "the project exists already: register the publisher at the project itself, {}",
            claims::form_of(job)
        )),
        "invalid-reuse-token" | "invalid-token" => {
            Some("run again: an identity serves once and for a few minutes".to_owned())
        }
        "not-enabled" => Some("the index has switched it off for now: run again later".to_owned()),
        _ => None,
    };
    let code = if code.is_empty() { code } else { format!(" ({code})") };
    let said = answered(response).replace(identity.expose(), "***");
    let message = format!("{title} gave this job no token{code}: {said}");
    Error::Remote { message, hint, findings: Vec::new() }
}

#[cfg(test)]
mod tests;
