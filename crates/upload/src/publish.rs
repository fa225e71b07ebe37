//! Sending files to an index.

use std::fmt;

use pyrel_diag::{Event, Progress};
use pyrel_effect::http::{Authorization, Method, Multipart, Request, Response, Sent};
use pyrel_effect::{CredentialSource, Done, Error, Secret, Step, Touch, World};
use serde_json::{Value, json};

use crate::credential::TOKEN_USER_NAME;
use crate::listing::Listed;
use crate::reply::{Reply, tidied};
use crate::{Credential, Index, listing, oidc};

/// What to do with a file of whose name there is one already.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum IfExists {
    /// It is a mistake.
    #[default]
    Refuse,
    /// Leave it alone and go on.
    Skip,
}

/// One file, ready to be sent.
#[derive(Clone)]
pub(crate) struct Parcel {
    pub(crate) file: String,
    /// The project, as indexes spell it in addresses.
    pub(crate) project: String,
    pub(crate) version: String,
    pub(crate) sha256: pyrel_archive::Sha256,
    pub(crate) len: u64,
    pub(crate) form: Multipart,
}

/// Sends the files of a release, in order, in one name. The credentials are fetched, and a token
/// minted and burnt, within this one step: nothing outside it ever holds them.
pub(crate) struct Publish {
    pub(crate) index: Index,
    pub(crate) credential: Credential,
    pub(crate) if_exists: IfExists,
    pub(crate) parcels: Vec<Parcel>,
}

/// The answer that is wanted: JSON holds PyPI's reason whole.
const ACCEPT: &str = "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7";
/// How often a request is sent that never left the machine.
const TRIES: usize = 3;

impl Step for Publish {
    fn touches(&self) -> Vec<Touch> {
        let token = self.is_trusted().then(|| oidc::touch(&self.index));
        let files = self.parcels.iter().map(|parcel| parcel.touch(&self.index));
        token.into_iter().chain(files).collect()
    }

    fn perform(
        self: Box<Self>,
        world: &dyn World,
        progress: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), Error> {
        let secret = self.secret(world)?;
        if self.is_trusted() {
            done.felt.push(oidc::touch(&self.index));
        }
        let sender = Sender { step: &self, world, secret: secret.as_ref() };
        let (files, sent) = sender.send_all(progress, done);
        if let (true, Some(token)) = (self.is_trusted(), &secret) {
            oidc::burn(&self.index, world, token);
        }
        done.outputs.push(("published".to_owned(), Value::Array(files)));
        sent?;
        done.outputs.push(("index-url".to_owned(), json!(self.index.url.to_string())));
        done.outputs.extend(self.project_url().map(|url| ("project-url".to_owned(), json!(url))));
        Ok(())
    }
}

impl Publish {
    fn is_trusted(&self) -> bool {
        matches!(self.credential.source, CredentialSource::TrustedPublishing { .. })
    }

    fn secret(&self, world: &dyn World) -> Result<Option<Secret>, Error> {
        let source = &self.credential.source;
        match (source, &self.credential.identity_url) {
            (CredentialSource::Anonymous, _) => Ok(None),
            (CredentialSource::TrustedPublishing { .. }, Some(identity_url)) => {
                let project = self.parcels.first().map_or("", |parcel| parcel.project.as_str());
                let index = &self.index;
                oidc::mint(&oidc::Job { index, identity_url, project }, world).map(Some)
            }
            (_, _) => world.secret(source).map(Some),
        }
    }
}

impl Publish {
    /// Where people see the release: for the indexes whose sites are known, if it is one release.
    fn project_url(&self) -> Option<String> {
        let known = self.index.url.warehouse()?;
        let Parcel { project, version, .. } = self.parcels.first()?;
        let same = |other: &Parcel| other.project == *project && other.version == *version;
        let one = self.parcels.iter().all(same);
        one.then(|| format!("{}/project/{project}/{version}/", known.site()))
    }
}

impl Parcel {
    fn touch(&self, index: &Index) -> Touch {
        Touch::Publish {
            index: index.url.to_string(),
            file: self.file.clone(),
            sha256: self.sha256,
        }
    }
}

/// Sends a request under a touch, again where it never left the machine.
pub(crate) fn send(world: &dyn World, touch: &Touch, request: &Request) -> Sent {
    let mut sent = world.send(touch, request);
    for _ in 1..TRIES {
        match sent {
            Sent::NotSent(_) => sent = world.send(touch, request),
            Sent::Answered(_) | Sent::Unknown(_) => return sent,
        }
    }
    sent
}

/// A step at work.
struct Sender<'a> {
    step: &'a Publish,
    world: &'a dyn World,
    secret: Option<&'a Secret>,
}

/// What became of a file.
enum Outcome {
    Skipped(String),
    Uploaded,
}

