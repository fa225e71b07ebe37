//! Files on a release.

use pyrel_archive::Artifact;
use pyrel_effect::{Error, Touch};
use serde_json::Value;

use super::api::{Api, Found};

/// What is to be done about one asset.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    /// It is there.
    Present(Proof),
    /// It is not there.
    Absent,
    /// Something else has its name: another content, or an upload that broke off.
    Different {
        /// Its number, if GitHub tells it.
        id: Option<u64>,
    },
}

/// How it is known that an asset is the very file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Proof {
    /// By its digest.
    Digest,
    /// By its length alone: assets from before GitHub kept digests have none.
    Size,
}

/// Holds an artifact against what the release has. GitHub rewrites characters that it does not
/// like in names, so names are compared as it would write them.
pub(super) fn verdict(assets: &[Value], artifact: &Artifact) -> Verdict {
    let name = stored_name(artifact.name());
    let Some(asset) = assets.iter().find(|asset| asset["name"] == name.as_str()) else {
        return Verdict::Absent;
    };
    let digest = format!("sha256:{}", artifact.sha256());
    let whole = asset["state"] == "uploaded" && asset["size"] == artifact.len();
    match asset["digest"].as_str() {
        Some(found) if whole && found == digest => Verdict::Present(Proof::Digest),
        None if whole => Verdict::Present(Proof::Size),
        Some(_) | None => Verdict::Different { id: asset["id"].as_u64() },
    }
}

/// Uploads an artifact unless it is there. The proof that it is, where nothing had to be done.
pub(super) fn bring(
    api: &Api<'_>,
    touch: &Touch,
    release: &Found,
    assets: &[Value],
    artifact: &Artifact,
) -> Result<Option<Proof>, Error> {
    match verdict(assets, artifact) {
        Verdict::Present(proof) => return Ok(Some(proof)),
        Verdict::Absent => {}
        Verdict::Different { id: Some(id) } if release.draft => {
            api.delete_asset(touch, id, artifact.name())?;
        }
        Verdict::Different { .. } if release.draft => {
            let message = format!("the draft has another {}, without a number", artifact.name());
            return Err(Error::remote(message));
        }
        Verdict::Different { .. } => {
            return Err(Error::Remote {
                message: format!("the published release has another {}", artifact.name()),
                hint: Some("release another version: published files do not change".to_owned()),
                findings: Vec::new(),
            });
        }
    }
    let uploaded = api.upload(touch, release, artifact.name(), artifact.slice())?;
    let arrived = match verdict(&[uploaded], artifact) {
        // An answer that does not speak of this file proves nothing.
        Verdict::Absent => verdict(&api.assets(release)?, artifact),
        told @ (Verdict::Present(_) | Verdict::Different { .. }) => told,
    };
    match arrived {
        Verdict::Present(_) => Ok(None),
        Verdict::Absent => Err(Error::Remote {
            message: format!("GitHub took {} and does not list it", artifact.name()),
            hint: Some("run the release again: what is done is left alone".to_owned()),
            findings: Vec::new(),
        }),
        Verdict::Different { .. } => {
            let message = format!("{} arrived with another digest", artifact.name());
            Err(Error::remote(message))
        }
    }
}

/// A file name as GitHub stores it: what is neither letter, digit nor one of `-_.+@` becomes a dot.
fn stored_name(name: &str) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || "-_.+@".contains(c);
    name.chars().map(|c| if kept(c) { c } else { '.' }).collect()
}
