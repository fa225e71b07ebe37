//! Looking a file up in an index's listing (PEP 691).

use pyrel_effect::World;
use pyrel_effect::http::{Method, Request, Sent};
use serde_json::Value;

use crate::Index;
use crate::publish::Parcel;

/// What an index lists under the name of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Listed {
    /// A file with another digest.
    Other,
    /// The very file.
    This,
    /// The index does not say, be it that it has no listing or shows an old one.
    Unknown,
}

/// Looks a file up by its name, and holds the digest against the one there.
pub(crate) fn look(world: &dyn World, index: &Index, parcel: &Parcel) -> Listed {
    digest(world, index, parcel).map_or(Listed::Unknown, |found| {
        let same = found.eq_ignore_ascii_case(&parcel.sha256.to_string());
        if same { Listed::This } else { Listed::Other }
    })
}

fn digest(world: &dyn World, index: &Index, parcel: &Parcel) -> Option<String> {
    let base = index.check_url.as_ref()?;
    let url = format!("{}/{}/", base.trim_end_matches('/'), parcel.project);
    let request = Request::new(Method::Get, url)
        .header("accept", "application/vnd.pypi.simple.v1+json")
        .header("cache-control", "no-cache");
    let Sent::Answered(response) = world.look(&request) else { return None };
    let json = response.json().filter(|_| response.is_success())?;
    let mut files = json.get("files").and_then(Value::as_array)?.iter();
    let ours = |file: &&Value| file.get("filename").and_then(Value::as_str) == Some(&parcel.file);
    let digest = files.find(ours)?.get("hashes")?.get("sha256")?.as_str()?;
    Some(digest.to_owned())
}
