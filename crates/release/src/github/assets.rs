//! Files on a release.

use pyrel_archive::Artifact;
use pyrel_effect::{Error, Touch};
use serde_json::Value;

use super::api::{Api, Found};

/// What is to be done about one asset.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    /// It is there, byte for byte.
    Present,
    /// It is not there.
    Absent,
    /// Something else has its name: another content, or an upload that broke off.
    Different {
        /// Its number.
        id: u64,
    },
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
    // Assets from before GitHub kept digests have none; their size must do.
    let same = asset["digest"].as_str().is_none_or(|found| found == digest);
    match (whole && same, asset["id"].as_u64()) {
        (true, _) | (false, None) => Verdict::Present,
        (false, Some(id)) => Verdict::Different { id },
    }
}

/// Uploads an artifact unless it is there. `Ok(false)` where nothing had to be done.
pub(super) fn bring(
    api: &Api<'_>,
    touch: &Touch,
    release: &Found,
    assets: &[Value],
    artifact: &Artifact,
) -> Result<bool, Error> {
    match verdict(assets, artifact) {
        Verdict::Present => return Ok(false),
        Verdict::Absent => {}
        Verdict::Different { id } if release.draft => {
            api.delete_asset(touch, id, artifact.name())?;
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
    match verdict(&[uploaded], artifact) {
        Verdict::Different { .. } => {
            let message = format!("{} arrived with another digest", artifact.name());
            Err(Error::remote(message))
        }
        Verdict::Absent | Verdict::Present => Ok(true),
    }
}

/// A file name as GitHub stores it: what is neither letter, digit nor one of `-_.+@` becomes a dot.
fn stored_name(name: &str) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || "-_.+@".contains(c);
    name.chars().map(|c| if kept(c) { c } else { '.' }).collect()
}
