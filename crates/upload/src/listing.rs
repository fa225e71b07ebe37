//! Looking a file up in an index's listing (PEP 691).

use pyrel_effect::World;
use pyrel_effect::http::{Method, Request, Sent};
use serde_json::Value;

use crate::Index;
use crate::publish::Parcel;

/// Whether the index lists this very file: the name and the digest. `false` where it does not say,
/// be it that it has no listing or shows an old one.
pub(crate) fn has(world: &dyn World, index: &Index, parcel: &Parcel) -> bool {
    let Some(base) = &index.check_url else { return false };
    let url = format!("{}/{}/", base.trim_end_matches('/'), parcel.project);
    let request = Request::new(Method::Get, url)
        .header("accept", "application/vnd.pypi.simple.v1+json")
        .header("cache-control", "no-cache");
    let Sent::Answered(response) = world.look(&request) else { return false };
    let Some(json) = response.json().filter(|_| response.is_success()) else { return false };
    let Some(files) = json.get("files").and_then(Value::as_array) else { return false };
    let sha256 = parcel.sha256.to_string();
    files.iter().any(|file| {
        let digest = file.get("hashes").and_then(|hashes| hashes.get("sha256"));
        file.get("filename").and_then(Value::as_str) == Some(&parcel.file)
            && digest.and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(&sha256))
    })
}
