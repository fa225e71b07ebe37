//! The one coarse step that makes a GitHub release.

use pyrel_archive::Artifact;
use pyrel_diag::Progress;
use pyrel_effect::{Done, Error, Step, Touch, World};

use super::Target;
use super::api::{Api, Found};
use super::assets::{Proof, bring};

/// Makes or completes the release of a tag, with its assets.
#[derive(Clone, Debug)]
pub struct GithubRelease {
    target: Target,
    text: Text,
    assets: Vec<Artifact>,
}

/// What people read about the release.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub title: String,
    pub body: String,
    pub prerelease: bool,
}

impl GithubRelease {
    /// A release named after its tag. A `prerelease` is marked as one and never shown as the
    /// latest.
    #[must_use]
    pub fn new(target: Target, title: String, prerelease: bool, assets: Vec<Artifact>) -> Self {
        let body = body(&assets);
        Self { target, text: Text { title, body, prerelease }, assets }
    }

    fn draft_touch(&self) -> Touch {
        let (repository, tag) = (self.target.repository.to_string(), self.target.tag.to_string());
        Touch::DraftRelease { repository, tag }
    }

    fn asset_touch(&self, artifact: &Artifact) -> Touch {
        let (name, sha256) = (artifact.name().to_owned(), artifact.sha256());
        Touch::Asset { tag: self.target.tag.to_string(), name, sha256 }
    }

    fn publish_touch(&self) -> Touch {
        let (repository, tag) = (self.target.repository.to_string(), self.target.tag.to_string());
        Touch::PublishRelease { repository, tag }
    }

    fn draft(&self, api: &Api<'_>, done: &mut Done) -> Result<Found, Error> {
        let touch = self.draft_touch();
        if let Some(found) = api.release()? {
            let why = if found.draft { "the draft is there" } else { "the release is there" };
            done.spared.push((touch, why.to_owned()));
            return Ok(found);
        }
        let found = api.create_draft(&touch, &self.text)?;
        done.felt.push(touch);
        Ok(found)
    }

    fn upload(&self, api: &Api<'_>, release: &Found, done: &mut Done) -> Result<(), Error> {
        let present = api.assets(release)?;
        for artifact in &self.assets {
            let touch = self.asset_touch(artifact);
            let why = match bring(api, &touch, release, &present, artifact)? {
                None => {
                    done.felt.push(touch);
                    continue;
                }
                Some(Proof::Digest) => "it is there, with the same digest",
                Some(Proof::Size) => "it is there, with the same size",
            };
            done.spared.push((touch, why.to_owned()));
        }
        Ok(())
    }
}

/// The digests, for those who check what they download.
fn body(assets: &[Artifact]) -> String {
    let rows = assets.iter().map(|asset| format!("{}  {}\n", asset.sha256(), asset.name()));
    format!("SHA-256 of the files:\n\n```text\n{}```\n", rows.collect::<String>())
}

impl Step for GithubRelease {
    fn touches(&self) -> Vec<Touch> {
        let mut touches = vec![self.draft_touch()];
        touches.extend(self.assets.iter().map(|artifact| self.asset_touch(artifact)));
        touches.push(self.publish_touch());
        touches
    }

    fn perform(
        self: Box<Self>,
        world: &dyn World,
        _: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), Error> {
        let api = Api::open(world, &self.target)?;
        let release = self.draft(&api, done)?;
        self.upload(&api, &release, done)?;
        let touch = self.publish_touch();
        let page = if release.draft {
            let page = api.publish(&touch, &release)?;
            done.felt.push(touch);
            page
        } else {
            done.spared.push((touch, "it is published".to_owned()));
            release.page
        };
        done.outputs.push(("release-url".to_owned(), page.into()));
        Ok(())
    }
}