impl Sender<'_> {
    /// Sends one file after the other up to the first that fails, and tells what became of each.
    fn send_all(
        &self,
        progress: &dyn Progress,
        done: &mut Done,
    ) -> (Vec<Value>, Result<(), Error>) {
        let mut files = Vec::new();
        for (at, parcel) in self.step.parcels.iter().enumerate() {
            let what = format!("uploading {}", parcel.file);
            progress.event(Event::Started { what: &what, bytes: parcel.len });
            let outcome = self.send_one(parcel);
            progress.event(Event::Finished);
            let touch = parcel.touch(&self.step.index);
            let status = match outcome {
                Err(error) => return (files, Err(self.after(at, error))),
                Ok(Outcome::Uploaded) => {
                    done.felt.push(touch);
                    "uploaded"
                }
                Ok(Outcome::Skipped(why)) => {
                    done.spared.push((touch, why));
                    "skipped"
                }
            };
            let sha256 = parcel.sha256.to_string();
            files.push(json!({"name": parcel.file, "sha256": sha256, "status": status}));
        }
        (files, Ok(()))
    }

    fn send_one(&self, parcel: &Parcel) -> Result<Outcome, Error> {
        let (content_type, body) = parcel.form.encode();
        let mut request = Request::new(Method::Post, self.step.index.url.as_str())
            .header("accept", ACCEPT)
            .body(content_type, body);
        if let Some(secret) = self.secret {
            let user = match self.step.credential.user.as_str() {
                "" => TOKEN_USER_NAME.to_owned(),
                user => user.to_owned(),
            };
            let password = secret.clone();
            request = request.authorized(Authorization::Basic { user, password });
        }
        match send(self.world, &parcel.touch(&self.step.index), &request) {
            Sent::Answered(response) => self.read(parcel, &response),
            Sent::NotSent(why) => {
                let message = format!("it was not sent: {}", tidied(&why));
                Err(self.refusal(parcel, &message, None))
            }
            Sent::Unknown(why) => self.unknown(parcel, &why),
        }
    }

    fn read(&self, parcel: &Parcel, response: &Response) -> Result<Outcome, Error> {
        match Reply::read(response, &self.step.index.url) {
            Reply::Published => Ok(Outcome::Uploaded),
            Reply::Exists(words) => self.exists(parcel, &words),
            Reply::Refused(refusal) => Err(self.refusal(parcel, &refusal.message, refusal.hint)),
        }
    }

    /// Some indexes refuse a name without looking at the contents. The very same file there is
    /// what was wanted, whatever shall become of others.
    fn exists(&self, parcel: &Parcel, words: &str) -> Result<Outcome, Error> {
        let listed = listing::look(self.world, &self.step.index, parcel);
        if listed == Listed::This {
            return Ok(Outcome::Skipped("the index has this very file already".to_owned()));
        }
        match self.step.if_exists {
            IfExists::Skip => {
                // PyPI takes the same file twice without a word, so there it is another one.
                let other = listed == Listed::Other || self.step.index.url.warehouse().is_some();
                let why = if other { ", and the local file differs from it" } else { "" };
                Ok(Outcome::Skipped(format!("the index has a file of this name already{why}")))
            }
            IfExists::Refuse => {
                let message = format!("the index has a file of this name already: {words}");
                Err(self.refusal(parcel, &message, Some(TAKEN.to_owned())))
            }
        }
    }

    /// No answer came. Where the index's listing has the very file, it arrived.
    fn unknown(&self, parcel: &Parcel, why: &str) -> Result<Outcome, Error> {
        if listing::look(self.world, &self.step.index, parcel) == Listed::This {
            return Ok(Outcome::Uploaded);
        }
        let (file, title) = (&parcel.file, self.step.index.title());
        Err(Error::Remote {
            message: format!("`{file}` may or may not have arrived at {title}: {}", tidied(why)),
            hint: Some(AGAIN.to_owned()),
            findings: Vec::new(),
        })
    }

    fn refusal(&self, parcel: &Parcel, why: &str, hint: Option<String>) -> Error {
        let (file, title) = (&parcel.file, self.step.index.title());
        let message = format!("`{file}` was not published on {title}: {}", self.veiled(why));
        let hint = hint.map(|hint| self.veiled(&hint));
        Error::Remote { message, hint, findings: Vec::new() }
    }

    /// A server may repeat what it was sent.
    fn veiled(&self, text: &str) -> String {
        match self.secret.map(Secret::expose) {
            Some(secret) if secret.len() > 3 => text.replace(secret, "***"),
            Some(_) | None => text.to_owned(),
        }
    }

    /// The error with what was published before it.
    fn after(&self, at: usize, error: Error) -> Error {
        let before = self.step.parcels.get(..at).unwrap_or_default();
        let Error::Remote { message, hint, findings } = error else { return error };
        if before.is_empty() {
            return Error::Remote { message, hint, findings };
        }
        let names: Vec<_> = before.iter().map(|parcel| format!("`{}`", parcel.file)).collect();
        let there = format!("{} arrived before", names.join(", "));
        let hint = hint.map_or_else(|| there.clone(), |hint| format!("{hint}; {there}"));
        Error::Remote { message, hint: Some(hint), findings }
    }
}

const TAKEN: &str = "a published file cannot be replaced: raise the version, or leave what is there \
    alone with `--skip-existing`";
const AGAIN: &str = "run again with `--skip-existing`: a file that arrived is left alone";

/// Without the forms, which hold whole descriptions.
impl fmt::Debug for Publish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<&str> = self.parcels.iter().map(|parcel| parcel.file.as_str()).collect();
        f.debug_struct("Publish")
            .field("index", &self.index)
            .field("credential", &self.credential)
            .field("if_exists", &self.if_exists)
            .field("files", &files)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
